package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Pauses a task. */
@Command(name = "pause", description = "Stop a task before its next recorded action.")
final class PauseCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

    @Override
    int run() throws IOException {
        ObjectNode body = JsonText.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        return changed(change(idOf(id), "pause", body), "is paused");
    }
}
