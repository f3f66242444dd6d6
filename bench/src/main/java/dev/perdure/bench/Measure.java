package dev.perdure.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param workload such as {@code W1}
 * @param name what was measured
 * @param unit of the figures
 * @param figure what the layer gave
 * @param reference what it is compared with in words, or null
 * @param referenceFigure what that gave in the same rounds, or null
 * @param ratio the layer's figure divided by the reference's, round by round, or null
 * @param bar what is asked of it, or null
 */
record Measure(
        String workload,
        String name,
        String unit,
        Spread figure,
        @Nullable String reference,
        @Nullable Spread referenceFigure,
        @Nullable Spread ratio,
        @Nullable Bar bar) {

    /** A figure that stands alone. */
    static Measure alone(String workload, String name, String unit, Spread figure) {
        return new Measure(workload, name, unit, figure, null, null, null, null);
    }

    /** A figure with a bar of its own. */
    static Measure barred(String workload, String name, String unit, Spread figure, Bar bar) {
        return new Measure(workload, name, unit, figure, null, null, null, bar);
    }

    /** A figure of a series against another one of it. */
    static Measure against(String workload, String name, String unit, Series series, String reference) {
        return new Measure(
                workload,
                name,
                unit,
                series.spread(name),
                reference,
                series.spread(reference),
                series.ratio(name, reference),
                null);
    }

    /** A figure of a series beside another one of it, or alone where that is missing. */
    static Measure beside(String workload, String name, String unit, Series series, String reference) {
        return series.has(reference)
                ? against(workload, name, unit, series, reference)
                : alone(workload, name, unit, series.spread(name));
    }

    /** The same with a bar on the figure itself. */
    Measure atMost(double bound) {
        return with(Bar.atMost(bound, figure));
    }

    /** The same with a bar on the figure itself. */
    Measure atLeast(double bound) {
        return with(Bar.atLeast(bound, figure));
    }

    /** The same with a bar on the ratio. */
    Measure ratioAtLeast(double bound) {
        return ratio == null ? this : with(Bar.atLeast(bound, ratio));
    }

    /** The same with a bar on the ratio. */
    Measure ratioAtMost(double bound) {
        return ratio == null ? this : with(Bar.atMost(bound, ratio));
    }

    private Measure with(Bar newBar) {
        return new Measure(workload, name, unit, figure, reference, referenceFigure, ratio, newBar);
    }
}
