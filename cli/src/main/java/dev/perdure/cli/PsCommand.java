package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what runs in a session. */
@Command(
        name = "ps",
        description =
                "Show what runs in a session, as the kernel says: processes, sockets, open files; who is attached. With"
                        + " --port: who serves a TCP port of this machine; ends with 1 when nobody does.")
final class PsCommand extends AtSession {
    @Parameters(index = "0", arity = "0..1", paramLabel = "SESSION", description = "Its name or id.")
    private @Nullable String session;

    @Option(names = "--port", paramLabel = "PORT", description = "Who serves this port, in whatever session or none.")
    private @Nullable Integer port;

    @Option(
            names = {"-a", "--all"},
            description = "All that is open, also connected sockets, pipes, terminals and devices.")
    private boolean all;

    @Override
    int run() throws IOException {
        if (port != null && session == null) {
            return PortQuestion.answer(io(), json(), look("/v1/ports/" + port));
        }
        if (port != null || session == null) {
            throw bad("What of? Give a session, or --port PORT.");
        }
        JsonNode answer = look(path(session) + "/processes");
        if (json()) {
            io().print(JsonText.line(answer));
            return 0;
        }
        SessionShowCommand.print(io(), answer.path("session"));
        print(processes(answer.path("processes")));
        print(sockets(answer.path("sockets")));
        print(files(answer.path("files")));
        return 0;
    }

    private void print(Table table) {
        var lines = table.lines(io().isLive() ? io().columns() : Integer.MAX_VALUE);
        if (!lines.isEmpty()) {
            io().print("");
            lines.forEach(io()::print);
        }
    }

    private static Table processes(JsonNode processes) {
        var table = new Table("PID", "S", "CPU", "MEMORY", "PROCESS");
        Map<Integer, Integer> depths = new HashMap<>();
        for (JsonNode process : processes) {
            int depth = depths.getOrDefault(process.path("parent").asInt(0), -1) + 1;
            depths.put(process.path("pid").asInt(0), depth);
            table.row(
                    Line.of(process.path("pid").asString("")),
                    Line.of(process.path("state").asString("")),
                    Line.of(Spans.text(
                            Duration.ofMillis(process.path("cpuMillis").asLong(0)))),
                    Line.of(process.path("residentBytes").asLong(0) / (1 << 20) + " MB"),
                    Line.of("  ".repeat(depth) + process.path("title").asString("")));
        }
        return table;
    }

    private Table sockets(JsonNode sockets) {
        var table = new Table("PID", "SOCKET", "ADDRESS", "STATE");
        for (JsonNode socket : sockets) {
            if (all || socket.path("listening").asBoolean(false)) {
                String remote = socket.path("remote").asString("");
                table.row(
                        Line.of(socket.path("pid").asString("")),
                        Line.of(socket.path("kind").asString("")),
                        Line.of(Style.BOLD, socket.path("local").asString(""))
                                .and(remote.isEmpty() ? "" : " → " + remote),
                        Line.of(socket.path("state").asString("")));
            }
        }
        return table;
    }

    private Table files(JsonNode files) {
        var table = new Table("PID", "FD", "MODE", "FILE");
        for (JsonNode file : files) {
            String target = file.path("target").asString("");
            if (all || (target.startsWith("/") && !target.startsWith("/dev/"))) {
                table.row(
                        Line.of(file.path("pid").asString("")),
                        Line.of(file.path("descriptor").asString("")),
                        Line.of(file.path("access").asString("").replace('_', ' ')),
                        Line.of(target + (file.path("deleted").asBoolean(false) ? " (deleted)" : "")));
            }
        }
        return table;
    }
}
