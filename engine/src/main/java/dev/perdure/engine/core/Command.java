package dev.perdure.engine.core;

import dev.perdure.api.Effect;
import dev.perdure.api.Failure;
import dev.perdure.api.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that is asked of a task. {@link Decider} says which events follow, or why it is refused. */
public sealed interface Command {

    /** What an attempt's handler asks; {@code attempt} is its fencing token. */
    sealed interface OfAttempt extends Command {
        /** The fencing token. */
        long attempt();
    }

    // -- of operators

    /** Send a signal. */
    record SendSignal(
            String name, Payload payload, @Nullable String key) implements Command {}

    /** Drop a signal that was not awaited yet, or was set aside; {@code signalSeq} is the event that brought it. */
    record DropSignal(long signalSeq) implements Command {}

    /** Request cancellation. */
    record Cancel(String reason, Duration grace) implements Command {}

    /** Stop before the next recorded action. */
    record Pause(String reason) implements Command {}

    /** Go on. */
    record Resume() implements Command {}

    /** Go on from a failure. */
    record Retry() implements Command {}

    /** Settle an unknown outcome by an operator's word. */
    record Resolve(String key, boolean done, @Nullable Payload result) implements Command {}

    /** Cut off what can't be read; {@code unknown} are steps that were begun there and must not happen twice. */
    record Repair(List<String> unknown) implements Command {}

    // -- of the engine

    /** Park a task whose history can't be read to its end. */
    record Quarantine() implements Command {}

    /** Park a task that the layer could not bring on, so that it isn't tried again and again. */
    record SetAside(String why) implements Command {}

    /**
     * Begin an attempt, or bring the one that this epoch began back to memory. A run that an epoch before {@code openedAt} began was lost
     * with its process; {@code lostRuns} of those in a row, without progress, and the task is parked instead.
     */
    record Begin(long epoch, String worker, long openedAt, int lostRuns) implements Command {
        /** Begin where no run was lost. */
        public Begin(long epoch, String worker) {
            this(epoch, worker, 0, Integer.MAX_VALUE);
        }
    }

    /** Give a task whose run ended between two actions back to whoever begins it next. */
    record LetGo() implements Command {}

    /** Look at what the time has brought; {@code live} says whether the handler is in memory. */
    record Wake(boolean live, Duration grace) implements Command {}

    /** Note that a child ended. */
    record NoteChild(
            String key,
            String childId,
            TaskState state,
            @Nullable Payload result,
            @Nullable Failure failure) implements Command {}

    // -- of attempts

    /** Record that a body begins. */
    record StartStep(long attempt, String key, Effect effect) implements OfAttempt {}

    /** Record a body's result. */
    record CompleteStep(long attempt, String key, Payload result) implements OfAttempt {}

    /** Record a body's failure; no {@code retryAt} means for good. */
    record FailStep(
            long attempt,
            String key,
            int failures,
            Failure failure,
            @Nullable Instant retryAt) implements OfAttempt {}

    /** Record a heartbeat. */
    record Heartbeat(long attempt, String key, Payload details) implements OfAttempt {}

    /** Record that a ONCE body was cut off, or ended as {@code failure} says with its outcome unknown. */
    record MarkUnknown(long attempt, String key, @Nullable Failure failure) implements OfAttempt {
        /** Record that a ONCE body was cut off by the end of its process. */
        public MarkUnknown(long attempt, String key) {
            this(attempt, key, null);
        }
    }

    /** Record what a step's own check found out. */
    record Reconcile(
            long attempt,
            String key,
            boolean done,
            @Nullable Payload result) implements OfAttempt {}

    /** Sleep. */
    record StartTimer(long attempt, String key, Instant fireAt) implements OfAttempt {}

    /** Note that the handler went on because the times of these sleeps had come. */
    record PassTimers(long attempt, List<String> keys) implements OfAttempt {}

    /** Wait for a signal, or take one that came early. */
    record AwaitSignal(
            long attempt,
            String key,
            String signal,
            @Nullable Instant deadline) implements OfAttempt {}

    /** Put the signal that a wait got beside the others, since it isn't what the handler awaits, and wait on. */
    record SetSignalAside(
            long attempt,
            String key,
            String reason,
            @Nullable Instant deadline) implements OfAttempt {}

    /** Note that a child was started; the child itself is created in the same append. */
    record StartChild(long attempt, String key, String childId, String type) implements OfAttempt {}

    /** Note that a child which this task has started already is asked for under another key too. */
    record ShareChild(long attempt, String key, String childId, String type) implements OfAttempt {}

    /** Wait for children. */
    record JoinChildren(long attempt, List<String> keys, boolean any) implements OfAttempt {}

    /** Record the end of a round. */
    record CompleteRound(long attempt, String key, long round, Payload state, boolean finished) implements OfAttempt {}

    /** Say how far the work is. */
    record ReportProgress(
            long attempt, String key, int count, @Nullable Double share, String message) implements OfAttempt {}

    /** End with a result. */
    record Complete(long attempt, Payload result) implements OfAttempt {}

    /** End with a failure. */
    record Fail(long attempt, Failure failure) implements OfAttempt {}

    /** Try again later. */
    record RetryAttempt(long attempt, Failure failure, Instant retryAt) implements OfAttempt {}

    /** Wait for somebody's attention. */
    record Park(long attempt, Failure failure) implements OfAttempt {}

    /** End as cancelled: the handler let the cancellation pass. */
    record Yield(long attempt) implements OfAttempt {}
}
