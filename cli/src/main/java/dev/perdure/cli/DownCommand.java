package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.UnreachableException;
import dev.perdure.cli.view.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stops the daemon and waits for its end. */
@Command(name = "down", description = "Stop the daemon cleanly. Its tasks go on when it is started again.")
final class DownCommand extends TaskCommand {
    @Option(
            names = "--end-sessions",
            description = "End the sessions too. Without it they go on, and the next daemon has them again.")
    private boolean endSessions;

    private static final long PATIENCE_SECONDS = 60;

    @Override
    int run() throws IOException {
        Door door = Door.ofRunning(cli());
        if (endSessions && !door.isOpen() && mayHaveSessions(door)) {
            // They outlive the daemon; one that has them again is needed to end them.
            Door.of(cli(), List.of()).ensureQuietly();
        }
        Long pid = askToStop(door);
        ObjectNode answer = JsonText.object();
        answer.put("stopped", pid != null);
        if (pid == null) {
            return answer(answer, Line.of("No daemon runs for " + door.state().path() + "."));
        }
        answer.put("pid", pid);
        waitForEnd(pid);
        return answer(answer, Line.of("The daemon has stopped."));
    }

    private static boolean mayHaveSessions(Door door) throws IOException {
        Path sessions = door.state().path().resolve("sessions");
        if (!Files.isDirectory(sessions)) {
            return false;
        }
        try (Stream<Path> any = Files.list(sessions)) {
            return any.findAny().isPresent();
        }
    }

    private @Nullable Long askToStop(Door door) throws IOException {
        if (!door.isOpen()) {
            return null;
        }
        try {
            JsonNode info = door.client().get("/v1/info");
            door.client().post("/v1/shutdown", "{\"endSessions\":" + endSessions + "}");
            return info.path("pid").asLong(0);
        } catch (UnreachableException e) {
            // It ended between the two questions.
            return null;
        }
    }

    private static void waitForEnd(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return;
        }
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new PerdureException(
                    ErrorCode.CLOSED,
                    "The daemon (pid " + pid + ") has not ended after " + PATIENCE_SECONDS
                            + " s. It was asked to; look into daemon.log.",
                    e);
        } catch (InterruptedException | ExecutionException e) {
            throw new PerdureException(ErrorCode.CLOSED, "The wait for the daemon's end was cut off.", e);
        }
    }
}
