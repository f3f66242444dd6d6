package dev.perdure.bench;

import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.Store;
import dev.perdure.store.TaskRow;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Fills a store with copies of a task that the engine wrote: the same events, row and chain of hashes under other ids, appended
 * through the store's port. For numbers of tasks that would take too long to run.
 */
final class Seed {
    private static final int TASKS_IN_APPEND = 250;
    private static final int APPENDS_UNDER_WAY = 4;
    private static final int PARTITIONS = 16;

    private final Store store;
    private final int partition;
    private final TaskRow task;
    private final List<EventRow> events;
    private final HashChain chain = new HashChain();

    /** Makes a state directory with waiting tasks, as {@link Waiters} names them. */
    static void waitingTasks(Path directory, int count) throws Exception {
        Embedded.run(directory, perdure -> {
            Waiters.register(perdure);
            perdure.launch();
            Waiters.start(perdure, 1);
        });
        appendCopies(directory, Waiters.id(0), count - 1, copy -> Waiters.id(copy + 1));
    }

    /** Makes a state directory with finished ten-step tasks, all but one of them copies of the first. */
    static void finishedTasks(Path directory, int count) throws Exception {
        String[] id = new String[1];
        Embedded.run(directory, perdure -> {
            TenSteps.register(perdure, _ -> {});
            perdure.launch();
            id[0] = TenSteps.runOne(perdure, 0);
        });
        SplittableRandom random = new SplittableRandom(count);
        appendCopies(directory, id[0], count - 1, copy -> shuffled(id[0], random));
    }

    private static void appendCopies(Path directory, String id, int count, IntFunction<String> ids) {
        try (Store store = SqliteStore.open(directory)) {
            new Seed(store, partition(store, id), id).append(count, ids);
        }
    }

    private static int partition(Store store, String id) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (store.task(partition, id).isPresent()) {
                return partition;
            }
        }
        throw new IllegalStateException("task " + id + " is in none of the first " + PARTITIONS + " partitions");
    }

    /** An id of the same form with other letters and digits. */
    private static String shuffled(String id, SplittableRandom random) {
        StringBuilder other = new StringBuilder();
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isDigit(c)) {
                other.append((char) ('0' + random.nextInt(10)));
            } else if (Character.isLetter(c)) {
                other.append((char) ('a' + random.nextInt(26)));
            } else {
                other.append(c);
            }
        }
        return other.toString();
    }

    /** Copies of that task. */
    private Seed(Store store, int partition, String taskId) {
        this.store = store;
        this.partition = partition;
        this.task = store.task(partition, taskId).orElseThrow();
        this.events = store.events(partition, taskId, 0, Math.toIntExact(task.events()));
    }

    /** Appends that many copies, durably. */
    private void append(int count, IntFunction<String> id) {
        Lease lease = store.lease(partition);
        long seq = lease.lastSeq();
        Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
        for (int from = 0; from < count; from += TASKS_IN_APPEND) {
            List<EventRow> copies = new ArrayList<>();
            List<TaskRow> rows = new ArrayList<>();
            long expected = seq;
            for (int number = from; number < Math.min(count, from + TASKS_IN_APPEND); number++) {
                String copy = id.apply(number);
                rows.add(row(copy, seq + 1));
                seq = addEvents(copies, copy, seq);
            }
            underWay.add(
                    store.append(new Append(partition, lease.epoch(), expected, copies, rows, List.of(), List.of())));
            if (underWay.size() > APPENDS_UNDER_WAY) {
                underWay.remove().join();
            }
        }
        underWay.forEach(CompletableFuture::join);
    }

    private long addEvents(List<EventRow> copies, String id, long lastSeq) {
        long seq = lastSeq;
        byte[] previous = HashChain.start();
        for (EventRow event : events) {
            String payload = event.payload().replace(task.id(), id);
            byte[] hash = chain.next(previous, id, event.taskSeq(), event.kind(), event.time(), event.actor(), payload);
            copies.add(new EventRow(
                    partition,
                    ++seq,
                    id,
                    event.taskSeq(),
                    event.kind(),
                    event.time(),
                    event.actor(),
                    payload,
                    previous,
                    hash));
            previous = hash;
        }
        return seq;
    }

    private TaskRow row(String id, long number) {
        return new TaskRow(
                partition,
                id,
                number,
                task.type(),
                task.version(),
                task.state(),
                task.tenant(),
                task.queue(),
                task.priority(),
                task.parent(),
                task.root().replace(task.id(), id),
                task.idempotencyKey(),
                task.labels(),
                task.attempt(),
                task.events(),
                task.createdAt(),
                task.updatedAt(),
                task.readyAt(),
                task.wakeAt(),
                task.deadline(),
                task.waitingFor(),
                task.progress(),
                task.failure());
    }
}
