package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Cancels a task and its descendants. */
@Command(name = "cancel", description = "End a task and all below it.")
final class CancelCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
    private @Nullable String reason;

    @Option(
            names = "--grace",
            paramLabel = "SPAN",
            description = "How long it may take to end before it is forced; 0s at once.")
    private @Nullable String grace;

    @Override
    int run() throws IOException {
        ObjectNode body = JsonText.object();
        if (reason != null) {
            body.put("reason", reason);
        }
        if (grace != null) {
            body.put("grace", Times.span(grace).toString());
        }
        return changed(change(idOf(id), "cancel", body), "is cancelled");
    }
}
