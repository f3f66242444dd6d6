package dev.perdure.engine.runtime;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.PerdureOptions;
import java.time.Duration;

/**
 * The bounds of a partition.
 *
 * @param running how many runs may be at work at once
 * @param linger how long a waiting run keeps its thread
 * @param grace how long a cancelled handler may take
 * @param commands how many commands of operators may be under way at once
 * @param queue how many ready tasks, and how many wake-ups, are held in memory
 * @param snapshotEvery after how many events a snapshot is due, if the state has grown by less
 * @param lostRuns how many runs of a task in a row may end with their process, with nothing recorded between, before it is parked
 */
public record Limits(
        int running, Duration linger, Duration grace, int commands, int queue, int snapshotEvery, int lostRuns) {
    private static final int LOST_RUNS = 10;

    public Limits {
        requireNonNull(linger, "linger is null");
        requireNonNull(grace, "grace is null");
        if (running < 1 || commands < 1 || queue < 2 || snapshotEvery < 1 || lostRuns < 1) {
            throw new IllegalArgumentException("a bound is not positive: " + running + ", " + commands + ", " + queue
                    + ", " + snapshotEvery + ", " + lostRuns);
        }
    }

    /** The bounds with ten lost runs. */
    public Limits(int running, Duration linger, Duration grace, int commands, int queue, int snapshotEvery) {
        this(running, linger, grace, commands, queue, snapshotEvery, LOST_RUNS);
    }

    /** The bounds that the options set, with 10,000 queued in memory and a snapshot every 256 events. */
    public static Limits of(PerdureOptions options) {
        return new Limits(
                options.maximumRunning(), options.linger(), options.cancelGrace(), options.commandLimit(), 10_000, 256);
    }
}
