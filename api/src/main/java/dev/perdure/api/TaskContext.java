package dev.perdure.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a handler does its work through. Every call is either recorded before it returns, or answered from the record when the
 * handler is run again.
 *
 * <p>Calls belong on the handler's own thread and outside of steps' bodies, except {@link StepHandle#join}, which may be called on other
 * threads, and {@link #log()}. Calls that are recorded, or that count, are refused elsewhere. A call may end by an internal
 * {@link Error} that unwinds the handler when the task waits long enough to be evicted from memory; let it pass: catch
 * {@link Exception}, not {@link Throwable}, around calls of this interface.
 *
 * <p>Common errors of all calls: {@link TaskCancelledException} once cancellation is requested, {@link StaleAttemptException} when
 * another attempt has taken over, {@link CodeChangedException} when the record holds something else under the same key,
 * {@link PayloadTooLargeException}, {@link StoreUnavailableException}.
 */
public interface TaskContext {

    /** The id of this task. */
    String taskId();

    /** Which attempt of the task this is, from 1. */
    long attempt();

    /** Why the attempt before this one failed, so that a retry is a continuation and not a new start. */
    Optional<Failure> previousFailure();

    /** Whether calls are being answered from the record at this point. For information; don't branch on it. */
    boolean isReplaying();

    // -- steps

    /** Runs a step, or returns its recorded result. Throws what {@link #step(Step, StepBody)} throws. */
    default <R> R step(String name, Class<R> type, StepBody<R> body) {
        return step(Step.of(name, type), body);
    }

    /** Runs a step without a result, or returns at once if it is recorded. */
    void step(String name, StepAction body);

    /**
     * Runs a step, or returns its recorded result.
     *
     * @throws StepFailedException if the body failed and its retries are used up; recorded, so a replay throws it again
     */
    <R extends @Nullable Object> R step(Step<R> step, StepBody<R> body);

    /** Starts a step beside the handler, on a virtual thread of its own. */
    <R extends @Nullable Object> StepHandle<R> stepAsync(Step<R> step, StepBody<R> body);

    /**
     * Declares that a step which earlier versions of this handler ran is gone on purpose, so that records of it are not taken for
     * {@linkplain FailureMode#CODE_CHANGED changed code}.
     */
    void retired(String name);

    /**
     * A loop whose state is recorded after each round; a replay enters only the round that was in progress.
     *
     * @param name the loop's name, for people
     * @param type the state's type
     * @param initial the state before the first round
     * @return the state of the round that {@linkplain Next#done ended} the loop
     */
    <S extends @Nullable Object> S iterate(String name, TypeRef<S> type, S initial, Round<S> round);

    /** A loop as {@link #iterate(String, TypeRef, Object, Round)}. */
    default <S> S iterate(String name, Class<S> type, S initial, Round<S> round) {
        return iterate(name, TypeRef.of(type), initial, round);
    }

    // -- time and chance, the same in every replay

    /** The time of the last event that this handler has seen. */
    Instant now();

    /** A generator that gives the same numbers in every replay. Not for secrets. */
    RandomGenerator random();

    /** A new identifier (26 characters, letters and digits), the same in every replay and unique to this task. */
    String newId();

    /**
     * Waits; holds no thread and no memory if the wait is long. A span that is not positive is no wait; one that goes beyond the
     * {@link Timeline} never ends by itself. What is recorded is when the clock showed the beginning plus the span, so the wait ends
     * when the clock shows that, also after the clock was set or the machine was suspended.
     */
    void sleep(Duration duration);

    /**
     * Waits until a moment; returns at once if it has passed. {@link Timeline#LATEST}, and all after it, never comes.
     */
    void sleepUntil(Instant moment);

    // -- signals

    /** Waits for the next signal of a name. Signals that came early were kept, in order. */
    <T extends @Nullable Object> T await(String signal, TypeRef<T> type);

    /**
     * Waits for the next signal of a name, at most so long; empty when the time passed. The span counts as that of
     * {@link #sleep(Duration)} does.
     */
    <T> Optional<T> await(String signal, TypeRef<T> type, Duration timeout);

    /** Waits as {@link #await(String, TypeRef)}. */
    default <T> T await(String signal, Class<T> type) {
        return await(signal, TypeRef.of(type));
    }

    /** Waits as {@link #await(String, TypeRef, Duration)}. */
    default <T> Optional<T> await(String signal, Class<T> type, Duration timeout) {
        return await(signal, TypeRef.of(type), timeout);
    }

    // -- children

    /**
     * Starts a child task, once; a replay returns the same child.
     *
     * <p>With an idempotency key that a task of this tenant has already, that task is returned if this task started it and it is of
     * that type; it runs once, however often it is asked for. If it is anybody else's, or if an id was chosen that is taken, the call
     * fails as a step does, which is recorded; when the task is retried, the child is asked for again.
     *
     * @throws StepFailedException if the child can't be had
     */
    <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(
            TaskType<I, O> type, I input, StartOptions options);

    /** Starts a child task with default options. */
    default <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(TaskType<I, O> type, I input) {
        return start(type, input, StartOptions.DEFAULT);
    }

    /**
     * Waits for a child's result.
     *
     * @throws ChildFailedException if the child failed or was cancelled
     */
    <O extends @Nullable Object> O join(Child<O> child);

    /** Waits for all results, in the order of the list. The first failure in that order is thrown. */
    <O extends @Nullable Object> List<O> joinAll(List<Child<O>> children);

    /** Waits for the first child of the list to end, well or not; the same one in every replay. */
    <O extends @Nullable Object> Child<O> joinAny(List<Child<O>> children);

    // -- sessions

    /** This task's session of that name, a shell that ends with the task; as {@link #session(String, SessionSettings)}. */
    default TaskSession session(String name) {
        return session(name, SessionSettings.SHELL);
    }

    /**
     * This task's session of that name: one and the same in every attempt and replay. It is started when the first command is run. Child
     * tasks have sessions of their own.
     *
     * @param name 1 to 32 letters, digits, dots, dashes and underscores
     */
    TaskSession session(String name, SessionSettings settings);

    // -- telling

    /** Says how far the work is, for people who watch. Not repeated in a replay. */
    void progress(String message);

    /** Says how far the work is, as a share from 0 to 1 and in words. Not repeated in a replay. */
    void progress(double share, String message);

    /** A logger that is silent while calls are answered from the record. */
    System.Logger log();
}
