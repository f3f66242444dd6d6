package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A started child task, as its parent's handler holds it.
 *
 * @param id the child's task id
 * @param type the child's type
 * @param <O> the child's output
 */
public record Child<O extends @Nullable Object>(String id, TaskType<?, O> type) {
    public Child {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
    }
}
