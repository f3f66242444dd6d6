package dev.perdure.testkit.internal;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Decisions that are remembered, so that the same run can be had again, or a plainer one: a list of given decisions first, then chance
 * by a seed, or plain ones. Not thread-safe.
 */
public final class Decisions implements Chance {
    private final int[] given;
    private final SplittableRandom random;
    private final boolean plainAfter;
    private int[] made = new int[256];
    private int count;

    private Decisions(int[] given, SplittableRandom random, boolean plainAfter) {
        this.given = given;
        this.random = random;
        this.plainAfter = plainAfter;
    }

    /** Decisions by chance. */
    public static Decisions of(long seed) {
        return new Decisions(new int[0], new SplittableRandom(seed), false);
    }

    /** These decisions, and plain ones after them. */
    public static Decisions of(int[] given) {
        return new Decisions(given.clone(), new SplittableRandom(0), true);
    }

    @Override
    public int below(int bound) {
        if (bound <= 1) {
            return 0;
        }
        int decision;
        if (count < given.length) {
            decision = given[count] % bound;
        } else {
            decision = plainAfter ? 0 : random.nextInt(bound);
        }
        if (count == made.length) {
            made = Arrays.copyOf(made, 2 * count);
        }
        made[count++] = decision;
        return decision;
    }

    /** What was decided so far. */
    public int[] made() {
        return Arrays.copyOf(made, count);
    }
}
