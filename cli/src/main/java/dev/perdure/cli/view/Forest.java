package dev.perdure.cli.view;

import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of some tasks at a moment.
 *
 * @param tasks the tasks by id, oldest first
 * @param steps their entries, by task id; a task may be missing
 */
public record Forest(Map<String, TaskInfo> tasks, Map<String, List<StepInfo>> steps) {
    /** Nothing is known. */
    public static final Forest EMPTY = new Forest(Map.of(), Map.of());

    public Forest {
        tasks = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        steps = Map.copyOf(steps);
    }

    /** Tasks in any order, with what is known of their steps. */
    public static Forest of(List<TaskInfo> tasks, Map<String, List<StepInfo>> steps) {
        var sorted = new ArrayList<>(tasks);
        sorted.sort((a, b) -> {
            int byTime = a.createdAt().compareTo(b.createdAt());
            return byTime != 0 ? byTime : a.id().compareTo(b.id());
        });
        var byId = new LinkedHashMap<String, TaskInfo>();
        for (TaskInfo task : sorted) {
            byId.put(task.id(), task);
        }
        return new Forest(byId, steps);
    }

    /** The tasks whose parent is not here. */
    public List<TaskInfo> roots() {
        var roots = new ArrayList<TaskInfo>();
        for (TaskInfo task : tasks.values()) {
            if (parentOf(task) == null) {
                roots.add(task);
            }
        }
        return roots;
    }

    /** A task's entries in order: its steps as recorded, then children that no step names. */
    List<Entry> entries(TaskInfo task) {
        var entries = new ArrayList<Entry>();
        var children = new LinkedHashMap<>(childrenOf(task.id()));
        for (StepInfo step : steps.getOrDefault(task.id(), List.of())) {
            TaskInfo child = step.childId() == null ? null : children.remove(step.childId());
            entries.add(new Entry(step, child));
        }
        for (TaskInfo child : children.values()) {
            entries.add(new Entry(null, child));
        }
        return entries;
    }

    private Map<String, TaskInfo> childrenOf(String id) {
        var children = new LinkedHashMap<String, TaskInfo>();
        for (TaskInfo task : tasks.values()) {
            if (id.equals(task.parent())) {
                children.put(task.id(), task);
            }
        }
        return children;
    }

    private @Nullable TaskInfo parentOf(TaskInfo task) {
        return task.parent() == null ? null : tasks.get(task.parent());
    }

    /** How many tasks are in which state, for a summary. */
    Map<dev.perdure.api.TaskState, Integer> counts() {
        var counts = new HashMap<dev.perdure.api.TaskState, Integer>();
        for (TaskInfo task : tasks.values()) {
            counts.merge(task.state(), 1, Integer::sum);
        }
        return counts;
    }

    /**
     * One entry below a task.
     *
     * @param step the step, or null where only the child is known
     * @param child the child task, or null where the entry is none or is not known
     */
    record Entry(@Nullable StepInfo step, @Nullable TaskInfo child) {
        boolean isDone() {
            return child != null
                    ? child.state() == dev.perdure.api.TaskState.COMPLETED
                    : step != null && step.state() == StepInfo.State.DONE;
        }
    }
}
