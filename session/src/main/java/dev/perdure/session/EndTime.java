package dev.perdure.session;

import dev.perdure.session.anchor.SessionFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When a session ended that a host finds without processes: its retention begins then, however long it was quiet before. */
final class EndTime {
    private static final Logger LOGGER = LoggerFactory.getLogger(EndTime.class);
    private static final String EXIT = "exit";
    private static final String LOST = "lost";

    private EndTime() {}

    /** When its anchor wrote how it ended; where none did, when a host found it lost first. */
    static Instant found(SessionFiles files, Clock clock) {
        Path directory = files.directory();
        try {
            if (files.exit().isPresent()) {
                return modified(directory.resolve(EXIT));
            }
            Path lost = directory.resolve(LOST);
            if (!Files.exists(lost)) {
                StateFile.in(directory, LOST).write("");
            }
            return modified(lost);
        } catch (NoSuchFileException e) {
            return clock.instant();
        } catch (IOException | UncheckedIOException e) {
            LOGGER.warn("when the session in {} ended can't be told; taken as now", directory, e);
            return clock.instant();
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }
}
