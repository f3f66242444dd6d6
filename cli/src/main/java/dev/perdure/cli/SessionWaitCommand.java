package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.Request;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Widths;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits for what happens in a session. */
@Command(
        name = "wait",
        description =
                "Wait until a session shows a text, is quiet, ends, or is at a shell's prompt. Ends with 0 when that is"
                        + " so, with 75 when it isn't within the limit, with 4 when the session ended before.")
final class SessionWaitCommand extends AtSession {
    /** EX_TEMPFAIL of sysexits(3): ask again. */
    private static final int NOT_YET = 75;

    /** How long one request waits; the daemon may be another one at the next. */
    private static final Duration ROUND = Duration.ofSeconds(20);

    /** A text may begin that far before the end of what one request has looked at. */
    private static final long OVERLAP = 64 << 10;

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Option(
            names = "--text",
            paramLabel = "PATTERN",
            description = "Until this regular expression is on the screen, or is printed.")
    private @Nullable String text;

    @Option(
            names = "--since",
            paramLabel = "OFFSET",
            description = "Not on the screen, but in the output from this byte on.")
    private @Nullable Long since;

    @Option(names = "--quiet", paramLabel = "SPAN", description = "Until nothing was printed or typed for so long.")
    private @Nullable String quiet;

    @Option(names = "--exit", description = "Until its program has ended.")
    private boolean exit;

    @Option(names = "--prompt", description = "Until a shell shows its prompt.")
    private boolean prompt;

    @Option(names = "--limit", paramLabel = "SPAN", description = "Not longer than this (else as long as it takes).")
    private @Nullable String limit;

    @Override
    int run() throws IOException {
        ObjectNode wish = wish();
        long first = text == null ? 0 : first();
        if (text != null) {
            wish.put("since", first);
        }
        Duration most = limit == null ? null : Times.span(limit);
        long start = System.nanoTime();
        while (true) {
            Duration left = most == null ? ROUND : most.minusNanos(System.nanoTime() - start);
            boolean last = most != null && left.compareTo(ROUND) <= 0;
            Duration patience = left.isNegative() ? Duration.ZERO : last ? left : ROUND;
            wish.put("limit", patience.toString());
            JsonNode answer = daemon().postRepeatable(from(Request.post(path(session) + "/wait", JsonText.line(wish))));
            if (last || !answer.path("result").asString("").equals("timed_out")) {
                return tell(answer);
            }
            if (text != null) {
                wish.put("since", Math.max(first, answer.path("offset").asLong(0) - OVERLAP));
            }
        }
    }

    private long first() throws IOException {
        return since == null ? look(path(session)).path("offset").asLong(0) : since;
    }

    private ObjectNode wish() {
        if (Stream.of(text != null, quiet != null, exit, prompt)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw bad("Wait for what? Give one of --text, --quiet, --exit and --prompt.");
        }
        if (since != null && text == null) {
            throw bad("An offset goes with --text.");
        }
        ObjectNode wish = JsonText.object();
        if (text != null) {
            return wish.put("for", since == null ? "pattern" : "output").put("pattern", text);
        }
        if (quiet != null) {
            return wish.put("for", "quiet").put("quiet", Times.span(quiet).toString());
        }
        return wish.put("for", exit ? "exit" : "prompt");
    }

    private int tell(JsonNode answer) {
        if (json()) {
            io().print(JsonText.line(answer));
        }
        return switch (answer.path("result").asString("")) {
            case "met" -> {
                if (!json()) {
                    met(answer);
                }
                yield 0;
            }
            case "ended" -> {
                if (!json()) {
                    io().tell(Line.of(Style.WARNING, session + " " + end(answer) + " before that."));
                }
                yield ErrorCode.SESSION_ENDED.exitCode();
            }
            default -> {
                if (!json()) {
                    Duration still =
                            Duration.ofMillis(answer.path("quietMillis").asLong(0));
                    io().tell(Line.of(Style.WARNING, "Not within " + limit + "; quiet for " + Spans.text(still) + "."));
                }
                yield NOT_YET;
            }
        };
    }

    private void met(JsonNode answer) {
        if (exit) {
            io().print(Line.of(Style.BOLD, session).and(" " + end(answer)));
        } else if (quiet != null) {
            io().print(Line.of(Style.BOLD, session).and(" is quiet"));
        } else {
            answer.path("what").asString("").lines().forEach(line -> io().print(Widths.printable(line)));
        }
    }

    private static String end(JsonNode answer) {
        return answer.has("exitCode")
                ? "ended with exit code " + answer.path("exitCode").asInt(0)
                : "is " + answer.path("state").asString("");
    }
}
