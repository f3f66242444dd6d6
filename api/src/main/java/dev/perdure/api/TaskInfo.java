package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands now, from the store.
 *
 * @param id its id
 * @param type its type's name
 * @param version the type's version at its start
 * @param state where it is in its life
 * @param tenant on whose behalf
 * @param queue its queue
 * @param priority higher runs first
 * @param parent the parent's id, or null at the root of a tree
 * @param root the id of the tree's root, its own at the root
 * @param labels for people and queries
 * @param attempt the number of its current or last attempt, 0 before the first
 * @param events how many events its history had at its last state change
 * @param createdAt when it was started
 * @param updatedAt when its last state change was
 * @param deadline when it must have ended, or null
 * @param wakeAt when the layer looks at it next by itself, or null
 * @param waitingFor what it waits for, in words, or null
 * @param progress what it last said of how far it is, or null
 * @param failure why it failed, is parked or is tried again, or {@code unknown_type} where no worker runs its type or a child's, or null
 */
public record TaskInfo(
        String id,
        String type,
        int version,
        TaskState state,
        String tenant,
        String queue,
        int priority,
        @Nullable String parent,
        String root,
        Map<String, String> labels,
        long attempt,
        long events,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant deadline,
        @Nullable Instant wakeAt,
        @Nullable String waitingFor,
        @Nullable Progress progress,
        @Nullable Failure failure) {
    public TaskInfo {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
        requireNonNull(state, "state is null");
        labels = Map.copyOf(labels);
    }
}
