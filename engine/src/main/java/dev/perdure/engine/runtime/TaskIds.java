package dev.perdure.engine.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids for tasks: the task type, then twelve characters that grow with time, so that newer tasks of a type come after older ones
 * in every index. Thread-safe.
 *
 * <p>The number behind them is the milliseconds since 2020 and twenty random bits, or one more than the last where that is not larger:
 * two ids of one maker are never the same, and those of makers that follow each other differ by their time.
 */
public final class TaskIds {
    private static final long START_OF_2020 = 1_577_836_800_000L;
    private static final int CHANCE_BITS = 20;
    private static final int LENGTH = 12;

    private final Scheduler scheduler;
    private final AtomicLong last = new AtomicLong();

    /** A maker that goes by this clock and chance. */
    public TaskIds(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** A new id for a task of that type. */
    public String next(String type) {
        long time = (scheduler.now().toEpochMilli() - START_OF_2020) << CHANCE_BITS;
        long wanted = time | (scheduler.randomBits() >>> (Long.SIZE - CHANCE_BITS));
        return type + '-' + Ids.text(last.updateAndGet(before -> Math.max(before + 1, wanted)), LENGTH);
    }
}
