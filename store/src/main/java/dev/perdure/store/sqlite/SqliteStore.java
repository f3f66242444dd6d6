package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import dev.perdure.store.WakeUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in one SQLite file, {@code perdure.db} in a state directory that belongs to one process at a time.
 *
 * <p>Thread-safe.
 */
public final class SqliteStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** The name of the file in the state directory. */
    static final String FILE = "perdure.db";

    private final StateLock lock;
    private final Database database;
    private final Failures failures;
    private final Writer writer;
    private final Readers readers;
    private final List<String> losses;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteStore(
            StateLock lock,
            Database database,
            Failures failures,
            OpenedFiles files,
            Writer writer,
            List<String> losses) {
        this.lock = lock;
        this.database = database;
        this.failures = failures;
        this.writer = writer;
        this.readers = new Readers(database, failures, files);
        this.losses = losses;
    }

    /**
     * Opens the store in that directory, making both if they are not there.
     *
     * @throws dev.perdure.api.StoreLockedException if another process, or this one, has it open
     * @throws StoreUnavailableException if it can't be written, is damaged, lacks acknowledged work, or comes from a newer version
     */
    public static SqliteStore open(Path stateDirectory) {
        return open(stateDirectory, false);
    }

    /**
     * Opens the store in that directory to look it over, also one that lacks acknowledged work; {@link #verify} then says what it lacks.
     *
     * @throws dev.perdure.api.StoreLockedException if another process, or this one, has it open
     * @throws StoreUnavailableException if it can't be written, is damaged, or comes from a newer version
     */
    public static SqliteStore examine(Path stateDirectory) {
        return open(stateDirectory, true);
    }

    /**
     * Gives up the acknowledged work that the store in that directory lacks, so that it opens again.
     *
     * @return what it lacks, a sentence each; empty if it lacks nothing
     * @throws dev.perdure.api.StoreLockedException if another process, or this one, has it open
     */
    public static List<String> acceptLoss(Path stateDirectory) {
        Path directory = realDirectory(stateDirectory);
        if (!Files.exists(directory.resolve(FILE))) {
            try (StateLock lock = StateLock.take(directory)) {
                return Losses.acceptAll(lock.directory());
            }
        }
        try (SqliteStore store = examine(directory)) {
            return store.alone(connection -> Losses.accept(connection, directory));
        }
    }

    /**
     * Puts a store in the place of the damaged one in that directory, made of what can be read of it; the damaged file is kept. The
     * projections of the new store must be made again before it is used.
     *
     * @return what could not be kept, a sentence each, and last where the damaged file lies
     * @throws dev.perdure.api.StoreLockedException if another process, or this one, has it open
     * @throws StoreUnavailableException if nothing can be read; then nothing is changed
     */
    public static List<String> salvage(Path stateDirectory) {
        try (StateLock lock = StateLock.take(realDirectory(stateDirectory))) {
            return Salvage.run(lock.directory());
        }
    }

    private static SqliteStore open(Path stateDirectory, boolean withLosses) {
        StateLock lock = StateLock.take(realDirectory(stateDirectory));
        try {
            return open(lock, withLosses);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static Path realDirectory(Path stateDirectory) {
        try {
            Files.createDirectories(stateDirectory);
            return stateDirectory.toRealPath();
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "The state directory " + stateDirectory + " can't be made: " + e
                            + ". Choose another, or make its parent writable for this user.",
                    e);
        }
    }

    private static SqliteStore open(StateLock lock, boolean withLosses) {
        Path directory = lock.directory();
        Database database = new Database(directory.resolve(FILE));
        Failures failures = new Failures(database.file());
        try {
            Losses.refuseMissing(directory);
            Connection connection = database.openWriter();
            try {
                Schema.migrate(database, connection);
                Map<Integer, Long> ends = Leases.ends(connection, Marks.read(directory));
                List<String> losses = Marks.losses(directory, ends);
                if (!withLosses) {
                    Losses.refuse(directory, losses);
                }
                OpenedFiles files = OpenedFiles.of(database.file());
                Writer writer = new Writer(connection, failures, files, Marks.open(directory, ends));
                writer.start();
                return new SqliteStore(lock, database, failures, files, writer, losses);
            } catch (SQLException | IOException | RuntimeException | Error e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failures.unavailable(e);
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "The state directory " + directory + " can't be used (" + e.getMessage()
                            + "). Check that this user may read and write it and that its disk has room.",
                    e);
        }
    }

    @Override
    public Lease lease(int partition) {
        return alone(connection -> Leases.raise(connection, partition));
    }

    /** Runs something in a transaction of its own, after all that was accepted before it. */
    <T> T alone(Write.Action<T> action) {
        return Readers.await(writer.alone(action));
    }

    @Override
    public CompletableFuture<Void> append(Append append) {
        return writer.append(append);
    }

    @Override
    public Optional<TaskLog> load(int partition, String taskId) {
        return readers.read(reader -> reader.consistently(connection -> Queries.load(connection, partition, taskId)));
    }

    @Override
    public Optional<TaskRow> task(int partition, String taskId) {
        return readers.read(connection -> Queries.task(connection, partition, taskId));
    }

    @Override
    public Optional<String> taskByKey(int partition, String tenant, String idempotencyKey) {
        return readers.read(connection -> Queries.taskByKey(connection, partition, tenant, idempotencyKey));
    }

    @Override
    public List<EventRow> events(int partition, String taskId, long afterTaskSeq, int limit) {
        return readers.read(connection -> Queries.events(connection, partition, taskId, afterTaskSeq, limit));
    }

    @Override
    public List<EventRow> eventsOfPartition(int partition, long afterSeq, int limit) {
        return readers.read(connection -> Queries.eventsOfPartition(connection, partition, afterSeq, limit));
    }

    @Override
    public List<ReadyTask> ready(int partition, @Nullable ReadyTask after, int limit) {
        return readers.read(
                reader -> reader.consistently(connection -> Queries.ready(connection, partition, after, limit)));
    }

    @Override
    public List<WakeUp> wakeUps(int partition, long untilMillis, @Nullable WakeUp after, int limit) {
        return readers.read(connection -> Queries.wakeUps(connection, partition, untilMillis, after, limit));
    }

    @Override
    public List<String> inStates(int partition, List<String> states, String afterId, int limit) {
        return readers.read(connection -> Queries.inStates(connection, partition, states, afterId, limit));
    }

    @Override
    public TaskRows tasks(TaskFilter filter) {
        return readers.read(reader -> reader.consistently(connection -> Listing.page(connection, filter)));
    }

    @Override
    public Optional<byte[]> blob(int partition, String hash) {
        return readers.read(connection -> Queries.blob(connection, partition, hash));
    }

    @Override
    public List<String> idsInLog(int partition, String afterId, int limit) {
        return readers.read(connection -> Queries.idsInLog(connection, partition, afterId, limit));
    }

    @Override
    public void replaceProjections(int partition, Iterator<TaskRow> rows) {
        alone(connection -> Projections.replace(connection, partition, rows));
    }

    @Override
    public List<String> verify() {
        List<String> findings = new ArrayList<>();
        for (String loss : losses) {
            findings.add(loss + " Restore the files, or give that work up with `perdure doctor --accept-loss`.");
        }
        findings.addAll(readers.read(Verification::run));
        return findings;
    }

    @Override
    public StoreInfo info() {
        return readers.read(connection -> new StoreInfo(
                "SQLite "
                        + connection.list(Rows::text, "SELECT sqlite_version()").getFirst() + ", WAL, synchronous=FULL",
                database.file().toString(),
                bytes(),
                String.valueOf(Schema.VERSION)));
    }

    private long bytes() {
        try {
            long bytes = 0;
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path part = database.file().resolveSibling(database.file().getFileName() + suffix);
                bytes += Files.exists(part) ? Files.size(part) : 0;
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("The size of " + database.file() + " can't be read", e);
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return; // the directory may have another owner by now
        }
        try (StateLock _ = lock;
                Writer _ = writer;
                Readers _ = readers) {
            LOG.debug("closing {}", database.file());
        } catch (SQLException e) {
            throw failures.unavailable(e);
        } catch (IOException e) {
            throw new StoreUnavailableException("A file beside " + database.file() + " can't be closed: " + e, e);
        }
    }
}
