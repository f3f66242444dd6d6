package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * When and how often something that failed is tried again: exponential backoff with jitter. Waits longer than {@link Timeline#LONGEST}
 * are cut to it.
 *
 * @param maximumAttempts how many tries in all, the first included; at least 1
 * @param initialInterval the wait before the second try
 * @param coefficient by what the wait grows from try to try; at least 1
 * @param maximumInterval the longest wait
 * @param jitter the share of the wait that is random, 0 to 1; 0.2 means a wait between 80 and 100 percent
 * @param nonRetryable exceptions (and their subclasses) after which no further try is made, by class name
 */
public record RetryPolicy(
        int maximumAttempts,
        Duration initialInterval,
        double coefficient,
        Duration maximumInterval,
        double jitter,
        Set<String> nonRetryable) {
    /** One try. */
    public static final RetryPolicy NONE =
            new RetryPolicy(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0, Set.of());

    /** Five tries after waits of about 1, 2, 4 and 8 seconds. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2, Set.of());

    public RetryPolicy {
        requireNonNull(initialInterval, "initialInterval is null");
        requireNonNull(maximumInterval, "maximumInterval is null");
        nonRetryable = Set.copyOf(nonRetryable);
        if (maximumAttempts < 1) {
            throw new IllegalArgumentException("maximumAttempts is not positive: " + maximumAttempts);
        }
        if (initialInterval.isNegative()) {
            throw new IllegalArgumentException("initialInterval is negative: " + initialInterval);
        }
        if (maximumInterval.compareTo(initialInterval) < 0) {
            throw new IllegalArgumentException("maximumInterval is below initialInterval: " + maximumInterval);
        }
        if (!(coefficient >= 1)) {
            throw new IllegalArgumentException("coefficient is below 1: " + coefficient);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is not between 0 and 1: " + jitter);
        }
        initialInterval = Timeline.span(initialInterval);
        maximumInterval = Timeline.span(maximumInterval);
    }

    /** The default waits with another number of tries. */
    public static RetryPolicy attempts(int maximum) {
        return DEFAULT.withMaximumAttempts(maximum);
    }

    /** The same policy with another number of tries. */
    public RetryPolicy withMaximumAttempts(int maximum) {
        return new RetryPolicy(maximum, initialInterval, coefficient, maximumInterval, jitter, nonRetryable);
    }

    /** The same policy with another first wait; the longest wait is raised to it where it was below. */
    public RetryPolicy withInitialInterval(Duration interval) {
        Duration longest = maximumInterval.compareTo(interval) < 0 ? interval : maximumInterval;
        return new RetryPolicy(maximumAttempts, interval, coefficient, longest, jitter, nonRetryable);
    }

    /** The same policy that gives up at once on one more kind of exception. */
    public RetryPolicy withNonRetryable(Class<? extends Throwable> kind) {
        var kinds = new HashSet<>(nonRetryable);
        kinds.add(kind.getName());
        return new RetryPolicy(maximumAttempts, initialInterval, coefficient, maximumInterval, jitter, kinds);
    }

    /**
     * The wait before the next try, to the millisecond, or empty when there is to be none. It is none only where the initial interval is
     * zero or the jitter takes all of it.
     *
     * @param failedAttempts how many tries have failed, at least 1
     * @param random a number from 0 (inclusive) to 1 (exclusive), for the jitter
     */
    public Optional<Duration> delayAfter(int failedAttempts, double random) {
        if (failedAttempts >= maximumAttempts) {
            return Optional.empty();
        }
        if (initialInterval.isZero()) {
            return Optional.of(Duration.ZERO);
        }
        double grown = Timeline.inexactMillis(initialInterval) * Math.pow(coefficient, failedAttempts - 1.0);
        double full = Math.min(grown, Timeline.inexactMillis(maximumInterval));
        return Optional.of(Timeline.ofInexactMillis(full * (1 - jitter * random)));
    }

    /** Whether the policy allows another try after this exception, its superclasses considered. */
    public boolean retries(Throwable failure) {
        for (Class<?> kind = failure.getClass(); kind != null; kind = kind.getSuperclass()) {
            if (nonRetryable.contains(kind.getName())) {
                return false;
            }
        }
        return true;
    }
}
