package dev.perdure.testkit.internal;

import dev.perdure.engine.runtime.Scheduler;
import org.jspecify.annotations.Nullable;

/** An action that is set for a time of the world's clock. Those of one time ring in the order in which they were set. */
final class SimAlarm implements Scheduler.Alarm, Comparable<SimAlarm> {
    private final @Nullable SimScheduler owner;
    private final long number;
    private final Runnable action;
    private long atMillis;
    private boolean cancelled;

    SimAlarm(@Nullable SimScheduler owner, long atMillis, long number, Runnable action) {
        this.owner = owner;
        this.atMillis = atMillis;
        this.number = number;
        this.action = action;
    }

    @Nullable
    SimScheduler owner() {
        return owner;
    }

    long atMillis() {
        return atMillis;
    }

    /** What is done if it isn't cancelled meanwhile. */
    Runnable action() {
        return () -> {
            if (!cancelled) {
                action.run();
            }
        };
    }

    void move(long millis) {
        atMillis += millis;
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(SimAlarm other) {
        int byTime = Long.compare(atMillis, other.atMillis);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
