package dev.perdure.testkit.internal;

import dev.perdure.engine.runtime.Scheduler;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action that is set for a time of the world's clock, or for the end of a span, which doesn't care how the clock is set. Those of one
 * time ring in the order in which they were set.
 */
final class SimAlarm implements Scheduler.Alarm, Comparable<SimAlarm> {
    private final @Nullable SimScheduler owner;
    private final long number;
    private final Runnable action;
    private final boolean ofSpan;
    private Instant at;
    private boolean cancelled;

    SimAlarm(@Nullable SimScheduler owner, Instant at, boolean ofSpan, long number, Runnable action) {
        this.owner = owner;
        this.at = at;
        this.ofSpan = ofSpan;
        this.number = number;
        this.action = action;
    }

    @Nullable
    SimScheduler owner() {
        return owner;
    }

    Instant at() {
        return at;
    }

    /** What is done if it isn't cancelled meanwhile. */
    Runnable action() {
        return () -> {
            if (!cancelled) {
                action.run();
            }
        };
    }

    /** The clock was set so far forward, or back if that is negative. */
    void skew(Duration jump) {
        if (ofSpan) {
            at = at.plus(jump);
        }
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
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
