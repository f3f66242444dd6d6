package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * The work of a step. It may do anything; only what it returns or throws is recorded.
 *
 * @param <R> the result, any type that Jackson can read and write
 */
@FunctionalInterface
public interface StepBody<R extends @Nullable Object> {
    /** Does the work once. */
    R run(StepContext step) throws Exception;
}
