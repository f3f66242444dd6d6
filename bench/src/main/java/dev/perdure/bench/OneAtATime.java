package dev.perdure.bench;

import dev.perdure.api.Perdure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** W2: one ten-step task at a time; how long a step and a task take when there is nobody to share a commit with. */
final class OneAtATime implements Workload {
    private static final String STEP = "step, p50";
    private static final String STEP_P99 = "step, p99";
    private static final String TASK = "task, p50";
    private static final String TASK_P99 = "task, p99";
    private static final String SQLITE_STEP = "SQLite, the same transactions, p50 of one";
    private static final String SQLITE_STEP_P99 = "SQLite, the same transactions, p99 of one";
    private static final String SQLITE_TASK = "SQLite, the same transactions, p50 of a task's";
    private static final String SQLITE_TASK_P99 = "SQLite, the same transactions, p99 of a task's";
    private static final String FILE_STEP = "file, the same transactions, p50 of one";

    @Override
    public String id() {
        return "W2";
    }

    @Override
    public String title() {
        return "one 10-step task at a time";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int tasks = conditions.sizes().singleTasks();
        Scratch scratch = conditions.scratch();
        Recording recording = Embedded.record(scratch.next("w2-rows"), perdure -> times(perdure, tasks));
        int[] transactions = recording.ownTransactions();
        conditions.say("W2 writes " + recording.counts() + " in " + transactions.length + " transactions for " + tasks
                + " tasks");
        Series series = conditions.rounds(id(), round -> {
            layer(round, scratch.next("w2"), tasks);
            long[] same = SqliteFloor.run(recording, scratch.next("w2-floor"), transactions);
            round.add(SQLITE_STEP, Spread.quantileMillis(same, 0.5));
            round.add(SQLITE_STEP_P99, Spread.quantileMillis(same, 0.99));
            long[] whole = sums(same, tasks);
            round.add(SQLITE_TASK, Spread.quantileMillis(whole, 0.5));
            round.add(SQLITE_TASK_P99, Spread.quantileMillis(whole, 0.99));
            long[] forces = FileFloor.run(scratch.next("w2-file"), recording.bytes(), transactions.length);
            round.add(FILE_STEP, Spread.quantileMillis(forces, 0.5));
        });
        return List.of(
                Measure.against(id(), STEP, "ms", series, SQLITE_STEP).ratioAtMost(1.5),
                Measure.against(id(), STEP, "ms", series, FILE_STEP),
                Measure.against(id(), STEP_P99, "ms", series, SQLITE_STEP_P99),
                Measure.against(id(), TASK, "ms", series, SQLITE_TASK).ratioAtMost(1.5),
                Measure.against(id(), TASK_P99, "ms", series, SQLITE_TASK_P99),
                Measure.alone(
                        id(), "transactions of a task, mean", "", Spread.once((double) transactions.length / tasks)));
    }

    private static void layer(Series round, Path directory, int tasks) throws Exception {
        Times[] times = new Times[1];
        Embedded.run(directory, perdure -> times[0] = times(perdure, tasks));
        Scratch.delete(directory);
        round.add(STEP, Spread.quantileMillis(times[0].steps, 0.5));
        round.add(STEP_P99, Spread.quantileMillis(times[0].steps, 0.99));
        round.add(TASK, Spread.quantileMillis(times[0].tasks, 0.5));
        round.add(TASK_P99, Spread.quantileMillis(times[0].tasks, 0.99));
    }

    private static Times times(Perdure perdure, int tasks) throws InterruptedException {
        Times times = new Times(new long[tasks * TenSteps.STEPS], new long[tasks]);
        AtomicInteger step = new AtomicInteger();
        TenSteps.register(perdure, nanos -> times.steps[step.getAndIncrement()] = nanos);
        perdure.launch();
        for (int task = 0; task < tasks; task++) {
            long before = System.nanoTime();
            TenSteps.runOne(perdure, task);
            times.tasks[task] = System.nanoTime() - before;
        }
        return times;
    }

    /** The times of each task's transactions; the first few, of opening the store, are left out. */
    private static long[] sums(long[] transactions, int tasks) {
        int each = transactions.length / tasks;
        int first = transactions.length - each * tasks;
        long[] sums = new long[tasks];
        for (int i = first; i < transactions.length; i++) {
            sums[(i - first) / each] += transactions[i];
        }
        return sums;
    }

    /** Nanoseconds of all steps and all tasks, each in the order in which they ran. */
    @SuppressWarnings("ArrayRecordComponent") // filled in place while the clock runs
    private record Times(long[] steps, long[] tasks) {}
}
