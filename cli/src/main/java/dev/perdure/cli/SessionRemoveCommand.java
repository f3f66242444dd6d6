package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a session that has ended. */
@Command(name = "remove", description = "Forget a session that has ended, and delete what was recorded of it.")
final class SessionRemoveCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Override
    int run() throws IOException {
        return change(session, "remove", JsonText.object(), "is forgotten, with its record");
    }
}
