package dev.perdure.session.task;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.api.spi.SessionHostProvider;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.linux.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens the sessions of a state directory for a program that embeds the layer. */
public final class TaskSessionsProvider implements SessionHostProvider {
    /** For {@link java.util.ServiceLoader}. */
    public TaskSessionsProvider() {}

    @Override
    public boolean hasSessions(Path directory) {
        Path sessions = directory.resolve("sessions");
        if (!Files.isDirectory(sessions)) {
            return false;
        }
        try (Stream<Path> found = Files.list(sessions)) {
            return found.anyMatch(Files::isDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SessionHost open(Path directory) {
        Optional<String> obstacle = Platform.obstacle();
        if (obstacle.isPresent()) {
            throw new PerdureException(ErrorCode.UNSUPPORTED, "No sessions: " + obstacle.get() + ".");
        }
        try {
            return TaskSessions.owning(Sessions.open(directory, SessionsOptions.DEFAULT));
        } catch (IllegalStateException e) {
            throw new PerdureException(
                    ErrorCode.STORE_LOCKED,
                    "The sessions of " + directory + " can't be hosted here: " + e.getMessage() + ".",
                    e);
        }
    }
}
