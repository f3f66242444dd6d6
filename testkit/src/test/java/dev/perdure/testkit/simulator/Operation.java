package dev.perdure.testkit.simulator;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Something that an operator does.
 *
 * @param client which operator; those of one are done one after the other
 * @param pauseMillis how long the operator waits before
 * @param what what it is
 * @param root which of the root tasks
 * @param child which child of it, 0 for the root itself
 * @param number more about it
 */
record Operation(int client, int pauseMillis, What what, int root, int child, int number) {
    enum What {
        START,
        START_AGAIN,
        SIGNAL,
        SIGNAL_TWICE,
        CANCEL,
        PAUSE,
        RESUME,
        RETRY,
        RESOLVE,
        FORK,
        RESULT,
        LOOK
    }

    private static final What[] USUAL = {
        What.SIGNAL,
        What.SIGNAL,
        What.SIGNAL_TWICE,
        What.CANCEL,
        What.PAUSE,
        What.RESUME,
        What.RESUME,
        What.RETRY,
        What.RESOLVE,
        What.FORK,
        What.RESULT,
        What.LOOK,
        What.START_AGAIN
    };

    static Operation start(SplittableRandom random, int root) {
        return new Operation(root % 2, random.nextInt(60), What.START, root, 0, random.nextInt(1000));
    }

    static Operation some(SplittableRandom random, int roots) {
        return new Operation(
                random.nextInt(3),
                random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(60),
                USUAL[random.nextInt(USUAL.length)],
                random.nextInt(roots),
                random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0,
                random.nextInt(1000));
    }

    /** Up to a second, never whole milliseconds but by chance. */
    Duration span() {
        return Duration.ofNanos(number * 1_000_777L);
    }

    String signal() {
        return Program.SIGNALS.get(number % 2);
    }

    @Override
    public String toString() {
        return "operator " + client + " waits " + pauseMillis + " ms, then " + what + " on root " + root
                + (child == 0 ? "" : ", child " + child) + " (" + number + ")";
    }
}
