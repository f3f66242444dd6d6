package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Widths;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Prints what a session's screen shows. */
@Command(name = "screen", description = "Print what a session's screen shows, as text.")
final class ScreenCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Option(names = "--scrollback", paramLabel = "N", description = "So many lines from above the screen, too.")
    private int scrollback;

    @Option(names = "--attributes", description = "With --json, how the text looks, too: colours, attributes, links.")
    private boolean attributes;

    @Override
    int run() throws IOException {
        JsonNode screen = look(path(session) + "/screen?scrollback=" + scrollback + "&attributes=" + attributes);
        if (json()) {
            io().print(JsonText.line(screen));
            return 0;
        }
        screen.path("scrollback").forEach(line -> io().print(Widths.printable(line.asString(""))));
        screen.path("text").asString("").stripTrailing().lines().forEach(line -> io().print(Widths.printable(line)));
        return 0;
    }
}
