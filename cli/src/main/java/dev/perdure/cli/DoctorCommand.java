package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Checks the store and the installation. */
@Command(name = "doctor", description = "Check the store, the histories' hash chains and the installation.")
final class DoctorCommand extends TaskCommand {
    /** The exit code when something is not as it should be. */
    static final int FOUND_SOMETHING = 1;

    /** A whole store is read. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    @Override
    int run() throws IOException {
        return report(this, daemon().get("/v1/doctor", PATIENCE));
    }

    static int report(TaskCommand command, JsonNode answer) {
        JsonNode findings = answer.path("findings");
        if (command.json()) {
            command.io().print(JsonText.line(answer));
        } else if (findings.isEmpty()) {
            command.io()
                    .print(Line.of(Style.GOOD, command.io().symbols().done()).and(" Everything is as it should be."));
        } else {
            for (JsonNode finding : findings) {
                command.io().print(Line.of(Style.WARNING, "! ").and(finding.asString("")));
            }
        }
        return findings.isEmpty() ? 0 : FOUND_SOMETHING;
    }
}
