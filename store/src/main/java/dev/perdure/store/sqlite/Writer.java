package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.Append;
import dev.perdure.store.StaleLeaseException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: it takes everything that waits, applies it in one transaction, commits with one flush, and only then
 * says so. While it flushes, the next group gathers.
 *
 * <p>A group stays open a moment for those who are on their way ({@link Gathering}).
 *
 * <p>Appends of a partition that follow each other without a gap are one run, fenced by one conditional update. A run that is refused
 * is tried again append by append, so that what each of them is told does not depend on its company ({@link Fence}). A failure that lies in the data
 * of one append rolls the group back and gives each append a transaction of its own; any other failure fails the whole group.
 *
 * <p>After the disk was full, the write-ahead log is folded into the database before the next group, and kept short from then on: it
 * may be many times what is in it, and would fill what was freed again.
 *
 * <p>The files must be where they were opened ({@link OpenedFiles}), before a group is written and again before it is told of; between
 * the two, it is marked how far the log is durable ({@link Marks}).
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final int WORTH_A_CHUNK = 8;
    private static final int MAX_WRITES = 8_192;
    private static final long MAX_BYTES = 64L << 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How long the write-ahead log becomes where the disk has been full once: 800 KiB instead of 16 MiB. */
    private static final int PAGES_ON_A_SMALL_DISK = WriterSettings.PAGES_BEFORE_FOLDING / 20;

    private final WriteQueue queue = new WriteQueue(MAX_WRITES, MAX_BYTES, PATIENCE_NANOS);
    private final Gathering gathering = new Gathering();
    private final Completions completions = new Completions();
    private final Connection connection;
    private final Failures failures;
    private final OpenedFiles files;
    private final Marks marks;
    private final Thread thread;
    private @Nullable AppendStatements prepared;
    private boolean foldFirst;
    private boolean saved;

    Writer(Connection connection, Failures failures, OpenedFiles files, Marks marks) {
        this.connection = connection;
        this.failures = failures;
        this.files = files;
        this.marks = marks;
        thread = Thread.ofPlatform().name("perdure-store-writer").daemon().unstarted(this::run);
    }

    void start() {
        completions.start();
        thread.start();
    }

    CompletableFuture<Void> append(Append append) {
        Write.Addition addition = Write.Addition.of(append);
        if (thread.equals(Thread.currentThread())) {
            queue.putAtOnce(addition);
        } else {
            queue.put(addition);
        }
        return addition.done();
    }

    <T> CompletableFuture<T> alone(Write.Action<T> action) {
        if (thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("the writer's thread would wait for itself; use another thread");
        }
        Write.Alone<T> write = new Write.Alone<>(action, new CompletableFuture<>());
        queue.put(write);
        return write.done();
    }

    private void run() {
        List<Write> batch = new ArrayList<>();
        while (takeNext(batch)) {
            write(batch);
            batch.clear();
        }
    }

    /** Those who were just served are about to come: being woken for them takes longer than they do. */
    @SuppressWarnings("ThreadPriorityCheck") // as in gather
    private boolean takeNext(List<Write> batch) {
        long begun = System.nanoTime();
        while (gathering.target() > 0 && queue.size() == 0 && System.nanoTime() - begun < gathering.patience()) {
            Thread.yield();
        }
        return queue.take(batch);
    }

    private void write(List<Write> batch) {
        if (foldFirst) {
            fold();
        }
        List<Write.Addition> group = new ArrayList<>(batch.size());
        for (Write write : batch) {
            switch (write) {
                case Write.Addition addition -> group.add(addition);
                case Write.Alone<?> alone -> {
                    writeGroup(group, false);
                    group.clear();
                    writeAlone(alone);
                }
            }
        }
        writeGroup(group, true);
    }

    private <T> void writeAlone(Write.Alone<T> alone) {
        StoreUnavailableException before = obstacle();
        if (before != null) {
            alone.fail(before);
            return;
        }
        T result;
        try {
            AppendStatements statements = statements();
            statements.begin();
            result = alone.action().run(connection);
            statements.commit();
        } catch (SQLException e) {
            rollBack(e);
            noteSpace(e);
            alone.fail(failures.unavailable(e));
            return;
        } catch (RuntimeException | Error e) {
            rollBack(e);
            alone.fail(e);
            return;
        }
        StoreUnavailableException after = obstacle();
        if (after == null) {
            alone.done().complete(result);
        } else {
            alone.fail(after);
        }
    }

    private void writeGroup(List<Write.Addition> group, boolean open) {
        if (group.isEmpty()) {
            return;
        }
        StoreUnavailableException before = obstacle();
        if (before != null) {
            refuse(group, before);
            return;
        }
        long begun = System.nanoTime();
        List<Write.Addition> refused = new ArrayList<>();
        try {
            AppendStatements statements = statements();
            statements.begin();
            Fence.collect(statements, group, refused);
            statements.flush();
            if (open) {
                gather(statements, group, refused, begun);
            }
            statements.commit();
            mark(group, refused);
        } catch (SQLException e) {
            rollBack(e);
            if (Failures.isOfItsOwnMaking(e)) {
                failOrWriteOneByOne(group, e);
            } else {
                noteSpace(e);
                refuse(group, failures.unavailable(e));
            }
            return;
        } catch (RuntimeException | Error e) {
            rollBack(e);
            LOG.error("{} appends failed", group.size(), e);
            failAll(group, new StoreUnavailableException("The store's writer failed: " + e, e));
            return;
        }
        for (Write.Addition addition : refused) {
            Append append = addition.append();
            addition.fail(new StaleLeaseException(append.partition(), append.epoch(), append.expectedSeq()));
        }
        StoreUnavailableException after = obstacle();
        if (after != null) {
            refuse(group, after);
            return;
        }
        completions.tell(group);
        gathering.served(group.size(), System.nanoTime() - begun, queue.size());
    }

    private void mark(List<Write.Addition> group, List<Write.Addition> refused) {
        for (Write.Addition addition : group) {
            Append append = addition.append();
            if (refused.isEmpty() || !refused.contains(addition)) {
                marks.raise(
                        append.partition(),
                        append.expectedSeq() + append.events().size());
            }
        }
        marks.write();
    }

    /** Why nothing may be acknowledged: the paths of the store's files don't lead to what is open. Null if they do. */
    private @Nullable StoreUnavailableException obstacle() {
        StoreUnavailableException moved = files.databaseObstacle();
        if (moved != null) {
            return moved;
        }
        Path missing = files.missingBeside();
        if (missing == null) {
            return null;
        }
        saveOnce();
        return new StoreUnavailableException(
                missing + " was deleted or replaced while it was in use. "
                        + (saved
                                ? "What was recorded is saved in the database beside it; nothing more is recorded until the store is"
                                        + " closed and opened again (perdure down, then any command)."
                                : "Nothing more is recorded. Put it back, or close the store, which saves what it can."),
                null);
    }

    private static void refuse(List<Write.Addition> group, StoreUnavailableException reason) {
        LOG.warn("{} appends failed: {}", group.size(), reason.getMessage());
        failAll(group, reason);
    }

    /** What a deleted write-ahead log holds can still be read here; after the end of this process, nowhere. */
    private void saveOnce() {
        if (!saved) {
            try {
                Database.execute(connection, "PRAGMA wal_checkpoint(FULL)");
                saved = true;
            } catch (SQLException e) {
                LOG.error("The write-ahead log can't be folded into the database", e);
            }
        }
    }

    /** Takes in more, a few at a time, so that their rows are written while the rest is on its way. */
    @SuppressWarnings("ThreadPriorityCheck") // only speed depends on it; parking takes half the patience by itself
    private void gather(
            AppendStatements statements, List<Write.Addition> group, List<Write.Addition> refused, long begun)
            throws SQLException {
        int target = gathering.target();
        long patience = gathering.patience();
        while (group.size() < target) {
            while (queue.size() < Math.min(WORTH_A_CHUNK, target - group.size())) {
                if (System.nanoTime() - begun > patience) {
                    return;
                }
                Thread.yield();
            }
            List<Write.Addition> more = queue.takeAdditions();
            if (more.isEmpty()) {
                return; // something that is to be written alone comes next
            }
            group.addAll(more);
            Fence.collect(statements, more, refused);
            statements.flush();
        }
    }

    private void failOrWriteOneByOne(List<Write.Addition> group, SQLException e) {
        if (group.size() == 1) {
            LOG.error("An append was refused", e);
            failAll(group, failures.refused(e));
        } else {
            for (Write.Addition addition : group) {
                writeGroup(List.of(addition), false);
            }
        }
    }

    private static void failAll(List<Write.Addition> group, Throwable cause) {
        for (Write.Addition addition : group) {
            addition.fail(cause);
        }
    }

    private AppendStatements statements() throws SQLException {
        AppendStatements statements = prepared;
        if (statements == null) {
            statements = new AppendStatements(connection);
            prepared = statements;
        }
        return statements;
    }

    /** Leaves no transaction open. SQLite ends some by itself when they fail (lang_transaction.html); then ROLLBACK is an error. */
    private void rollBack(Throwable cause) {
        try (AppendStatements _ = prepared) {
            prepared = null;
            Database.execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Notes that the disk is full. What fills a small one is the write-ahead log, which may be many times what is in it. */
    private void noteSpace(SQLException failure) {
        if (!Failures.isOfSpace(failure)) {
            return;
        }
        foldFirst = true;
        try {
            Database.execute(connection, "PRAGMA wal_autocheckpoint = " + PAGES_ON_A_SMALL_DISK);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Folds the write-ahead log into the database after the disk was full, which takes some space: as soon as there is any. */
    private void fold() {
        try {
            Database.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            foldFirst = false;
        } catch (SQLException e) {
            LOG.debug("The write-ahead log can't be folded yet", e);
        }
    }

    /** Writes what was accepted and ends the thread. */
    @Override
    public void close() throws SQLException, IOException {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        completions.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (prepared != null) {
            prepared.close();
        }
        try (marks) {
            connection.close();
        }
    }
}
