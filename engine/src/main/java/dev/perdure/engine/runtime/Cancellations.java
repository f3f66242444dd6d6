package dev.perdure.engine.runtime;

import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskState;
import dev.perdure.api.Timeline;
import dev.perdure.engine.core.Command;
import dev.perdure.store.Store;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes cancellations from tasks to their children, by commands of their own, on threads of their own. Thread-safe. */
final class Cancellations implements Planner.CancelDown {
    private static final Logger log = LoggerFactory.getLogger(Cancellations.class);
    private static final int PAGE = 500;
    private static final List<String> LIVING = Arrays.stream(TaskState.values())
            .filter(state -> !state.isFinal())
            .map(TaskState::code)
            .toList();

    private final Partition partition;
    private final Store store;
    private final int number;

    Cancellations(Partition partition, Store store, int number) {
        this.partition = partition;
        this.store = store;
        this.number = number;
    }

    @Override
    public void begin(List<String> children, String reason, Instant graceUntil) {
        partition.scheduler().start("perdure-cancel", () -> {
            Command cancel = cancel(reason, graceUntil);
            children.forEach(child -> cancel(child, cancel));
        });
    }

    @Override
    public void beginWithAllOf(String parentId, Set<String> but, String reason, Instant graceUntil) {
        partition.scheduler().start("perdure-cancel", () -> {
            Command cancel = cancel(reason, graceUntil);
            long before = Long.MAX_VALUE;
            try {
                boolean more = true;
                while (more) {
                    TaskRows page =
                            store.tasks(new TaskFilter(number, LIVING, null, null, null, parentId, null, before, PAGE));
                    for (TaskRow child : page.rows()) {
                        before = child.number();
                        if (!but.contains(child.id())) {
                            cancel(child.id(), cancel);
                        }
                    }
                    more = page.more();
                }
            } catch (PerdureException e) {
                log.warn("The child tasks of {} could not all be cancelled: {}", parentId, e.getMessage());
            }
        });
    }

    private Command cancel(String reason, Instant graceUntil) {
        return new Command.Cancel(reason, Timeline.until(partition.scheduler().now(), graceUntil));
    }

    private void cancel(String child, Command cancel) {
        partition.submit(child, cancel, List.of(), Changes.ENGINE).whenComplete((_, failure) -> {
            if (failure != null) {
                log.warn("Child task {} could not be cancelled: {}", child, failure.getMessage());
            }
        });
    }
}
