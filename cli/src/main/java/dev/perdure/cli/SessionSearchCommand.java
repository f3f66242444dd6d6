package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Finds text in a session. */
@Command(
        name = "search",
        description =
                "Find a regular expression on a session's screen and in the lines above it. Prints the number and the text"
                        + " of each line that it is in, oldest first; ends with 1 when there is none.")
final class SessionSearchCommand extends AtSession {
    private static final int NOTHING = 1;

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(index = "1", paramLabel = "PATTERN", description = "A regular expression.")
    private String pattern = "";

    @Option(names = "--limit", paramLabel = "N", description = "The most matches (else 1000).")
    private int limit = 1000;

    @Override
    int run() throws IOException {
        JsonNode found = look(path(session) + "/search?limit=" + limit + "&pattern=" + TaskId.encode(pattern));
        JsonNode matches = found.path("matches");
        if (json()) {
            io().print(JsonText.line(found));
        } else {
            print(matches);
            if (found.path("more").asBoolean(false)) {
                io().tell(Line.of(Style.WARNING, "There are more; see --limit."));
            }
        }
        return matches.isEmpty() ? NOTHING : 0;
    }

    private void print(JsonNode matches) {
        long before = -1;
        for (JsonNode match : matches) {
            long line = match.path("line").asLong(0);
            if (line != before) {
                io().print(Line.of(Style.DIM, line + ":").and(match.path("text").asString("")));
            }
            before = line;
        }
    }
}
