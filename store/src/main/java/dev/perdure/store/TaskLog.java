package dev.perdure.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to load a task.
 *
 * @param snapshot its newest snapshot, or null
 * @param events the events after it, or all of them, in order
 */
public record TaskLog(@Nullable SnapshotRow snapshot, List<EventRow> events) {
    public TaskLog {
        events = List.copyOf(events);
    }
}
