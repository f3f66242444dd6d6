package dev.perdure.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a partition, as small as it can be: it knows where the log ends and where each task stands, and makes rows that follow.
 *
 * <p>Not thread-safe.
 */
public final class Journal {
    private final Store store;
    private final int partition;
    private final HashChain chain = new HashChain();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, EventRow> tails = new HashMap<>();
    private final long epoch;
    private long lastSeq;

    private Journal(Store store, Lease lease) {
        this.store = store;
        this.partition = lease.partition();
        this.epoch = lease.epoch();
        this.lastSeq = lease.lastSeq();
    }

    /** Takes the partition. */
    public static Journal of(Store store, int partition) {
        return new Journal(store, store.lease(partition));
    }

    public int partition() {
        return partition;
    }

    public long epoch() {
        return epoch;
    }

    public long lastSeq() {
        return lastSeq;
    }

    /** The task's next event at the end of the log. */
    public EventRow event(String taskId, String kind, String payload) {
        EventRow tail = tails.get(taskId);
        long seq = ++lastSeq;
        numbers.putIfAbsent(taskId, seq);
        long taskSeq = tail == null ? 1 : tail.taskSeq() + 1;
        byte[] previous = tail == null ? HashChain.start() : tail.hash();
        byte[] hash = chain.next(previous, taskId, taskSeq, kind, 1_000 + seq, "tester", payload);
        EventRow event =
                new EventRow(partition, seq, taskId, taskSeq, kind, 1_000 + seq, "tester", payload, previous, hash);
        tails.put(taskId, event);
        return event;
    }

    /** The task's row after its newest event. */
    public TaskRow row(String taskId, String state) {
        return row(taskId, state, 0, null, null);
    }

    /** The task's row after its newest event. */
    public TaskRow row(String taskId, String state, int priority, @Nullable Long readyAt, @Nullable Long wakeAt) {
        EventRow tail = tails.get(taskId);
        Long number = numbers.get(taskId);
        if (tail == null || number == null) {
            throw new IllegalArgumentException(taskId + " has no event");
        }
        return new TaskRow(
                partition,
                taskId,
                number,
                "review",
                1,
                state,
                "default",
                "default",
                priority,
                null,
                taskId,
                null,
                "{}",
                1,
                tail.taskSeq(),
                1_000 + number,
                1_000 + lastSeq,
                readyAt,
                wakeAt,
                null,
                null,
                null,
                null);
    }

    /** An append of these events, which must be the newest. */
    public Append append(List<EventRow> events, List<TaskRow> tasks) {
        return append(events, tasks, List.of(), List.of());
    }

    /** An append of these events, which must be the newest. */
    public Append append(List<EventRow> events, List<TaskRow> tasks, List<SnapshotRow> snapshots, List<BlobRow> blobs) {
        return new Append(partition, epoch, lastSeq - events.size(), events, tasks, snapshots, blobs);
    }

    /** Starts or goes on with a task: one event and its row. */
    public CompletableFuture<Void> record(String taskId, String kind, String state) {
        EventRow event = event(taskId, kind, "{\"kind\":\"" + kind + "\"}");
        return store.append(append(List.of(event), List.of(row(taskId, state))));
    }

    /** Adds several events of a task and its row in one append. */
    public CompletableFuture<Void> record(String taskId, int events, String state) {
        List<EventRow> rows = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            rows.add(event(taskId, "noted", "{\"i\":" + i + "}"));
        }
        return store.append(append(rows, List.of(row(taskId, state))));
    }
}
