package dev.perdure.store;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The durable log of events with its projections.
 *
 * <p>Thread-safe. Writes go through {@link #append} and are group-committed; when its future completes, the rows survive a crash of
 * process and machine. Reads see every acknowledged append. Reads block on the store's own bounded readers and may be called from
 * virtual threads: native calls happen on platform threads of the store.
 *
 * <p>Every method throws {@link dev.perdure.api.StoreUnavailableException} (or completes its future with it) when the store can't be
 * read or written now, for example on a full disk; the caller may try again.
 */
public interface Store extends AutoCloseable {

    /**
     * Makes the caller the one writer of a partition: raises its epoch, so that appends of earlier owners are refused from now on.
     *
     * @return the new epoch, where the partition's log ends, and what earlier owners may still do
     */
    Lease lease(int partition);

    /**
     * Adds events and the projections that follow from them, all or nothing. Appends of one partition are applied in the order of
     * the calls. If one fails, every later one of that lease fails too, since its expected sequence no longer fits.
     *
     * @return completes on a thread of the store when the rows are durable; fails with {@link StaleLeaseException} when the
     *     partition has another owner or another last sequence than the append expects. Dependants must not block that thread.
     */
    CompletableFuture<Void> append(Append append);

    /** The task's newest snapshot, its events after it and its row, or empty if there is no such task. */
    Optional<TaskLog> load(int partition, String taskId);

    /** The row of a task, or empty. */
    Optional<TaskRow> task(int partition, String taskId);

    /** The id of the task that was started with this idempotency key, or empty. */
    Optional<String> taskByKey(int partition, String tenant, String idempotencyKey);

    /** A task's events after {@code afterTaskSeq}, in order, at most {@code limit}. */
    List<EventRow> events(int partition, String taskId, long afterTaskSeq, int limit);

    /** A partition's events after {@code afterSeq}, in order, at most {@code limit}. */
    List<EventRow> eventsOfPartition(int partition, long afterSeq, int limit);

    /**
     * Tasks that can run, best first: by priority (higher first), then by their time of becoming ready, then by id; those after
     * {@code after} only.
     */
    List<ReadyTask> ready(int partition, @Nullable ReadyTask after, int limit);

    /** Tasks whose wake time is at most {@code untilMillis}, earliest first, at most {@code limit}; after {@code after} only. */
    List<WakeUp> wakeUps(int partition, long untilMillis, @Nullable WakeUp after, int limit);

    /** Ids of tasks in one of these states, by id, after {@code afterId} only. */
    List<String> inStates(int partition, List<String> states, String afterId, int limit);

    /** A page of task rows, newest first. */
    TaskRows tasks(TaskFilter filter);

    /** The content of a blob. */
    Optional<byte[]> blob(int partition, String hash);

    /** Ids of all tasks that have events in the log, by id, after {@code afterId} only; read from the log itself. */
    List<String> idsInLog(int partition, String afterId, int limit);

    /**
     * Puts other rows in place of all rows of a partition's tasks and drops its snapshots, in one transaction. For rebuilding the
     * projections from the log; the iterator is read once, while the transaction is open.
     */
    void replaceProjections(int partition, Iterator<TaskRow> rows);

    /** Looks the whole store over; every finding is a sentence. An empty list means that all is well. */
    List<String> verify();

    /** What the store is and how large, for people: engine, version, path, bytes. */
    StoreInfo info();

    /** Writes what was accepted, then closes. Appends after it fail as unavailable. */
    @Override
    void close();
}
