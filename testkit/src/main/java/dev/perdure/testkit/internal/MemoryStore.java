package dev.perdure.testkit.internal;

import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import dev.perdure.store.WakeUp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store whose disk is memory: what is appended is durable at once, and stays when an engine on it is killed. Closing it changes
 * nothing. Thread-safe.
 */
public final class MemoryStore implements Store {
    private static final Comparator<ReadyTask> BEST_FIRST = Comparator.comparingInt(ReadyTask::priority)
            .reversed()
            .thenComparingLong(ReadyTask::readyAt)
            .thenComparing(ReadyTask::taskId);

    private final Map<Integer, Part> parts = new HashMap<>();

    private static final class Part {
        private final List<EventRow> log = new ArrayList<>();
        private final TreeMap<String, List<EventRow>> events = new TreeMap<>();
        private final TreeMap<String, TaskRow> tasks = new TreeMap<>();
        private final Map<String, SnapshotRow> snapshots = new HashMap<>();
        private final Map<String, byte[]> blobs = new HashMap<>();
        private long epoch;
    }

    private Part part(int partition) {
        return parts.computeIfAbsent(partition, _ -> new Part());
    }

    @Override
    public synchronized Lease lease(int partition) {
        Part part = part(partition);
        part.epoch++;
        return new Lease(partition, part.epoch, part.log.size());
    }

    @Override
    public CompletableFuture<Void> append(Append append) {
        try {
            apply(append);
            return CompletableFuture.completedFuture(null);
        } catch (StaleLeaseException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Makes an append durable. */
    public synchronized void apply(Append append) {
        Part part = part(append.partition());
        if (append.epoch() != part.epoch || append.expectedSeq() != part.log.size()) {
            throw new StaleLeaseException(append.partition(), append.epoch(), append.expectedSeq());
        }
        for (EventRow event : append.events()) {
            part.log.add(event);
            part.events.computeIfAbsent(event.taskId(), _ -> new ArrayList<>()).add(event);
        }
        for (TaskRow task : append.tasks()) {
            part.tasks.put(task.id(), task);
        }
        for (SnapshotRow snapshot : append.snapshots()) {
            part.snapshots.put(snapshot.taskId(), snapshot);
        }
        for (BlobRow blob : append.blobs()) {
            part.blobs.putIfAbsent(blob.hash(), blob.content());
        }
    }

    @Override
    public synchronized Optional<TaskLog> load(int partition, String taskId) {
        Part part = part(partition);
        List<EventRow> events = part.events.getOrDefault(taskId, List.of());
        SnapshotRow snapshot = part.snapshots.get(taskId);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TaskLog(
                snapshot, snapshot == null ? events : events.subList((int) snapshot.taskSeq(), events.size())));
    }

    @Override
    public synchronized Optional<TaskRow> task(int partition, String taskId) {
        return Optional.ofNullable(part(partition).tasks.get(taskId));
    }

    @Override
    public synchronized Optional<String> taskByKey(int partition, String tenant, String idempotencyKey) {
        return part(partition).tasks.values().stream()
                .filter(task -> task.tenant().equals(tenant) && idempotencyKey.equals(task.idempotencyKey()))
                .map(TaskRow::id)
                .findFirst();
    }

    @Override
    public synchronized List<EventRow> events(int partition, String taskId, long afterTaskSeq, int limit) {
        return after(part(partition).events.getOrDefault(taskId, List.of()), afterTaskSeq, limit);
    }

    @Override
    public synchronized List<EventRow> eventsOfPartition(int partition, long afterSeq, int limit) {
        return after(part(partition).log, afterSeq, limit);
    }

    private static List<EventRow> after(List<EventRow> events, long seq, int limit) {
        int from = (int) Math.min(seq, events.size());
        return List.copyOf(events.subList(from, (int) Math.min(events.size(), (long) from + limit)));
    }

    @Override
    public synchronized List<ReadyTask> ready(int partition, @Nullable ReadyTask after, int limit) {
        return part(partition).tasks.values().stream()
                .filter(task -> task.readyAt() != null)
                .map(task -> new ReadyTask(task.priority(), task.readyAt(), task.id(), task.type(), task.queue()))
                .filter(task -> after == null || BEST_FIRST.compare(task, after) > 0)
                .sorted(BEST_FIRST)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<WakeUp> wakeUps(int partition, long untilMillis, @Nullable WakeUp after, int limit) {
        return part(partition).tasks.values().stream()
                .filter(task -> task.wakeAt() != null && task.wakeAt() <= untilMillis)
                .map(task -> new WakeUp(task.wakeAt(), task.id()))
                .filter(wake -> after == null || wake.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<String> inStates(int partition, List<String> states, String afterId, int limit) {
        return part(partition).tasks.tailMap(afterId, false).values().stream()
                .filter(task -> states.contains(task.state()))
                .map(TaskRow::id)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized TaskRows tasks(TaskFilter filter) {
        Predicate<TaskRow> wanted =
                task -> (filter.states().isEmpty() || filter.states().contains(task.state()))
                        && is(filter.type(), task.type())
                        && is(filter.tenant(), task.tenant())
                        && is(filter.queue(), task.queue())
                        && is(filter.parent(), task.parent())
                        && is(filter.root(), task.root())
                        && task.number() < filter.beforeNumber();
        List<TaskRow> rows = part(filter.partition()).tasks.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparingLong(TaskRow::number).reversed())
                .limit(filter.limit() + 1L)
                .toList();
        boolean more = rows.size() > filter.limit();
        return new TaskRows(more ? rows.subList(0, filter.limit()) : rows, more);
    }

    private static boolean is(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }

    @Override
    public synchronized Optional<byte[]> blob(int partition, String hash) {
        return Optional.ofNullable(part(partition).blobs.get(hash));
    }

    @Override
    public synchronized List<String> idsInLog(int partition, String afterId, int limit) {
        return part(partition).events.tailMap(afterId, false).keySet().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void replaceProjections(int partition, Iterator<TaskRow> rows) {
        Part part = part(partition);
        part.tasks.clear();
        part.snapshots.clear();
        rows.forEachRemaining(row -> part.tasks.put(row.id(), row));
    }

    /** The snapshot of a task, or null. */
    public synchronized @Nullable SnapshotRow snapshot(int partition, String taskId) {
        return part(partition).snapshots.get(taskId);
    }

    @Override
    public synchronized List<String> verify() {
        List<String> findings = new ArrayList<>();
        HashChain chain = new HashChain();
        parts.forEach((number, part) -> {
            for (int i = 0; i < part.log.size(); i++) {
                if (part.log.get(i).seq() != i + 1L) {
                    findings.add("Event " + (i + 1) + " of partition " + number + " is missing.");
                }
            }
            part.events.forEach((task, events) -> {
                byte[] hash = HashChain.start();
                long taskSeq = 0;
                for (EventRow event : events) {
                    byte[] expected = chain.next(
                            hash, task, ++taskSeq, event.kind(), event.time(), event.actor(), event.payload());
                    if (event.taskSeq() != taskSeq
                            || !Arrays.equals(event.previousHash(), hash)
                            || !Arrays.equals(event.hash(), expected)) {
                        findings.add("Event " + taskSeq + " of task " + task + " does not continue the chain.");
                    }
                    hash = event.hash();
                }
                if (!part.tasks.containsKey(task)) {
                    findings.add("Task " + task + " has events but no row.");
                }
            });
        });
        return findings;
    }

    @Override
    public StoreInfo info() {
        return new StoreInfo("memory", "memory", 0, "1");
    }

    @Override
    public void close() {}
}
