package dev.perdure.engine.runtime;

import dev.perdure.engine.core.TaskModel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that were at work each time that the last few processes ended. One of them may be what ends the process, and the others were just
 * there. They are run one at a time, so that the innocent get on and only the guilty one's count grows. Guarded by the partition's lock.
 */
final class Suspects {
    /** From how many lost runs on a task is one. */
    static final int LOST_RUNS = 3;

    private static final Logger log = LoggerFactory.getLogger(Suspects.class);

    private final Set<String> keptBack = new LinkedHashSet<>();
    private @Nullable String alone;

    /** Whether a task that is about to begin must wait for another. If not, and it is a suspect, the others wait for it from now on. */
    boolean keepsBack(TaskModel task) {
        if (task.lostRuns() < LOST_RUNS || task.id().equals(alone)) {
            return false;
        }
        if (alone == null) {
            alone = task.id();
            log.info(
                    "Task {} was at work the last {} times that the process ended. No other such task runs beside it.",
                    task.id(),
                    task.lostRuns() + 1);
            return false;
        }
        keptBack.add(task.id());
        return true;
    }

    /** A task has got on, or its run is over; the task that may begin now instead, or null. */
    @Nullable
    String over(String taskId) {
        if (!taskId.equals(alone)) {
            return null;
        }
        alone = null;
        if (keptBack.isEmpty()) {
            return null;
        }
        String next = keptBack.iterator().next();
        keptBack.remove(next);
        return next;
    }

    void clear() {
        alone = null;
        keptBack.clear();
    }
}
