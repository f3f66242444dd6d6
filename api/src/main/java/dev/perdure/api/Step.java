package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.internal.Words;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one recorded unit inside a task: its name, result type, effect and limits.
 *
 * <p>A step is identified in the history by its name and by how many steps of that name ran before it in the same scope, so
 * steps of other names may come and go between two versions of a handler.
 *
 * @param name what the step does, for people; 1 to 200 characters, none of them a control character
 * @param type the type of the result
 * @param effect what the body does to the outside world
 * @param reconcile how to find out what became of a cut-off body; only with {@link Effect#ONCE}, null asks a person
 * @param retry when a failed body is run again
 * @param timeout how long one run of the body may take before it is interrupted and counts as failed, null for no limit; positive, cut
 *     to {@link Timeline#LONGEST}. It counts while the machine is awake, whatever happens to its clock
 * @param heartbeatTimeout how long a body may be silent before it is interrupted, null for no limit; counted as the timeout
 * @param failsBeforeEffect whether every exception of the body's means that its effect did not take place; only a step with
 *     {@link Effect#ONCE} asks
 * @param platformThread whether the body runs on a platform thread of its own, because it computes for long or blocks in native code
 * @param <R> the result
 */
public record Step<R extends @Nullable Object>(
        String name,
        TypeRef<R> type,
        Effect effect,
        @Nullable Reconcile<R> reconcile,
        RetryPolicy retry,
        @Nullable Duration timeout,
        @Nullable Duration heartbeatTimeout,
        boolean failsBeforeEffect,
        boolean platformThread) {
    public Step {
        requireNonNull(type, "type is null");
        requireNonNull(effect, "effect is null");
        requireNonNull(retry, "retry is null");
        Words.name("name", name);
        if (reconcile != null && effect != Effect.ONCE) {
            throw new IllegalArgumentException("reconcile is only for effect ONCE: " + name);
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("timeout is not positive: " + timeout);
        }
        if (heartbeatTimeout != null && !heartbeatTimeout.isPositive()) {
            throw new IllegalArgumentException("heartbeatTimeout is not positive: " + heartbeatTimeout);
        }
        timeout = timeout == null ? null : Timeline.span(timeout);
        heartbeatTimeout = heartbeatTimeout == null ? null : Timeline.span(heartbeatTimeout);
    }

    /** A step whose exceptions leave an effect unknown, and whose body runs on a virtual thread. */
    public Step(
            String name,
            TypeRef<R> type,
            Effect effect,
            @Nullable Reconcile<R> reconcile,
            RetryPolicy retry,
            @Nullable Duration timeout,
            @Nullable Duration heartbeatTimeout) {
        this(name, type, effect, reconcile, retry, timeout, heartbeatTimeout, false, false);
    }

    /** A repeatable step with the default retries and no limits. */
    public static <R> Step<R> of(String name, Class<R> type) {
        return of(name, TypeRef.of(type));
    }

    /** A repeatable step with the default retries and no limits. */
    public static <R extends @Nullable Object> Step<R> of(String name, TypeRef<R> type) {
        return new Step<>(name, type, Effect.REPEATABLE, null, RetryPolicy.DEFAULT, null, null);
    }

    /**
     * The same step with effect {@link Effect#ONCE}. No retries of the body.
     *
     * <p>A body that has begun ends as done, or its outcome is unknown and parks the task until somebody resolves it: after a crash, after
     * its time limit, and also when it throws, since an exception does not tell whether the effect came before it. A body says that it
     * did not by a {@link NotDoneException}, or for all its exceptions by {@link #failingBeforeEffect()}; then the step has failed.
     */
    public Step<R> once() {
        return onceSettledBy(null);
    }

    /** As {@link #once()}, but {@code check} settles an unknown outcome. What it finds not done has failed, and follows the retries. */
    public Step<R> once(Reconcile<R> check) {
        return onceSettledBy(check);
    }

    private Step<R> onceSettledBy(@Nullable Reconcile<R> check) {
        return new Step<>(
                name,
                type,
                Effect.ONCE,
                check,
                RetryPolicy.NONE,
                timeout,
                heartbeatTimeout,
                failsBeforeEffect,
                platformThread);
    }

    /** The same step, whose body throws only where its effect has not taken place and will not. */
    public Step<R> failingBeforeEffect() {
        return new Step<>(name, type, effect, reconcile, retry, timeout, heartbeatTimeout, true, platformThread);
    }

    /** The same step with other retries. */
    public Step<R> withRetry(RetryPolicy policy) {
        return new Step<>(
                name, type, effect, reconcile, policy, timeout, heartbeatTimeout, failsBeforeEffect, platformThread);
    }

    /** The same step with a limit on one run of its body. */
    public Step<R> withTimeout(Duration limit) {
        return new Step<>(
                name, type, effect, reconcile, retry, limit, heartbeatTimeout, failsBeforeEffect, platformThread);
    }

    /** The same step whose body must call {@link StepContext#heartbeat} at least this often. */
    public Step<R> withHeartbeat(Duration silence) {
        return new Step<>(name, type, effect, reconcile, retry, timeout, silence, failsBeforeEffect, platformThread);
    }

    /**
     * The same step, whose body runs on a platform thread. For bodies that compute for more than some milliseconds or block in native
     * code: on a virtual thread, as many of them as the machine has cores stop everything else. There are 64 such threads; a body
     * waits for a free one, and its limits count from when it begins.
     */
    public Step<R> onPlatformThread() {
        return new Step<>(name, type, effect, reconcile, retry, timeout, heartbeatTimeout, failsBeforeEffect, true);
    }
}
