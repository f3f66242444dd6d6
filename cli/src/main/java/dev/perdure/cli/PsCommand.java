package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** Indentation ends here, so that a long chain of processes stays readable. */
    private static final int DEEPEST = 20;

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
        Set<Integer> numbers = new HashSet<>();
        Map<Integer, List<JsonNode>> children = new LinkedHashMap<>();
        processes.forEach(process -> numbers.add(process.path("pid").asInt(0)));
        for (JsonNode process : processes) {
            int parent = process.path("parent").asInt(0);
            children.computeIfAbsent(numbers.contains(parent) ? parent : 0, _ -> new ArrayList<>())
                    .add(process);
        }
        below(0, 0, children, table);
        return table;
    }

    /** The children of a process, each with all of its own right below it. */
    private static void below(int parent, int depth, Map<Integer, List<JsonNode>> children, Table table) {
        List<JsonNode> these = children.remove(parent);
        if (these == null) {
            return;
        }
        for (JsonNode process : these) {
            table.row(
                    Line.of(process.path("pid").asString("")),
                    Line.of(process.path("state").asString("")),
                    Line.of(Spans.text(
                            Duration.ofMillis(process.path("cpuMillis").asLong(0)))),
                    Line.of(process.path("residentBytes").asLong(0) / (1 << 20) + " MB"),
                    Line.of("  ".repeat(Math.min(depth, DEEPEST))
                            + process.path("title").asString("")));
            below(process.path("pid").asInt(0), depth + 1, children, table);
        }
    }

    private Table sockets(JsonNode sockets) {
        var table = new Table("PID", "SOCKET", "ADDRESS", "STATE");
        for (JsonNode socket : sockets) {
            if (all || socket.path("listening").asBoolean(false)) {
                String remote = socket.path("remote").asString("");
                table.row(
                        Line.of(socket.path("pid").asString("")),
                        Line.of(socket.path("kind").asString("")),
                        Line.of(Style.BOLD, address(socket.path("local").asString("")))
                                .and(remote.isEmpty() ? "" : " → " + address(remote)),
                        Line.of(socket.path("state").asString("")));
            }
        }
        return table;
    }

    /** As people write it: {@code [::]:8000} is every address of this machine. */
    private static String address(String local) {
        return local.startsWith("[::]:") || local.startsWith("0.0.0.0:")
                ? "*:" + local.substring(local.lastIndexOf(':') + 1)
                : local;
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
