package dev.perdure.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of tasks.
 *
 * @param tasks the tasks, newest first
 * @param next the cursor of the next page, or null at the end
 */
public record TaskPage(List<TaskInfo> tasks, @Nullable String next) {
    public TaskPage {
        tasks = List.copyOf(tasks);
    }
}
