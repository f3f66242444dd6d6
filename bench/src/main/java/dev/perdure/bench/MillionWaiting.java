package dev.perdure.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** W9: a million waiting tasks; what a process that takes them over weighs, and how long until it serves them. */
final class MillionWaiting implements Workload {
    private static final String READY = "until launched, from the start of the process";
    private static final String SERVED = "until a signalled task has finished, from the start of the process";
    private static final String SERVED_MAIN = "until a signalled task has finished, from its main";
    private static final String SERVED_CPU = "processor time until a signalled task has finished";
    private static final String RSS = "resident memory when it has served";
    private static final String RSS_IDLE = "resident memory after a collection";
    private static final String HEAP = "heap after a collection";
    private static final double BAR_SECONDS = 5;
    private static final double BAR_MIB = 1024;
    private static final double MIB = 1 << 20;

    /** More tasks than that wait, so that every round can finish one. */
    private static final int SPARE = 100;

    private static final long LINGER_MILLIS = 1000;

    @Override
    public String id() {
        return "W9";
    }

    @Override
    public String title() {
        return "1,000,000 waiting tasks";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int count = conditions.sizes().waiting();
        Path directory = conditions.scratch().next("w9");
        long before = System.nanoTime();
        Seed.waitingTasks(directory, count + SPARE);
        conditions.say(String.format(
                "W9 appended %,d waiting tasks through the store's port in %.0f s; %,d bytes",
                count, (System.nanoTime() - before) / 1e9, Scratch.bytes(directory)));
        AtomicInteger next = new AtomicInteger(count);
        Series series = conditions.rounds(id(), round -> {
            int served = next.getAndIncrement();
            try (ChildJvm child = new ChildJvm(Resident.Role.SERVE, directory, served, LINGER_MILLIS)) {
                child.await("ready");
                round.add(READY, child.millis() / 1e3);
                round.add(SERVED_MAIN, child.await("served") / 1e3);
                round.add(SERVED, child.millis() / 1e3);
                round.add(SERVED_CPU, child.await("served.cpu") / 1e3);
                round.add(RSS, child.await("fresh.rss") / MIB);
                round.add(HEAP, child.await("full.heap") / MIB);
                round.add(RSS_IDLE, child.await("full.rss") / MIB);
                child.end();
            }
        });
        Spread served = series.spread(SERVED);
        Spread rss = series.spread(RSS);
        return List.of(
                Measure.alone(id(), READY, "s", series.spread(READY)),
                Measure.barred(id(), SERVED, "s", served, Bar.below(BAR_SECONDS, served)),
                Measure.alone(id(), SERVED_MAIN, "s", series.spread(SERVED_MAIN)),
                Measure.alone(id(), SERVED_CPU, "s", series.spread(SERVED_CPU)),
                Measure.barred(id(), RSS, "MiB", rss, Bar.below(BAR_MIB, rss)),
                Measure.alone(id(), RSS_IDLE, "MiB", series.spread(RSS_IDLE)),
                Measure.alone(id(), HEAP, "MiB", series.spread(HEAP)));
    }
}
