package dev.perdure.engine.core;

import dev.perdure.api.Effect;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened to a task. A task's history is nothing but these; {@link TaskModel#apply} says what each means. */
public sealed interface TaskEvent {

    /** The task came to be. {@code forkOf} and {@code forkAt} name the task and event that it was forked from. */
    record Created(
            String type,
            int version,
            Payload input,
            String tenant,
            String queue,
            int priority,
            @Nullable String parent,
            @Nullable String parentKey,
            String root,
            @Nullable String idempotencyKey,
            Map<String, String> labels,
            @Nullable Instant deadline,
            @Nullable Instant startAt,
            long seed,
            @Nullable String forkOf,
            long forkAt)
            implements TaskEvent {}

    /** The task can go on and waits for a free worker: its set time came, or what its evicted handler waited for. */
    record Queued() implements TaskEvent {}

    /**
     * A new attempt began; its number is the fencing token of every later write. {@code lostRuns} says how many runs in a row ended with
     * their process and no progress, this attempt's predecessor the last of them; null for none.
     */
    record AttemptStarted(
            long attempt,
            long epoch,
            String worker,
            @Nullable Integer lostRuns) implements TaskEvent {
        /** After no lost run. */
        public AttemptStarted(long attempt, long epoch, String worker) {
            this(attempt, epoch, worker, null);
        }
    }

    /** The attempt's handler was brought back to memory after a wait. */
    record AttemptResumed(long attempt, String worker) implements TaskEvent {}

    /** A body is about to run: the intent of a ONCE step, or a step that runs beside the handler. */
    record StepStarted(String key, Effect effect) implements TaskEvent {}

    /** A body ended well. */
    record StepCompleted(String key, Payload result) implements TaskEvent {}

    /** A body failed for the {@code failures}th time; it runs again at {@code retryAt}, or not at all when that is null. */
    record StepFailed(
            String key,
            int failures,
            Failure failure,
            @Nullable Instant retryAt) implements TaskEvent {}

    /** A long body said that it is alive. */
    record StepHeartbeat(String key, Payload details) implements TaskEvent {}

    /**
     * A ONCE body was cut off, or ended so that its outcome is not known. {@code failure} says how, null when its process ended: of mode
     * {@code unknown_outcome} it means that the body returned and its result could not be written, so its effect did take place.
     */
    record StepUnknown(String key, @Nullable Failure failure) implements TaskEvent {
        /** A body that was cut off by the end of its process. */
        public StepUnknown(String key) {
            this(key, null);
        }
    }

    /** An unknown outcome was settled: done with that result, or not done. */
    record StepResolved(String key, boolean done, @Nullable Payload result) implements TaskEvent {}

    /** A failed step's wait is over. */
    record RetryDue(String key) implements TaskEvent {}

    /** The handler sleeps until that time. */
    record TimerStarted(String key, Instant fireAt) implements TaskEvent {}

    /** The sleep is over. */
    record TimerFired(String key) implements TaskEvent {}

    /** A signal came in. {@code key} de-duplicates. */
    record SignalReceived(
            String name, Payload payload, @Nullable String key) implements TaskEvent {}

    /** The handler waits for a signal. */
    record AwaitStarted(String key, String signal, @Nullable Instant deadline) implements TaskEvent {}

    /** The wait got the signal that came in with the event {@code signalSeq} of the task. */
    record AwaitCompleted(String key, String signal, long signalSeq) implements TaskEvent {}

    /**
     * The signal that the wait had got is not what the handler awaits. It is kept beside the others until somebody drops it, and the
     * wait goes on.
     */
    record SignalSetAside(
            String key,
            long signalSeq,
            String reason,
            @Nullable Instant deadline) implements TaskEvent {}

    /** Somebody dropped a signal that was not awaited yet, or was set aside. */
    record SignalDropped(long signalSeq, String name) implements TaskEvent {}

    /** The wait's time passed. */
    record AwaitTimedOut(String key) implements TaskEvent {}

    /** A child task was started. */
    record ChildStarted(String key, String childId, String type) implements TaskEvent {}

    /** A child task ended. */
    record ChildEnded(
            String key,
            String childId,
            TaskState state,
            @Nullable Payload result,
            @Nullable Failure failure) implements TaskEvent {}

    /** The handler waits for children, named by their keys: for all of them, or for any. */
    record JoinStarted(List<String> keys, boolean any) implements TaskEvent {}

    /** A round of a loop ended; what the rounds before recorded is no longer needed. */
    record RoundCompleted(String key, long round, Payload state, boolean finished) implements TaskEvent {}

    /** The handler said how far it is, for the {@code count}th time in this scope. */
    record ProgressMade(String key, int count, @Nullable Double share, String message) implements TaskEvent {}

    /** Somebody paused the task. */
    record Paused(String reason) implements TaskEvent {}

    /** Somebody let it go on. */
    record Resumed() implements TaskEvent {}

    /** Cancellation was requested, by somebody or by the deadline ({@code mode} says which). */
    record CancelRequested(String reason, Instant graceUntil, FailureMode mode) implements TaskEvent {}

    /** The cancelled handler is no longer waited for; only children are. {@code forced} says that it did not end by itself. */
    record Released(boolean forced) implements TaskEvent {}

    /** The attempt failed and another follows. */
    record AttemptFailed(Failure failure, Instant retryAt) implements TaskEvent {}

    /** The task can't go on by itself. */
    record Parked(Failure failure) implements TaskEvent {}

    /**
     * The task's history can't be read from the event {@code at} on, so it is parked. It is read past the damage: what follows this event
     * counts, what lies between does not. Where {@code at} is 0, all can be read, but the layer could not bring the task on.
     */
    record Quarantined(long at, String kind, String why) implements TaskEvent {}

    /**
     * The task goes on from its event {@code from}: what lies between that and this event no longer counts. The steps {@code unknown}
     * were begun there and must not happen twice, so their outcome is unknown.
     */
    record Repaired(long from, List<String> unknown) implements TaskEvent {}

    /** Somebody had a parked, failed or cancelled task go on. */
    record Retried() implements TaskEvent {}

    /** The task ended with a result. */
    record Completed(Payload result) implements TaskEvent {}

    /** The task ended with a failure. */
    record Failed(Failure failure) implements TaskEvent {}

    /** The task ended because it was cancelled; {@code forced} says that its handler did not end in time. */
    record Cancelled(String reason, boolean forced) implements TaskEvent {}
}
