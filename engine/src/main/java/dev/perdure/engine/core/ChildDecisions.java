package dev.perdure.engine.core;

import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which events follow in a task from commands about its children. Pure; a part of {@link Decider}. */
final class ChildDecisions {
    private ChildDecisions() {}

    /** A start that was refused is recorded as a step that failed; once that is due again, the child may be started. */
    static List<TaskEvent> start(TaskModel task, String key, String childId, String type) {
        boolean refusedBefore = task.find(key) instanceof StepEntry step && step.state() == StepState.DUE;
        return !refusedBefore && Decider.found(task, key, ChildEntry.class, "a child task")
                ? List.of()
                : List.of(new TaskEvent.ChildStarted(key, childId, type));
    }

    /** The child's end, under each key that it was asked for by. */
    static List<TaskEvent> note(TaskModel task, Command.NoteChild it) {
        if (task.state() == TaskState.COMPLETED) {
            return List.of();
        }
        Set<String> keys = notedAt(task, it);
        if (keys.isEmpty()) {
            return List.of();
        }
        List<TaskEvent> events = new ArrayList<>(keys.size() + 1);
        for (String key : keys) {
            events.add(new TaskEvent.ChildEnded(key, it.childId(), it.state(), it.result(), it.failure()));
        }
        boolean lastChild = task.open().stream()
                .noneMatch(entry -> entry instanceof ChildEntry other && !keys.contains(other.key()));
        if (task.state() == TaskState.CANCELLING && task.released() && lastChild) {
            events.add(Decider.cancelledAs(task, task.forced()));
        }
        return events;
    }

    /** The keys under which the child is open, or failed while somebody may still have this task go on. */
    private static Set<String> notedAt(TaskModel task, Command.NoteChild it) {
        boolean goesOn = task.state() == TaskState.NEEDS_ATTENTION || task.state() == TaskState.FAILED;
        Set<String> keys = new LinkedHashSet<>();
        // A task that was repaired may have started another child under the same key since.
        if (task.find(it.key()) instanceof ChildEntry child
                && child.childId().equals(it.childId())
                && isNoted(child, goesOn)) {
            keys.add(it.key());
        }
        for (Entry entry : goesOn ? task.entries() : task.open()) {
            if (entry instanceof ChildEntry child && child.childId().equals(it.childId()) && isNoted(child, goesOn)) {
                keys.add(child.key());
            }
        }
        return keys;
    }

    private static boolean isNoted(ChildEntry child, boolean goesOn) {
        return child.ended() == null || (goesOn && child.ended() != TaskState.COMPLETED);
    }

    static List<TaskEvent> join(TaskModel task, Command.JoinChildren it) {
        int ended = 0;
        for (String key : it.keys()) {
            ended += task.find(key) instanceof ChildEntry child && child.ended() != null ? 1 : 0;
        }
        boolean satisfied = it.any() ? ended > 0 : ended == it.keys().size();
        Join before = task.join();
        return satisfied || (before != null && before.equals(new Join(it.keys(), it.any())))
                ? List.of()
                : List.of(new TaskEvent.JoinStarted(it.keys(), it.any()));
    }
}
