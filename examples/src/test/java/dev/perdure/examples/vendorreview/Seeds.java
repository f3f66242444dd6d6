package dev.perdure.examples.vendorreview;

import java.security.SecureRandom;
import java.util.stream.LongStream;

/**
 * Seeds of random tests: some that are the same in every run, since they once were of use, and some that nobody has tried before. {@code
 * -Dperdure.seed=n} sets where the fresh ones begin, which is printed.
 */
final class Seeds {
    private static final int BITS = 40;
    private static final long FRESH =
            Long.getLong("perdure.seed", new SecureRandom().nextLong() >>> (Long.SIZE - BITS));

    static {
        System.out.println("Fresh seeds of random tests begin at " + FRESH + "; again: -Dperdure.seed=" + FRESH);
    }

    private Seeds() {}

    /** So many seeds, half of them fresh. */
    static long[] of(int count) {
        int fixed = count - count / 2;
        return LongStream.concat(LongStream.range(0, fixed), LongStream.range(FRESH, FRESH + count / 2))
                .toArray();
    }
}
