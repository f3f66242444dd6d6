package dev.perdure.bench;

import dev.perdure.api.Perdure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** W4: a signal to a waiting task; how long from the call until the handler goes on. */
final class SignalLatency implements Workload {
    private static final TaskType<Integer, Integer> LISTENER =
            TaskType.of("bench.listener", Integer.class, Integer.class);
    private static final String P50 = "signal to observed, p50";
    private static final String P99 = "signal to observed, p99";
    private static final String SQLITE = "SQLite, the same transactions, p50 of one";
    private static final String SQLITE_P99 = "SQLite, the same transactions, p99 of one";
    private static final String FILE = "file, the same transactions, p50 of one";

    @Override
    public String id() {
        return "W4";
    }

    @Override
    public String title() {
        return "a signal to a waiting task, observed by its handler";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int signals = conditions.sizes().signals();
        Scratch scratch = conditions.scratch();
        Recording recording = Embedded.record(scratch.next("w4-rows"), perdure -> times(perdure, signals));
        int[] transactions = recording.ownTransactions();
        conditions.say("W4 writes " + recording.counts() + " in " + transactions.length + " transactions for " + signals
                + " signals");
        Series series = conditions.rounds(id(), round -> {
            long[] layer = layer(scratch.next("w4"), signals);
            round.add(P50, Spread.quantileMillis(layer, 0.5));
            round.add(P99, Spread.quantileMillis(layer, 0.99));
            long[] floor = SqliteFloor.run(recording, scratch.next("w4-floor"), transactions);
            round.add(SQLITE, Spread.quantileMillis(floor, 0.5));
            round.add(SQLITE_P99, Spread.quantileMillis(floor, 0.99));
            long[] forces = FileFloor.run(scratch.next("w4-file"), recording.bytes(), transactions.length);
            round.add(FILE, Spread.quantileMillis(forces, 0.5));
        });
        return List.of(
                Measure.against(id(), P50, "ms", series, SQLITE).ratioAtMost(2),
                Measure.against(id(), P50, "ms", series, FILE),
                Measure.against(id(), P99, "ms", series, SQLITE_P99));
    }

    private static long[] layer(Path directory, int signals) throws Exception {
        long[][] times = new long[1][];
        Embedded.run(directory, perdure -> times[0] = times(perdure, signals));
        Scratch.delete(directory);
        return times[0];
    }

    private static long[] times(Perdure perdure, int signals) throws InterruptedException {
        LinkedBlockingQueue<Long> observed = new LinkedBlockingQueue<>();
        perdure.register(LISTENER, (ctx, count) -> {
            for (int i = 0; i < count; i++) {
                ctx.await(name(i), Integer.class);
                observed.add(System.nanoTime());
            }
            return count;
        });
        perdure.launch();
        TaskHandle<Integer> listener = perdure.start(LISTENER, signals);
        long[] times = new long[signals];
        for (int i = 0; i < signals; i++) {
            awaitWaiting(listener, name(i));
            long before = System.nanoTime();
            listener.signal(name(i), i);
            times[i] = observed.take() - before;
        }
        listener.result();
        return times;
    }

    // Every signal has a name of its own, so that the wait for it can be told from the one before.
    private static String name(int number) {
        return "signal-" + number + ".";
    }

    private static void awaitWaiting(TaskHandle<?> listener, String signal) throws InterruptedException {
        while (true) {
            TaskInfo info = listener.info();
            String waitingFor = info.waitingFor();
            if (info.state() == TaskState.WAITING && waitingFor != null && waitingFor.contains(signal)) {
                return;
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
    }
}
