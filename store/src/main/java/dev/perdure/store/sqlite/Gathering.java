package dev.perdure.store.sqlite;

import java.util.function.IntSupplier;

/**
 * The short wait for a group to fill up again. Clients that were just served usually send their next append at once; a writer that
 * starts with the first handful of them needs two flushes where one would do, which costs a third of the throughput.
 *
 * <p>It waits only when several were served, at most {@link #PATIENCE_NANOS}, and yields the processor to those it waits for. When
 * they don't come, it leaves out ever more waits. An append that comes alone is never held up.
 *
 * <p>Not thread-safe; belongs to the writer.
 */
final class Gathering {
    private static final int WORTHWHILE = 8;
    /** Less than a flush takes on a fast disk. */
    private static final long PATIENCE_NANOS = 100_000;

    private static final int MAX_DISAPPOINTMENTS = 7;

    private final IntSupplier waiting;
    private int disappointments;
    private int waitsToLeaveOut;

    Gathering(IntSupplier waiting) {
        this.waiting = waiting;
    }

    /** Waits for most of those that were just served, and for those that had queued meanwhile. */
    void after(int served) {
        int expected = served + waiting.getAsInt();
        if (expected < WORTHWHILE) {
            return;
        }
        if (waitsToLeaveOut > 0) {
            waitsToLeaveOut--;
        } else if (fillsUp(expected - expected / 8)) {
            disappointments = 0;
        } else {
            disappointments = Math.min(disappointments + 1, MAX_DISAPPOINTMENTS);
            waitsToLeaveOut = 1 << disappointments;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // only speed depends on it; parking takes half the patience by itself
    private boolean fillsUp(int enough) {
        long start = System.nanoTime();
        while (waiting.getAsInt() < enough) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }
}
