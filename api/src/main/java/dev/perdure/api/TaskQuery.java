package dev.perdure.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list; a null filter lets all pass. Newest first.
 *
 * @param states only tasks in one of these states; empty lets all pass
 * @param type only tasks of this type
 * @param tenant only tasks of this tenant
 * @param queue only tasks of this queue
 * @param parent only children of this task
 * @param root only tasks of the tree of this root
 * @param cursor where the last page ended, from {@link TaskPage#next}
 * @param limit how many at most, from 1 to 1,000
 */
public record TaskQuery(
        Set<TaskState> states,
        @Nullable String type,
        @Nullable String tenant,
        @Nullable String queue,
        @Nullable String parent,
        @Nullable String root,
        @Nullable String cursor,
        int limit) {
    /** All tasks, a hundred a page. */
    public static final TaskQuery ALL = new TaskQuery(Set.of(), null, null, null, null, null, null, 100);

    public TaskQuery {
        states = Set.copyOf(states);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is not between 1 and 1000: " + limit);
        }
    }

    /** The same query for tasks in one of these states. */
    public TaskQuery withStates(Set<TaskState> wanted) {
        return new TaskQuery(wanted, type, tenant, queue, parent, root, cursor, limit);
    }

    /** The same query for tasks of a tree. */
    public TaskQuery withRoot(@Nullable String id) {
        return new TaskQuery(states, type, tenant, queue, parent, id, cursor, limit);
    }

    /** The same query from where a page ended. */
    public TaskQuery withCursor(@Nullable String position) {
        return new TaskQuery(states, type, tenant, queue, parent, root, position, limit);
    }
}
