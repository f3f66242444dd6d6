package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * The check that finds out what became of a {@link Effect#ONCE} body that was cut off.
 *
 * @param <R> the step's result
 */
@FunctionalInterface
public interface Reconcile<R extends @Nullable Object> {

    /**
     * Looks at the outside world, typically by the {@linkplain StepContext#idempotencyKey() idempotency key} that the body
     * passed on. It may be called more than once and must not cause the effect.
     */
    Outcome<R> check(StepContext step) throws Exception;
}
