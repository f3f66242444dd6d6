package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a frozen session go on. */
@Command(name = "thaw", description = "Let the processes of a frozen session go on.")
final class ThawCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Override
    int run() throws IOException {
        return change(session, "thaw", JsonText.object(), "goes on");
    }
}
