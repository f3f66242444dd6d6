package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Settles a step whose outcome is unknown, by a person's word. */
@Command(name = "resolve", description = "Settle a step that was cut off and whose outcome nobody knows.")
final class ResolveCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "STEP", description = "The step's key, as 'perdure show' prints it.")
    private String step = "";

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli, which insists on one of the two
    private Verdict verdict;

    static final class Verdict {
        @Option(
                names = "--done",
                arity = "0..1",
                fallbackValue = "null",
                paramLabel = "RESULT",
                description = "Its effect took place, with this JSON result.")
        private @Nullable String done;

        @Option(names = "--not-done", description = "Its effect did not take place: run it now.")
        private boolean notDone;
    }

    @Override
    int run() throws IOException {
        ObjectNode body = JsonText.object();
        body.put("step", step);
        if (verdict.notDone || verdict.done == null) {
            body.put("outcome", "not_done");
        } else {
            body.put("outcome", "done");
            body.set("result", JsonArgument.read(verdict.done, io().in()));
        }
        return changed(change(idOf(id), "resolve", body), "goes on: " + step + " is settled");
    }
}
