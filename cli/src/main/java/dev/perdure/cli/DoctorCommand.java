package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import dev.perdure.server.SessionsCheck;
import dev.perdure.server.StateDirectory;
import dev.perdure.server.StoreCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the store and the installation: through the daemon where one runs, by itself where none does. */
@Command(name = "doctor", description = "Check the store, the histories' hash chains and the installation.")
final class DoctorCommand extends TaskCommand {
    /** The exit code when something is not as it should be. */
    static final int FOUND_SOMETHING = 1;

    /** A whole store is read. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(
            names = "--rebuild",
            description = "Make what queries see again from the events, then check. The daemon must be down.")
    private boolean rebuild;

    @Option(
            names = "--repair",
            paramLabel = "ID",
            description =
                    "Cut off the part of this task's history that can't be read, so that a retry goes on from before it."
                            + " Nothing is deleted.")
    private @Nullable String repair;

    @Option(
            names = "--salvage",
            description =
                    "Put a new store in the place of a damaged one, made of what can be read of it; the damaged file"
                            + " is kept. The daemon must be down.")
    private boolean salvage;

    @Option(
            names = "--accept-loss",
            description =
                    "Give up acknowledged work that the store has lost, so that it opens again. The daemon must be"
                            + " down.")
    private boolean acceptLoss;

    @Override
    int run() throws IOException {
        if (repair != null) {
            if (rebuild || salvage || acceptLoss) {
                throw bad("Do one after the other: the store as a whole with the daemon down, --repair with it.");
            }
            return changed(change(idOf(repair), "repair", JsonText.object()), "is cut off before the damage; retry it");
        }
        Door door = Door.ofRunning(cli());
        StateDirectory state = door.state();
        if (rebuild || salvage || acceptLoss) {
            if (door.isOpen()) {
                throw new PerdureException(
                        ErrorCode.STORE_LOCKED,
                        "A daemon runs for " + state.path() + ". Stop it first with: perdure down");
            }
            return mend(state);
        }
        return door.isOpen() ? report(this, door.client().get("/v1/doctor", PATIENCE)) : checkAlone(state);
    }

    private int mend(StateDirectory state) {
        if (salvage) {
            return report(this, json(StoreCheck.salvage(state)));
        }
        if (acceptLoss) {
            for (String loss : StoreCheck.acceptLoss(state)) {
                if (!json()) {
                    io().print(Line.of("Given up: ").and(loss));
                }
            }
        }
        return rebuild ? report(this, json(StoreCheck.rebuild(state))) : checkAlone(state);
    }

    private int checkAlone(StateDirectory state) {
        if (Files.exists(state.path())) {
            return report(this, json(StoreCheck.of(state)));
        }
        return report(this, json(new StoreCheck(List.of(), 0)));
    }

    private static JsonNode json(StoreCheck check) {
        ObjectNode answer = JsonText.object();
        check.findings().forEach(answer.putArray("findings")::add);
        answer.put("tasks", check.tasks());
        SessionsCheck sessions = SessionsCheck.ofThisSystem();
        answer.putObject("sessions")
                .put("supported", sessions.supported())
                .put("reason", sessions.reason())
                .put("takeover", sessions.takeover())
                .put("takeoverReason", sessions.takeoverReason())
                .put("freezer", sessions.freezer())
                .put("freezerReason", sessions.freezerReason())
                .removeIf(JsonNode::isNull);
        return answer;
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
        if (!command.json() && answer.has("sessions")) {
            tellOfSessions(command.io(), answer.path("sessions"));
        }
        return findings.isEmpty() ? 0 : FOUND_SOMETHING;
    }

    private static void tellOfSessions(Io io, JsonNode sessions) {
        if (!sessions.path("supported").asBoolean(false)) {
            io.print(Line.of("  Live sessions: none here; ")
                    .and(sessions.path("reason").asString("")));
            return;
        }
        boolean direct = sessions.path("takeover").asString("").equals("direct");
        boolean groups = sessions.path("freezer").asString("").equals("cgroup");
        io.print(Line.of("  Live sessions: supported"));
        io.print(Line.of("  A new daemon takes terminals back ")
                .and(Style.BOLD, direct ? "directly (pidfd_getfd)" : "by a courier (SCM_RIGHTS)")
                .and(Style.DIM, ": " + sessions.path("takeoverReason").asString("")));
        io.print(Line.of("  They are frozen by ")
                .and(Style.BOLD, groups ? "control group (cgroup v2)" : "signals (SIGSTOP)")
                .and(Style.DIM, ": " + sessions.path("freezerReason").asString("")));
    }
}
