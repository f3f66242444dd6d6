package dev.perdure.testkit.simulator;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Something that goes wrong.
 *
 * @param atAppend when: at which append, counted over all processes from 1
 * @param what what it is
 * @param millis how long, or how far
 */
record Fault(int atAppend, What what, int millis) {
    enum What {
        /** That append fails. */
        APPEND_FAILS,
        /** That append fails and is written all the same. */
        APPEND_FAILS_BUT_IS_WRITTEN,
        /** The process dies before that append is durable. */
        DIES_BEFORE,
        /** The process dies after that append is durable and before it is acknowledged. */
        DIES_AFTER,
        /** Nothing can be written, read or leased for a while. */
        DISK_IS_FULL,
        /** A second engine takes the lease, while the first goes on for a while. */
        SECOND_ENGINE,
        /** The clock is set forward, or the machine was suspended: by so much, or every third time by a thousand times so much. */
        CLOCK_FORWARD,
        /** The clock is set back, as far. */
        CLOCK_BACK,
        /** The engine is closed and opened again. */
        CLOSED
    }

    /** How far the clock is set. */
    Duration jump() {
        return Duration.ofMillis(millis % 3 == 0 ? 1000L * millis : millis);
    }

    static Fault some(SplittableRandom random) {
        What what = What.values()[random.nextInt(What.values().length)];
        return new Fault(1 + random.nextInt(random.nextBoolean() ? 20 : 90), what, 1 + random.nextInt(500));
    }
}
