package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.replay.CastEvent;
import dev.perdure.cli.replay.CastReader;
import dev.perdure.cli.replay.CastSource;
import dev.perdure.cli.replay.PlainText;
import dev.perdure.cli.replay.Player;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Plays a session's record, or a file of one. */
@Command(
        name = "replay",
        description =
                "Play a session's record in this terminal: space stops, arrows jump, q leaves. Piped, print its text.")
final class SessionReplayCommand extends AtSession {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SESSION|FILE",
            description = "A session's name or id; with a slash in it or .cast at its end, a file.")
    private @Nullable String what;

    @Option(names = "--speed", paramLabel = "X", description = "How often faster than it was, such as 2 or 0.5.")
    private double speed = 1;

    @Option(
            names = "--from",
            paramLabel = "OFFSET|TIME",
            description = "Begin at a byte of the session's output, or so long after the beginning, such as 90s.")
    private @Nullable String from;

    @Option(names = "--idle-limit", paramLabel = "TIME", description = "Cut pauses to at most so long, such as 2s.")
    private @Nullable String idleLimit;

    @Option(
            names = "--task",
            paramLabel = "ID",
            description = "Play what a task's step did in its session; with --step.")
    private @Nullable String task;

    @Option(names = "--step", paramLabel = "KEY", description = "The step's key, as history shows it.")
    private @Nullable String step;

    @Override
    int run() throws IOException {
        if (!(speed > 0) || speed > 1e6) {
            throw bad("--speed is no number above 0: " + speed);
        }
        CastSource source = source();
        if (json()) {
            return printJson(source);
        }
        if (!io().outIsTerminal()) {
            return printText(source);
        }
        Duration limit = idleLimit == null ? null : Times.span(idleLimit);
        return new Replaying(io()).play(source, new Player.Pace(speed, limit));
    }

    private CastSource source() throws IOException {
        String step = this.step;
        if (task != null && step != null && what == null && from == null) {
            SessionStep did = SessionStep.of(daemon(), idOf(task), step);
            return new Recorded(daemon(), did.session(), "offset=" + did.from(), did.to(), this::from);
        }
        if (task != null || step != null) {
            throw bad("--task and --step go together, and without SESSION and --from.");
        }
        String name = what;
        if (name == null) {
            throw bad("What? Name a session or a file, or give --task and --step.");
        }
        if (!isFile(name)) {
            return new Recorded(daemon(), name, place(), -1, this::from);
        }
        if (from != null && isOffset(from)) {
            throw bad("A file has times, no offsets: --from 90s.");
        }
        if (!Files.isReadable(Path.of(name))) {
            throw bad("There is no file " + name + ".");
        }
        return new CastFile(Path.of(name), from == null ? Duration.ZERO : Times.span(from));
    }

    /** Whether a name means a file. */
    static boolean isFile(String name) {
        return name.indexOf('/') >= 0 || name.endsWith(".cast");
    }

    private String place() {
        if (from == null) {
            return "";
        }
        return isOffset(from) ? "offset=" + from : "time=" + Times.span(from);
    }

    private static boolean isOffset(String text) {
        return text.matches("[0-9]{1,18}");
    }

    private int printText(CastSource source) throws IOException {
        var text = new PlainText();
        each(source, false, (event, _) -> {
            if (event.isOutput()) {
                io().out().print(text.of(event.data()));
            }
        });
        return 0;
    }

    private int printJson(CastSource source) throws IOException {
        each(source, true, (event, time) -> {
            ObjectNode line = JsonText.object();
            line.put("time", time.toString());
            line.put("code", event.code());
            line.put("data", event.data());
            io().print(JsonText.line(line));
        });
        return 0;
    }

    private interface Visitor {
        void visit(CastEvent event, Duration time);
    }

    private void each(CastSource source, boolean withScreen, Visitor visitor) throws IOException {
        CastSource.Cast cast = source.open();
        try (CastReader reader = cast.reader()) {
            if (cast.part() && !withScreen) {
                reader.next();
            }
            for (CastEvent event = reader.next(); event != null && !io().out().checkError(); event = reader.next()) {
                Duration time = cast.begins().plus(event.time());
                if (time.compareTo(source.wanted()) >= 0) {
                    visitor.visit(event, time);
                }
            }
        }
        io().out().flush();
    }
}
