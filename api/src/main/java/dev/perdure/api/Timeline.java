package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * The times and spans that the layer reckons with. Whatever a caller or a client gives is brought onto the timeline where it comes in,
 * so no later sum can overflow, and every recorded time fits a column of milliseconds and an ISO-8601 text of a four-digit year.
 *
 * <p>A time before {@link #EARLIEST} counts as that, which has passed; a time after {@link #LATEST} counts as that, which never comes:
 * nothing is ever woken for it. A span longer than {@link #LONGEST} counts as that.
 *
 * <p>Times are whole milliseconds. One between two of them counts as the later one, so nothing is done before its time.
 *
 * <p>Pure functions.
 */
public final class Timeline {
    /** The first time: the beginning of the year 1. */
    public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    /** The last time, which never comes: the end of the year 9999. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The longest span: 10,000 years of 365.25 days, which is more than lies between the first and the last time. */
    public static final Duration LONGEST = Duration.ofDays(3_652_500);

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    // Half of the range, so that it can be added to any reading of System.nanoTime().
    private static final long MOST_NANOS = Long.MAX_VALUE / 2;

    private Timeline() {}

    /** The time as the layer records it. */
    public static Instant time(Instant time) {
        requireNonNull(time, "time is null");
        if (time.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        if (!time.isBefore(LATEST)) {
            return LATEST;
        }
        Instant whole = time.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(time) ? time : whole.plus(MILLISECOND);
    }

    /** The span as the layer reckons with it: at most {@link #LONGEST}, and as much at most below zero. */
    public static Duration span(Duration span) {
        requireNonNull(span, "span is null");
        if (span.compareTo(LONGEST) > 0) {
            return LONGEST;
        }
        return span.compareTo(LONGEST.negated()) < 0 ? LONGEST.negated() : span;
    }

    /** The time so long after another; a span below zero counts as none. */
    public static Instant after(Instant time, Duration span) {
        // The sum of the two is far from the bounds of Instant.
        Duration bounded = span(span);
        return time(time(time).plus(bounded.isNegative() ? Duration.ZERO : bounded));
    }

    /** How long it is from one time to another; zero if that has passed. */
    public static Duration until(Instant from, Instant to) {
        Duration span = Duration.between(inBounds(from), inBounds(to));
        return span.isNegative() ? Duration.ZERO : span;
    }

    private static Instant inBounds(Instant time) {
        return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
    }

    /** Whether a time is one that never comes. */
    public static boolean isNever(Instant time) {
        return !time.isBefore(LATEST);
    }

    /** The time in milliseconds since 1970, as {@link #time} brings it onto the timeline. */
    public static long millis(Instant time) {
        return time(time).toEpochMilli();
    }

    /**
     * The span in nanoseconds for waits of the JDK: none for one below zero, and at most some 146 years, so that it can be added to
     * {@link System#nanoTime()}.
     */
    public static long nanos(Duration span) {
        return span.isNegative() ? 0 : Math.min(TimeUnit.NANOSECONDS.convert(span), MOST_NANOS);
    }

    /** The span in milliseconds, with a fraction; for arithmetic that may be inexact. */
    static double inexactMillis(Duration span) {
        return span.toSeconds() * 1e3 + span.toNanosPart() / 1e6;
    }

    /** A span of that many milliseconds, at least one if it is more than none. */
    static Duration ofInexactMillis(double millis) {
        Duration whole = Duration.ofMillis(Math.round(Math.min(millis, (double) LONGEST.toMillis())));
        return millis > 0 && whole.isZero() ? MILLISECOND : whole;
    }
}
