package dev.perdure.engine.core;

import static dev.perdure.api.TaskState.CANCELLED;
import static dev.perdure.api.TaskState.CANCELLING;
import static dev.perdure.api.TaskState.COMPLETED;
import static dev.perdure.api.TaskState.FAILED;
import static dev.perdure.api.TaskState.NEEDS_ATTENTION;
import static dev.perdure.api.TaskState.PAUSED;
import static dev.perdure.api.TaskState.READY;
import static dev.perdure.api.TaskState.RUNNING;
import static dev.perdure.api.TaskState.SCHEDULED;
import static dev.perdure.api.TaskState.WAITING;

import dev.perdure.api.TaskState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The state machine of a task as a table: which states may follow which. Every change of state is checked against it, but for those of a
 * task whose history is damaged: damage is found in any state, and parks the task.
 */
public final class Transitions {
    private static final Map<TaskState, Set<TaskState>> TABLE = new EnumMap<>(TaskState.class);

    static {
        TABLE.put(SCHEDULED, EnumSet.of(READY, PAUSED, CANCELLING));
        TABLE.put(READY, EnumSet.of(RUNNING, PAUSED, CANCELLING));
        TABLE.put(
                RUNNING, EnumSet.of(WAITING, READY, SCHEDULED, PAUSED, NEEDS_ATTENTION, CANCELLING, COMPLETED, FAILED));
        TABLE.put(
                WAITING, EnumSet.of(RUNNING, READY, SCHEDULED, PAUSED, NEEDS_ATTENTION, CANCELLING, COMPLETED, FAILED));
        TABLE.put(PAUSED, EnumSet.of(READY, SCHEDULED, WAITING, CANCELLING));
        TABLE.put(NEEDS_ATTENTION, EnumSet.of(READY, CANCELLING));
        TABLE.put(CANCELLING, EnumSet.of(CANCELLED, FAILED, COMPLETED));
        TABLE.put(COMPLETED, EnumSet.noneOf(TaskState.class));
        TABLE.put(FAILED, EnumSet.of(READY));
        TABLE.put(CANCELLED, EnumSet.of(READY));
    }

    private Transitions() {}

    /** Which states may follow. */
    public static Set<TaskState> from(TaskState state) {
        return Set.copyOf(TABLE.getOrDefault(state, Set.of()));
    }

    /** Checks a change of state; staying in a state is always allowed. */
    static TaskState check(TaskState from, TaskState to) {
        if (from != to && !TABLE.getOrDefault(from, Set.of()).contains(to)) {
            throw new IllegalStateException("a task that is " + from.code() + " can't become " + to.code());
        }
        return to;
    }
}
