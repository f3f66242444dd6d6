package dev.perdure.cli;

import java.io.IOException;
import picocli.CommandLine.Command;

/** Checks that no history was changed behind the layer's back. */
@Command(name = "verify", description = "Check the hash chains of all histories: tampering shows.")
final class HistoryVerifyCommand extends TaskCommand {
    @Override
    int run() throws IOException {
        return DoctorCommand.report(this, daemon().get("/v1/doctor", DoctorCommand.PATIENCE));
    }
}
