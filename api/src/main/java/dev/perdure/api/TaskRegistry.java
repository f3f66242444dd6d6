package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/** Where handlers are registered. */
public interface TaskRegistry {
    /**
     * Registers the handler of a type. One handler a name; of several versions register the newest, it runs older tasks too.
     *
     * @throws IllegalArgumentException if a handler of that name is registered
     */
    <I extends @Nullable Object, O extends @Nullable Object> TaskRegistry register(
            TaskType<I, O> type, Task<I, O> handler);
}
