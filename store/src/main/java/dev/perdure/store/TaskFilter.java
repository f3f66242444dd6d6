package dev.perdure.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of tasks to list; null lets all pass.
 *
 * @param partition the partition
 * @param states codes of states; empty lets all pass
 * @param type the type's name
 * @param tenant the tenant
 * @param queue the queue
 * @param parent the parent's id
 * @param root the root's id
 * @param beforeNumber only tasks with a smaller number
 * @param limit how many at most
 */
public record TaskFilter(
        int partition,
        List<String> states,
        @Nullable String type,
        @Nullable String tenant,
        @Nullable String queue,
        @Nullable String parent,
        @Nullable String root,
        long beforeNumber,
        int limit) {
    public TaskFilter {
        states = List.copyOf(states);
    }
}
