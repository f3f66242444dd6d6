package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has a task that could not go on try again. */
@Command(name = "retry", description = "Have a failed, cancelled or parked task go on from where it failed.")
final class RetryCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Override
    int run() throws IOException {
        return changed(change(idOf(id), "retry", JsonText.object()), "tries again");
    }
}
