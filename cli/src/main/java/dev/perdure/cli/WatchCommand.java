package dev.perdure.cli;

import dev.perdure.cli.client.Decoding;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows how a task goes, or all that are active. */
@Command(name = "watch", description = "Watch a task until it ends, or all active tasks.")
final class WatchCommand extends TaskCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The task; all active ones if left out.")
    private @Nullable String id;

    @Override
    int run() throws IOException {
        var watching = new Watching(daemon(), io(), advice(), json());
        long before = daemon().get("/v1/info").path("lastSeq").asLong(0);
        if (id == null) {
            return watching.all(before);
        }
        return watching.task(Decoding.task(daemon().get(TaskId.path(idOf(id)))), before, true);
    }
}
