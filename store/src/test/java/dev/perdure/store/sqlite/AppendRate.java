package dev.perdure.store.sqlite;

import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.TaskRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures the append path against the floor: a bare JDBC loop on the same schema that commits as many rows at once as appends are
 * outstanding here. Not a test: figures depend on the machine. Arguments: rows (200000), outstanding appends (64).
 */
public final class AppendRate {
    private static final String PAYLOAD = "{\"step\":\"collect-facts\",\"occurrence\":1,\"result\":{\"coordinates\":"
            + "\"org.example:library\",\"version\":\"1.2.3\",\"licence\":\"Apache-2.0\",\"bytes\":123456,\"score\":0.75},"
            + "\"started\":1760000000000}";

    private static final int EVENTS_OF_A_TASK = 22;

    private static final int ROUNDS = 7;

    private final int total;
    private final int outstanding;

    private AppendRate(int total, int outstanding) {
        this.total = total;
        this.outstanding = outstanding;
    }

    public static void main(String[] args) throws Exception {
        int total = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        int outstanding = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        AppendRate rate = new AppendRate(total, outstanding);
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put("bare loop, events only", rate::bareLoop);
        measurements.put("store, events only, from callbacks", () -> rate.fromCallbacks(false));
        measurements.put("store, events only, from virtual threads", () -> rate.fromVirtualThreads(false));
        measurements.put("store, every 4th event with its task's row, from callbacks", () -> rate.fromCallbacks(true));
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) { // the first one warms up
            for (Map.Entry<String, Measurement> measurement : measurements.entrySet()) {
                double rowsPerSecond = measurement.getValue().run();
                if (round >= 0) {
                    rates.computeIfAbsent(measurement.getKey(), _ -> new ArrayList<>())
                            .add(rowsPerSecond);
                }
            }
        }
        rates.forEach(AppendRate::print);
        rate.alone();
    }

    private interface Measurement {
        double run() throws Exception;
    }

    private static void print(String name, List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        System.out.println(String.format(
                Locale.ROOT,
                "%-60s median %,8.0f, best %,8.0f rows/s",
                name,
                sorted.get(sorted.size() / 2),
                sorted.getLast()));
    }

    /** Rows of tasks that take turns, as many as appends are outstanding. */
    private static final class Source {
        private final String[] ids;
        private final long[] numbers;
        private final int[] taskSeqs;
        private long seq;
        private long tasks;

        Source(int tasksAtOnce, long seq) {
            ids = new String[tasksAtOnce];
            numbers = new long[tasksAtOnce];
            taskSeqs = new int[tasksAtOnce];
            this.seq = seq;
        }

        EventRow next() {
            int slot = (int) (++seq % ids.length);
            if (taskSeqs[slot] == 0 || taskSeqs[slot] == EVENTS_OF_A_TASK) {
                tasks++;
                ids[slot] = String.format(
                        Locale.ROOT,
                        "vendor-review-%010d%08x",
                        1_760_000_000L + tasks,
                        tasks * 0x9E3779B1L & 0xffffffffL);
                numbers[slot] = seq;
                taskSeqs[slot] = 0;
            }
            byte[] hash = HashChain.start();
            for (int i = 0; i < 32; i += 8) {
                hash[i] = (byte) (seq >> i);
            }
            return new EventRow(
                    0,
                    seq,
                    ids[slot],
                    ++taskSeqs[slot],
                    "step_completed",
                    1_760_000_000_000L + seq,
                    "worker:local",
                    PAYLOAD,
                    HashChain.start(),
                    hash);
        }

        Append append(long epoch, boolean withRows) {
            EventRow event = next();
            int slot = (int) (seq % ids.length);
            List<TaskRow> rows = withRows && event.taskSeq() % 4 == 1 ? List.of(row(slot, event)) : List.of();
            return new Append(0, epoch, event.seq() - 1, List.of(event), rows, List.of(), List.of());
        }

        private TaskRow row(int slot, EventRow event) {
            boolean ready = event.taskSeq() == 1;
            String state = ready ? "ready" : event.taskSeq() + 4 > EVENTS_OF_A_TASK ? "completed" : "running";
            return new TaskRow(
                    0,
                    ids[slot],
                    numbers[slot],
                    "vendor-review",
                    1,
                    state,
                    "default",
                    "default",
                    0,
                    null,
                    ids[slot],
                    null,
                    "{}",
                    1,
                    event.taskSeq(),
                    event.time(),
                    event.time(),
                    ready ? event.time() : null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private double bareLoop() throws IOException, SQLException {
        Path directory = Files.createTempDirectory("append-rate");
        SqliteStore.open(directory).close();
        Database database = new Database(directory.resolve("perdure.db"));
        double perSecond;
        try (Connection connection = database.openWriter();
                AppendStatements statements = new AppendStatements(connection)) {
            Database.execute(connection, "INSERT INTO partitions VALUES (0, 1, 0)");
            Source source = new Source(outstanding, 0);
            long start = System.nanoTime();
            for (long seq = 0; seq < total; seq += outstanding) {
                statements.begin();
                if (!statements.advance(0, 1, seq, seq + outstanding)) {
                    throw new IllegalStateException("refused");
                }
                for (int i = 0; i < outstanding; i++) {
                    statements.add(source.next());
                }
                statements.flush();
                statements.commit();
            }
            perSecond = total / ((System.nanoTime() - start) / 1e9);
        }
        delete(directory);
        return perSecond;
    }

    private double fromCallbacks(boolean withRows) throws Exception {
        Path directory = Files.createTempDirectory("append-rate");
        double perSecond;
        try (SqliteStore store = SqliteStore.open(directory)) {
            Lease lease = store.lease(0);
            Source source = new Source(outstanding, 0);
            ReentrantLock order = new ReentrantLock();
            AtomicLong left = new AtomicLong(total);
            CountDownLatch done = new CountDownLatch(outstanding);
            Runnable[] next = new Runnable[1];
            next[0] = () -> {
                if (left.getAndDecrement() <= 0) {
                    done.countDown();
                    return;
                }
                order.lock();
                try {
                    var _ = store.append(source.append(lease.epoch(), withRows)).thenRun(next[0]);
                } finally {
                    order.unlock();
                }
            };
            long start = System.nanoTime();
            for (int i = 0; i < outstanding; i++) {
                next[0].run();
            }
            done.await();
            perSecond = total / ((System.nanoTime() - start) / 1e9);
        }
        delete(directory);
        return perSecond;
    }

    private static <T> T inOrder(ReentrantLock order, Supplier<T> action) {
        order.lock();
        try {
            return action.get();
        } finally {
            order.unlock();
        }
    }

    private double fromVirtualThreads(boolean withRows) throws Exception {
        Path directory = Files.createTempDirectory("append-rate");
        double perSecond;
        try (SqliteStore store = SqliteStore.open(directory)) {
            Lease lease = store.lease(0);
            Source source = new Source(outstanding, 0);
            ReentrantLock order = new ReentrantLock();
            AtomicLong left = new AtomicLong(total);
            List<Thread> threads = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < outstanding; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    while (left.getAndDecrement() > 0) {
                        inOrder(order, () -> store.append(source.append(lease.epoch(), withRows)))
                                .join();
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            perSecond = total / ((System.nanoTime() - start) / 1e9);
        }
        delete(directory);
        return perSecond;
    }

    /** The time of one append at a time, against a bare transaction of one row. */
    private void alone() throws Exception {
        int count = 4_000;
        Path directory = Files.createTempDirectory("append-rate");
        try (SqliteStore store = SqliteStore.open(directory)) {
            Lease lease = store.lease(0);
            Source source = new Source(1, 0);
            percentiles("store, one append at a time", count, () -> {
                long start = System.nanoTime();
                store.append(source.append(lease.epoch(), false)).join();
                return System.nanoTime() - start;
            });
        }
        delete(directory);
        directory = Files.createTempDirectory("append-rate");
        SqliteStore.open(directory).close();
        Database database = new Database(directory.resolve("perdure.db"));
        try (Connection connection = database.openWriter();
                AppendStatements statements = new AppendStatements(connection)) {
            Source source = new Source(1, 0);
            Database.execute(connection, "INSERT INTO partitions VALUES (0, 1, 0)");
            percentiles("bare loop, one row at a time", count, () -> {
                long start = System.nanoTime();
                try {
                    statements.begin();
                    EventRow event = source.next();
                    statements.advance(0, 1, event.seq() - 1, event.seq());
                    statements.add(event);
                    statements.flush();
                    statements.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
                return System.nanoTime() - start;
            });
        }
        delete(directory);
    }

    private static void percentiles(String name, int count, LongSupplier measurement) {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = measurement.getAsLong();
        }
        Arrays.sort(nanos);
        System.out.println(String.format(
                Locale.ROOT,
                "%-60s p50 %4d us  p99 %5d us",
                name,
                nanos[count / 2] / 1_000,
                nanos[count * 99 / 100] / 1_000));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
