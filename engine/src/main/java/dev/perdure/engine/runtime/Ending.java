package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskModel;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, or that it is parked.
 *
 * @param state a final state, or NEEDS_ATTENTION
 * @param result the result of a completed task
 * @param failure why it failed or is parked
 * @param reason why it was cancelled
 */
public record Ending(
        TaskState state,
        @Nullable Payload result,
        @Nullable Failure failure,
        @Nullable String reason) {
    static Ending of(TaskModel task) {
        return new Ending(task.state(), task.result(), task.failure(), task.reason());
    }

    /** Whether whoever waits for a result is told now. */
    static boolean isReached(TaskState state) {
        return state.isFinal() || state == TaskState.NEEDS_ATTENTION;
    }
}
