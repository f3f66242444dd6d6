package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * The check that finds out what became of a {@link Effect#ONCE} body that was cut off, or that threw.
 *
 * @param <R> the step's result
 */
@FunctionalInterface
public interface Reconcile<R extends @Nullable Object> {

    /**
     * Looks at the outside world, typically by the {@linkplain StepContext#idempotencyKey() idempotency key} that the body
     * passed on. It may be called more than once and must not cause the effect. What is not there yet may still come if
     * {@link StepContext#mayStillRun()}.
     */
    Outcome<R> check(StepContext step) throws Exception;
}
