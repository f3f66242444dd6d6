package dev.perdure.bench;

/**
 * What a measure has to reach, judged by its median.
 *
 * @param text the bar in words, such as {@code >= 0.70}
 * @param met whether it was reached
 */
record Bar(String text, boolean met) {
    /** The median must be at least this. */
    static Bar atLeast(double bound, Spread figure) {
        return new Bar(String.format(">= %.2f", bound), figure.median() >= bound);
    }

    /** The median must be at most this. */
    static Bar atMost(double bound, Spread figure) {
        return new Bar(String.format("<= %.2f", bound), figure.median() <= bound);
    }

    /** The median must be below this. */
    static Bar below(double bound, Spread figure) {
        return new Bar(String.format("< %.2f", bound), figure.median() < bound);
    }
}
