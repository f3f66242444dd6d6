package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a session. */
@Command(name = "end", description = "End every process of a session: SIGHUP, and SIGKILL for what is left.")
final class SessionEndCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Override
    int run() throws IOException {
        return change(session, "end", JsonText.object(), "has ended");
    }
}
