package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a session another name. */
@Command(name = "rename", description = "Give a session another name.")
final class SessionRenameCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name = "";

    @Override
    int run() throws IOException {
        return change(session, "rename", JsonText.object().put("name", name), "is its name now");
    }
}
