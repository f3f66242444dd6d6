package dev.perdure.server;

import java.security.SecureRandom;

/** The seed of random tests, a fresh one in each run. {@code -Dperdure.seed=n} sets it; it is printed. */
final class Seeds {
    private static final int BITS = 40;
    private static final long FRESH =
            Long.getLong("perdure.seed", new SecureRandom().nextLong() >>> (Long.SIZE - BITS));

    static {
        System.out.println("The seed of random tests is " + FRESH + "; again: -Dperdure.seed=" + FRESH);
    }

    private Seeds() {}

    /** The seed of this run. */
    static long fresh() {
        return FRESH;
    }
}
