package dev.perdure.api;

import static java.util.Objects.requireNonNull;

/**
 * What the layer does when an attempt of a task ends with an exception that is not a {@link TaskFailure}: how often it
 * tries again, and what follows when it has tried enough.
 *
 * @param retry the policy for further attempts; recorded steps are not repeated by them
 * @param exhausted what follows the last attempt
 */
public record FailurePolicy(RetryPolicy retry, Exhausted exhausted) {
    /** One attempt, then the task is parked as {@code needs_attention}. */
    public static final FailurePolicy PARK = new FailurePolicy(RetryPolicy.NONE, Exhausted.PARK);

    /** One attempt, then the task fails. */
    public static final FailurePolicy FAIL = new FailurePolicy(RetryPolicy.NONE, Exhausted.FAIL);

    public FailurePolicy {
        requireNonNull(retry, "retry is null");
        requireNonNull(exhausted, "exhausted is null");
    }

    /** The same end after other retries. */
    public FailurePolicy withRetry(RetryPolicy policy) {
        return new FailurePolicy(policy, exhausted);
    }

    /** What follows the last attempt. */
    public enum Exhausted {
        /** The task waits as {@code needs_attention} for somebody to retry, fork or cancel it. */
        PARK,
        /** The task ends as {@code failed}. */
        FAIL
    }
}
