package dev.perdure.testkit.internal;

/** Where a simulation's decisions come from. Zero is always the plain decision: the oldest first, nothing unusual. */
public interface Chance {
    /** Always the plain decision. */
    Chance PLAIN = bound -> 0;

    /** A number from 0 (inclusive) to {@code bound} (exclusive). */
    int below(int bound);

    /** Whether something unusual happens that happens once in so many times. */
    default boolean onceIn(int times) {
        return below(times) == times - 1;
    }
}
