package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * A step that runs beside the handler.
 *
 * @param <R> the step's result
 */
public interface StepHandle<R extends @Nullable Object> {
    /** The step's key in its task. */
    String key();

    /**
     * Waits for the step to be recorded.
     *
     * @throws StepFailedException if the step failed for good
     */
    R join();
}
