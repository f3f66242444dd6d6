package dev.perdure.api;

/**
 * A jar's task types, found by {@link java.util.ServiceLoader}: name the implementing class in
 * {@code META-INF/services/dev.perdure.api.TaskLibrary}.
 */
public interface TaskLibrary {
    /** Registers this library's handlers. */
    void registerWith(TaskRegistry registry);
}
