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

    // -- of the engine

    /** Begin an attempt, or bring the one that this epoch began back to memory. */
    record Begin(long epoch, String worker) implements Command {}

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

    /** Record that a ONCE body was cut off, or why what is known of its end can't be used. */
    record MarkUnknown(long attempt, String key, @Nullable String reason) implements OfAttempt {}

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
    record SetAside(
            long attempt,
            String key,
            String reason,
            @Nullable Instant deadline) implements OfAttempt {}

    /** Note that a child was started; the child itself is created in the same append. */
    record StartChild(long attempt, String key, String childId, String type) implements OfAttempt {}

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
