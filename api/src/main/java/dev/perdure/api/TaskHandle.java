package dev.perdure.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A task as clients hold it. A handle owns nothing: dropping it changes nothing. Thread-safe.
 *
 * <p>Every call throws {@link TaskNotFoundException} if there is no such task and {@link StoreUnavailableException} if the store
 * can't be reached. Calls that change the task return when the change is durable.
 *
 * @param <O> the task's output
 */
public interface TaskHandle<O extends @Nullable Object> {

    /** The task's id. */
    String id();

    /**
     * Waits for the task to end, for as long as it takes.
     *
     * @throws TaskFailedException if it failed
     * @throws TaskCancelledException if it was cancelled
     * @throws NeedsAttentionException if it is parked, now or while waiting
     */
    O result() throws InterruptedException;

    /** The same without waiting; the future fails with the exceptions of {@link #result()}. */
    CompletableFuture<O> resultAsync();

    /** The task as it stands now. */
    TaskInfo info();

    /** The input that the task was started with, as JSON. */
    Json input();

    /** The task's steps, timers, waits and children in the order in which they began, as they stand now. */
    List<StepInfo> steps();

    /** A page of the task's history, in order: at most {@code limit} (1 to 10,000) events after {@code afterTaskSeq}. */
    List<Event> events(long afterTaskSeq, int limit);

    /** Sends a signal. It is kept until the task awaits it. */
    default void signal(String name, @Nullable Object payload) {
        signal(name, payload, null);
    }

    /**
     * Sends a signal, at most once per {@code key}: another signal of the same key is acknowledged and dropped.
     *
     * <p>A payload that isn't of the awaited type is refused by {@link ErrorCode#BAD_INPUT} if a handler of the task's type has awaited
     * that signal in this process. Otherwise it is set aside when the handler comes to it, and the wait goes on; see {@link #signals}.
     *
     * @param name 1 to 200 characters, none of them a control character; so is {@code key}
     * @throws InvalidStateException if the task has ended
     */
    void signal(String name, @Nullable Object payload, @Nullable String key);

    /** The signals that the task keeps, at most 10,000: those set aside first, then those not awaited yet, oldest first. */
    List<SignalInfo> signals();

    /**
     * Drops a signal that the task keeps.
     *
     * @param taskSeq the event that brought it, as {@link #signals} says
     * @throws InvalidStateException if the task keeps no such signal
     */
    void dropSignal(long taskSeq);

    /**
     * Requests cancellation of the task and all its descendants. Handlers get {@link TaskCancelledException} from their next call;
     * after the grace the task is ended whether they yield or not. No effect on a task that has ended.
     */
    void cancel(String reason);

    /**
     * The same with another grace than the configured one; zero forces at once, and one that goes beyond the {@link Timeline} never
     * forces.
     *
     * @throws PerdureException {@link ErrorCode#BAD_INPUT} if the grace is negative
     */
    void cancel(String reason, Duration grace);

    /** Stops the task before its next recorded action, until {@link #resume()}. */
    void pause(String reason);

    /** Lets a paused task go on. */
    void resume();

    /**
     * Has a failed, cancelled or parked task go on from where it failed: what is recorded as done stays done, and the failed
     * step runs again.
     *
     * @throws PerdureException {@link ErrorCode#INVALID_STATE} if it is in no such state, or its deadline has passed; a fork of it has no
     *     deadline
     */
    void retry();

    /**
     * Cuts off the part of a damaged history that can't be read: the task goes on from the last event before it, once it is retried.
     * Nothing is deleted; an event says what no longer counts. What was recorded after the cut is done again, but for steps that must not
     * happen twice: their outcome is unknown then and has to be resolved. Child tasks that were started after the cut are cancelled.
     *
     * @throws InvalidStateException if the task has ended
     * @throws PerdureException if its history can be read, or if not even its first event can
     */
    void repair();

    /**
     * Settles a step whose outcome is unknown, by a person's word: with a result it counts as done, with
     * {@link Outcome#notDone()} its body runs again. A result that isn't of the step's type is refused by {@link ErrorCode#BAD_INPUT}
     * if the step was run in this process; otherwise its outcome is unknown again when the handler comes to it.
     *
     * @param stepKey the step, as the failure names it
     */
    void resolve(String stepKey, Outcome<Json> outcome);

    /**
     * Starts a new task that shares this one's history up to an event and goes on from there on its own, as if everything up to that
     * event had happened to it.
     *
     * <ul>
     *   <li>Results of steps, signals, ends of waits, rounds of loops and progress are taken over. Nothing recorded runs again.
     *   <li>A sleep ends at the time that was set, a wait for a signal by its deadline, and a failed step's next try is when it was.
     *   <li>A step that had begun is at the same place: a {@code REPEATABLE} body runs again, the outcome of a {@code ONCE} body is unknown
     *       and settled by its check or by a person. Bodies of the new task get idempotency keys of its own.
     *   <li>A child that had ended stays the original's, with its result. One that had not is started anew at once, as a child of the new
     *       task under an id of its own: with the same input, and with the same delay and time limit from now on, without an
     *       idempotency key.
     *   <li>Attempts, pauses, failures that were got over, the original's own deadline, parent and idempotency key are not taken over. If
     *       the original is cancelled at that event, neither is what the cancellation brought: what its handler did since to clean up,
     *       and the cancellation of its children.
     * </ul>
     *
     * <p>An idempotency key that the original started a child by is taken; where the new task asks for a child by it that is not in the
     * shared history, that step fails.
     *
     * @param atTaskSeq the last event to share, at least 1
     * @param editedInput another input, or null for the same
     * @return the new task
     */
    TaskHandle<O> fork(long atTaskSeq, @Nullable Object editedInput);
}
