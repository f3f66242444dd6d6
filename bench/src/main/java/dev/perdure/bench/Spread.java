package dev.perdure.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;

/**
 * What several rounds of the same measurement gave.
 *
 * @param median the middle one
 * @param least the smallest
 * @param most the largest
 * @param rounds how many there were, at least 1
 */
record Spread(double median, double least, double most, int rounds) {
    Spread {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds is not positive: " + rounds);
        }
    }

    /** The spread of these figures, at least one. */
    static Spread of(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(middle(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** The spread of a figure that was measured once. */
    static Spread once(double figure) {
        return new Spread(figure, figure, figure, 1);
    }

    private static double middle(double[] sorted) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there are no figures");
        }
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The sum of some times, in seconds. */
    static double seconds(long[] nanos) {
        return LongStream.of(nanos).sum() / 1e9;
    }

    /** The quantile of some times by the nearest-rank method, in milliseconds. */
    static double quantileMillis(long[] nanos, double quantile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(quantile * sorted.length);
        return sorted[Math.clamp(rank - 1L, 0, sorted.length - 1)] / 1e6;
    }
}
