package dev.perdure.server;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * What {@code daemon.json} says, for people and scripts.
 *
 * @param pid the daemon's process id
 * @param version its version
 * @param startedAt when it began to answer
 */
record DaemonFile(long pid, String version, Instant startedAt) {

    static DaemonFile ofThisProcess(Instant startedAt) {
        return new DaemonFile(ProcessHandle.current().pid(), Version.current(), startedAt);
    }

    /** Writes it so that a reader sees the old or the new content, never a part. */
    void writeTo(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.write(draft, Wire.write(this));
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.delete(draft);
            throw e;
        }
    }
}
