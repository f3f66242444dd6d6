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
 * @param timeout how long one run of the body may take before it is interrupted and counts as failed, null for no limit
 * @param heartbeatTimeout how long a body may be silent before it is interrupted, null for no limit
 * @param <R> the result
 */
public record Step<R extends @Nullable Object>(
        String name,
        TypeRef<R> type,
        Effect effect,
        @Nullable Reconcile<R> reconcile,
        RetryPolicy retry,
        @Nullable Duration timeout,
        @Nullable Duration heartbeatTimeout) {
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
    }

    /** A repeatable step with the default retries and no limits. */
    public static <R> Step<R> of(String name, Class<R> type) {
        return of(name, TypeRef.of(type));
    }

    /** A repeatable step with the default retries and no limits. */
    public static <R extends @Nullable Object> Step<R> of(String name, TypeRef<R> type) {
        return new Step<>(name, type, Effect.REPEATABLE, null, RetryPolicy.DEFAULT, null, null);
    }

    /** The same step with effect {@link Effect#ONCE}; an unknown outcome parks the task. No retries of the body. */
    public Step<R> once() {
        return new Step<>(name, type, Effect.ONCE, null, RetryPolicy.NONE, timeout, heartbeatTimeout);
    }

    /** The same step with effect {@link Effect#ONCE}; {@code check} settles an unknown outcome. No retries of the body. */
    public Step<R> once(Reconcile<R> check) {
        return new Step<>(name, type, Effect.ONCE, check, RetryPolicy.NONE, timeout, heartbeatTimeout);
    }

    /** The same step with other retries. */
    public Step<R> withRetry(RetryPolicy policy) {
        return new Step<>(name, type, effect, reconcile, policy, timeout, heartbeatTimeout);
    }

    /** The same step with a limit on one run of its body. */
    public Step<R> withTimeout(Duration limit) {
        return new Step<>(name, type, effect, reconcile, retry, limit, heartbeatTimeout);
    }

    /** The same step whose body must call {@link StepContext#heartbeat} at least this often. */
    public Step<R> withHeartbeat(Duration silence) {
        return new Step<>(name, type, effect, reconcile, retry, timeout, silence);
    }
}
