package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Halts a session's processes. */
@Command(
        name = "freeze",
        description = "Halt every process of a session, also one that doesn't want to; verified before this ends.")
final class FreezeCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Override
    int run() throws IOException {
        return change(
                session, "freeze", JsonText.object(), "is frozen. Look at it, and let it go on with: perdure thaw");
    }
}
