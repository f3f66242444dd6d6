package dev.perdure.engine.runtime;

import dev.perdure.engine.core.TaskEvent;
import java.util.List;

/**
 * A task that is to be.
 *
 * @param id its id, which must be free
 * @param created its first event
 * @param taken the events that follow it, taken over from a task that it is forked from
 */
public record NewTask(String id, TaskEvent.Created created, List<TaskEvent> taken) {
    /** A task with no more than its first event. */
    public NewTask(String id, TaskEvent.Created created) {
        this(id, created, List.of());
    }
}
