package dev.perdure.store.sqlite;

import dev.perdure.api.StoreLockedException;
import dev.perdure.api.StoreUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right of one process to a state directory: a lock on a file in it, which the kernel drops when the process dies,
 * however it dies. The file says the owner's process id.
 */
final class StateLock implements AutoCloseable {
    /**
     * The directories that this JVM has open. POSIX drops a process's locks on a file as soon as it closes any descriptor of it
     * (fcntl(2)), so a second attempt in the same JVM must be refused before it opens the lock file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private StateLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock. {@code directory} exists and is a real path. */
    static StateLock take(Path directory) {
        if (!HELD.add(directory)) {
            throw locked(directory, "this process (" + ProcessHandle.current().pid() + ")");
        }
        boolean taken = false;
        try {
            StateLock lock = open(directory);
            taken = true;
            return lock;
        } finally {
            if (!taken) {
                HELD.remove(directory);
            }
        }
    }

    private static StateLock open(Path directory) {
        Path file = directory.resolve("perdure.lock");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String owner = Files.readString(file).strip();
                channel.close();
                throw locked(directory, owner.isEmpty() ? "another process" : "process " + owner);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new StateLock(directory, channel);
        } catch (IOException e) {
            close(channel, e);
            throw new StoreUnavailableException(
                    "The state directory " + directory + " can't be locked: " + e
                            + ". Check that it is writable and that its disk has room.",
                    e);
        }
    }

    Path directory() {
        return directory;
    }

    private static StoreLockedException locked(Path directory, String owner) {
        return new StoreLockedException("The state directory " + directory + " is in use by " + owner
                + ". Stop that process, or use another directory.");
    }

    private static void close(@Nullable FileChannel channel, IOException cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Gives the directory free. The file stays, since removing it would race with the next owner. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailableException("The lock of " + directory + " can't be given back: " + e, e);
        } finally {
            HELD.remove(directory);
        }
    }
}
