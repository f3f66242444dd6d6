package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a store as they were opened. A deleted or renamed file takes writes as before, but nobody finds them again, so nothing
 * may be acknowledged while a path leads to another file (by device and inode, stat(2)) or to none. When the files are back, all is well.
 *
 * <p>Thread-safe.
 */
final class OpenedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedFiles.class);

    private final Opened database;
    private final List<Opened> beside = new ArrayList<>();

    private OpenedFiles(Path database) throws IOException {
        this.database = new Opened(database, key(database));
    }

    /** Takes note of the files of a database that is open for writing. */
    static OpenedFiles of(Path database) throws IOException {
        OpenedFiles files = new OpenedFiles(database);
        for (String suffix : List.of("-wal", "-shm")) {
            Path file = database.resolveSibling(database.getFileName() + suffix);
            if (Files.exists(file)) {
                files.beside.add(new Opened(file, key(file)));
            }
        }
        return files;
    }

    /**
     * Returns if the path still leads to the database that is open.
     *
     * @throws StoreUnavailableException if not
     */
    void checkDatabase() {
        StoreUnavailableException obstacle = databaseObstacle();
        if (obstacle != null) {
            throw obstacle;
        }
    }

    /** Why the path does not lead to the database that is open, or null if it does. */
    @Nullable
    StoreUnavailableException databaseObstacle() {
        String how =
                switch (database.state()) {
                    case IN_PLACE -> null;
                    case GONE -> " was deleted or moved";
                    case OTHER -> " was replaced by another file";
                    case UNKNOWN -> " can't be looked at any more, or was moved,";
                };
        return how == null
                ? null
                : new StoreUnavailableException(
                        database.path + how + " while it was open. Nothing is recorded until it is back in its place;"
                                + " without it, stop this process and restore a backup.",
                        null);
    }

    /** The file beside the database, such as its write-ahead log, that is not where it was, or null. */
    @Nullable
    Path missingBeside() {
        for (Opened file : beside) {
            if (file.state() != State.IN_PLACE) {
                return file.path;
            }
        }
        return null;
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private enum State {
        IN_PLACE,
        GONE,
        OTHER,
        UNKNOWN
    }

    private record Opened(Path path, @Nullable Object key) {
        State state() {
            try {
                return Objects.equals(key, OpenedFiles.key(path)) ? State.IN_PLACE : State.OTHER;
            } catch (NoSuchFileException _) {
                return State.GONE;
            } catch (IOException e) {
                LOG.warn("{} can't be looked at", path, e);
                return State.UNKNOWN;
            }
        }
    }
}
