package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Resumes a paused task. */
@Command(name = "resume", description = "Let a paused task go on.")
final class ResumeCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Override
    int run() throws IOException {
        return changed(change(idOf(id), "resume", JsonText.object()), "goes on");
    }
}
