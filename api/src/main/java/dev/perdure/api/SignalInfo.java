package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A signal that a task keeps: it was not awaited yet, or it was not what the handler awaits and was set aside.
 *
 * @param taskSeq the task's event that brought it
 * @param name its name
 * @param payload what it carries
 * @param setAside why the handler could not take it, or null for one that still waits to be awaited
 */
public record SignalInfo(
        long taskSeq, String name, Json payload, @Nullable String setAside) {
    public SignalInfo {
        requireNonNull(name, "name is null");
        requireNonNull(payload, "payload is null");
    }
}
