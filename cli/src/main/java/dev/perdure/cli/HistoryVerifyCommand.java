package dev.perdure.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks that no history was changed behind the layer's back. */
@Command(name = "verify", description = "Check the hash chain of a task's history, or of all: tampering shows.")
final class HistoryVerifyCommand extends TaskCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The task; all where none is named.")
    private @Nullable String id;

    @Override
    int run() throws IOException {
        String path = id == null ? "/v1/doctor" : TaskId.path(idOf(id)) + "/chain";
        return DoctorCommand.report(this, daemon().get(path, DoctorCommand.PATIENCE));
    }
}
