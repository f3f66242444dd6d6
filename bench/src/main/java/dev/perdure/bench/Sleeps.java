package dev.perdure.bench;

import dev.perdure.api.Perdure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** W5: a thousand tasks that begin to sleep at once; how much longer than asked they slept, by their own clocks. */
final class Sleeps implements Workload {
    private static final TaskType<Integer, Long> SLEEPER = TaskType.of("bench.sleeper", Integer.class, Long.class);
    private static final Duration ASKED = Duration.ofMillis(100);
    private static final String P50 = "overshoot, p50";
    private static final String P99 = "overshoot, p99";
    private static final String MOST = "overshoot, most";
    private static final double BAR_MILLIS = 10;

    @Override
    public String id() {
        return "W5";
    }

    @Override
    public String title() {
        return "1,000 sleeps of 100 ms at once";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int sleepers = conditions.sizes().sleepers();
        Scratch scratch = conditions.scratch();
        Series series = conditions.rounds(id(), round -> {
            long[] overshoots = layer(scratch.next("w5"), sleepers);
            round.add(P50, Spread.quantileMillis(overshoots, 0.5));
            round.add(P99, Spread.quantileMillis(overshoots, 0.99));
            round.add(MOST, Spread.quantileMillis(overshoots, 1));
        });
        Spread p99 = series.spread(P99);
        return List.of(
                Measure.alone(id(), P50, "ms", series.spread(P50)),
                Measure.barred(id(), P99, "ms", p99, Bar.atMost(BAR_MILLIS, p99)),
                Measure.alone(id(), MOST, "ms", series.spread(MOST)));
    }

    private static long[] layer(Path directory, int sleepers) throws Exception {
        long[] overshoots = new long[sleepers];
        Embedded.run(directory, perdure -> sleep(perdure, overshoots));
        Scratch.delete(directory);
        return overshoots;
    }

    private static void sleep(Perdure perdure, long[] overshoots) throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(overshoots.length);
        CountDownLatch go = new CountDownLatch(1);
        perdure.register(SLEEPER, (ctx, number) -> {
            arrived.countDown();
            go.await();
            long before = System.nanoTime();
            ctx.sleep(ASKED);
            long overshoot = System.nanoTime() - before - ASKED.toNanos();
            overshoots[number] = overshoot;
            return overshoot;
        });
        perdure.launch();
        List<TaskHandle<Long>> tasks = new ArrayList<>();
        for (int number = 0; number < overshoots.length; number++) {
            tasks.add(perdure.start(SLEEPER, number));
        }
        arrived.await();
        go.countDown();
        for (TaskHandle<Long> task : tasks) {
            task.result();
        }
    }
}
