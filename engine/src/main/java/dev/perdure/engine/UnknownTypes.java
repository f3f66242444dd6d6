package dev.perdure.engine;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.engine.runtime.Handlers;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.store.Store;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskRow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Tasks as people see them, with what the rows can't know: that no handler here runs a task's type, so that it and its parent wait
 * without end. It is found out when somebody looks, since a handler may be registered at any time.
 */
final class UnknownTypes {
    private static final int CHILDREN_LOOKED_AT = 100;

    private final Projection projection;
    private final Handlers handlers;

    UnknownTypes(Projection projection, Handlers handlers) {
        this.projection = projection;
        this.handlers = handlers;
    }

    /** A task; its children are looked up. */
    TaskInfo info(Store store, int partition, TaskRow row) {
        if (!waits(row)) {
            return info(row, List.of());
        }
        List<String> able = List.of(TaskState.READY.code(), TaskState.RUNNING.code());
        return info(
                row,
                store.tasks(new TaskFilter(
                                partition, able, null, null, null, row.id(), null, Long.MAX_VALUE, CHILDREN_LOOKED_AT))
                        .rows());
    }

    /** A page of tasks; children are looked for in the page. */
    List<TaskInfo> infos(List<TaskRow> page) {
        return page.stream().map(row -> info(row, page)).toList();
    }

    private TaskInfo info(TaskRow row, Collection<TaskRow> others) {
        TaskInfo info = projection.info(row);
        if (isStuck(row)) {
            Failure failure = Failure.of(
                    FailureMode.UNKNOWN_TYPE,
                    "No worker here runs the type " + row.type() + ". The task goes on when one registers it.");
            return with(info, "a worker that runs the type " + row.type(), failure);
        }
        if (waits(row)) {
            Optional<TaskRow> stuck = others.stream()
                    .filter(other -> row.id().equals(other.parent()) && isStuck(other))
                    .findFirst();
            if (stuck.isPresent()) {
                TaskRow child = stuck.get();
                Failure failure = Failure.of(
                        FailureMode.UNKNOWN_TYPE,
                        "Its child task " + child.id() + " can't begin: no worker here runs the type " + child.type()
                                + ".");
                return with(info, info.waitingFor() + "; no worker here runs the type " + child.type(), failure);
            }
        }
        return info;
    }

    private static boolean waits(TaskRow row) {
        return row.state().equals(TaskState.WAITING.code())
                && row.waitingFor() != null
                && row.waitingFor().contains("child task");
    }

    private boolean isStuck(TaskRow row) {
        boolean able = row.state().equals(TaskState.READY.code()) || row.state().equals(TaskState.RUNNING.code());
        return able && !handlers.knows(row.type());
    }

    private static TaskInfo with(TaskInfo info, String waitingFor, Failure failure) {
        return new TaskInfo(
                info.id(),
                info.type(),
                info.version(),
                info.state(),
                info.tenant(),
                info.queue(),
                info.priority(),
                info.parent(),
                info.root(),
                info.labels(),
                info.attempt(),
                info.events(),
                info.createdAt(),
                info.updatedAt(),
                info.deadline(),
                info.wakeAt(),
                waitingFor,
                info.progress(),
                info.failure() == null ? failure : info.failure());
    }
}
