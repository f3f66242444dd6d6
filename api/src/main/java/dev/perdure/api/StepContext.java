package dev.perdure.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the body of a step knows of itself. Thread-safe. */
public interface StepContext {

    /** The id of the task. */
    String taskId();

    /** The step's key in its task: name and occurrence, such as {@code charge#1}. */
    String key();

    /**
     * A key that is the same for every run of this step's body, whatever crashed between them, and different for every other
     * step. Pass it on to services that de-duplicate by key.
     */
    String idempotencyKey();

    /** Which run of the body this is, from 1; failed and timed-out runs count. */
    int attempt();

    /** Why the run before this one failed. */
    Optional<Failure> previousFailure();

    /**
     * Whether an earlier run of the body may still be at work: one that was cut off by its time limit and has not ended since, or one
     * in another process that can't be proven dead. In a {@link Reconcile} this means that what is not there yet may still come: answer
     * {@link Outcome#unknown} rather than {@link Outcome#notDone}, or wait, unless the idempotency key keeps it from counting twice.
     */
    boolean mayStillRun();

    /**
     * Says that a long body is alive, and keeps {@code details} (JSON-able, at most {@link JsonLimits#HEARTBEAT_BYTES}) for the next
     * run if this one is cut
     * off. Records are thinned out to about two per heartbeat timeout; the newest is kept.
     *
     * @throws PayloadTooLargeException if the details are larger
     * @throws StaleAttemptException if this run has lost its claim: stop working
     */
    void heartbeat(@Nullable Object details);

    /** What the last recorded heartbeat of this step carried, also from a run that was cut off. */
    <T> Optional<T> lastHeartbeat(Class<T> type);
}
