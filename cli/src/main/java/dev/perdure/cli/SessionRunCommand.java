package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Widths;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs a command in a session's shell, and waits for its end no longer than it is told. */
@Command(
        name = "run",
        description = "Type a command into a session's shell and say how far it came: its output and exit code, or a"
                + " handle to ask again with.")
final class SessionRunCommand extends AtSession {
    /** EX_TEMPFAIL of sysexits(3): ask again. */
    private static final int STILL_THERE = 75;

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "COMMAND", description = "What to type.")
    private @Nullable String command;

    @Option(names = "--handle", paramLabel = "HANDLE", description = "Ask about a command that was begun before.")
    private @Nullable String handle;

    @Option(names = "--wait", paramLabel = "SPAN", description = "How long to wait for its end, 1 minute at most.")
    private String wait = "10s";

    @Option(names = "--limit", paramLabel = "SPAN", description = "Interrupt it (Ctrl-C) when it takes longer.")
    private @Nullable String limit;

    @Override
    int run() throws IOException {
        JsonNode result = result();
        if (json()) {
            io().print(JsonText.line(result));
        } else {
            result.path("output").asString("").lines().forEach(line -> io().print(withTabs(line)));
            explain(result);
        }
        return switch (result.path("result").asString("")) {
            case "done" -> result.path("exitCode").asInt(0);
            case "unknown" -> ErrorCode.SESSION_ENDED.exitCode();
            default -> STILL_THERE;
        };
    }

    /** A line of a program's output: its tabs move no cursor to where it could hide something. */
    private static String withTabs(String line) {
        return Arrays.stream(line.split("\t", -1)).map(Widths::printable).collect(Collectors.joining("\t"));
    }

    private JsonNode result() throws IOException {
        String patience = Times.span(wait).toString();
        if (handle != null) {
            return look(path(session) + "/runs/" + TaskId.encode(handle) + "?wait=" + patience);
        }
        if (command == null) {
            throw bad("Which command? Give it, or --handle of one that was begun.");
        }
        ObjectNode body = JsonText.object().put("command", command).put("patience", patience);
        if (limit != null) {
            body.put("limit", Times.span(limit).toString());
        }
        return ask(path(session) + "/run", body);
    }

    private void explain(JsonNode result) {
        String again = result.path("handle").asString("");
        String words =
                switch (result.path("result").asString("")) {
                    case "running" ->
                        (result.path("begun").asBoolean(false)
                                        ? "It runs; quiet for "
                                        : "It has not begun: the shell has not taken it yet. Quiet for ")
                                + Spans.text(Duration.ofMillis(
                                        result.path("quietMillis").asLong(0)))
                                + ".";
                    case "waiting_for_input" ->
                        "It waits for input: " + result.path("prompt").asString("");
                    case "timed_out" ->
                        again.isEmpty()
                                ? "It took too long and was interrupted."
                                : "It took too long and was interrupted, but has not ended.";
                    case "not_run", "unknown" -> result.path("why").asString("");
                    default ->
                        result.path("truncated").asBoolean(false)
                                ? "Of its output only the last 256 KiB are shown. All that is kept: "
                                        + advice().command("log " + session)
                                : "";
                };
        if (!words.isEmpty()) {
            Line line = Line.of(Style.WARNING, words);
            io().tell(
                            again.isEmpty()
                                    ? line
                                    : line.and(" Ask again: ")
                                            .and(
                                                    Style.COMMAND,
                                                    advice().command("session run " + session + " --handle " + again)));
        }
    }
}
