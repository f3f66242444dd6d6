package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.store.HashChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides commands with all that follows from them for other tasks of the tree, so that it goes into one append: a child's end and its
 * parent's note of it, a retry of what failed below. Applies nothing. Guarded by the partition's lock.
 */
final class Planner {
    private final Slots slots;
    private final Scheduler scheduler;
    private final CancelDown cancelDown;

    /** Takes a cancellation to children, by commands of their own. */
    interface CancelDown {
        /** Begins to cancel these tasks; returns at once. */
        void begin(List<String> children, String reason, Instant graceUntil);
    }

    Planner(Slots slots, Scheduler scheduler, CancelDown cancelDown) {
        this.slots = slots;
        this.scheduler = scheduler;
        this.cancelDown = cancelDown;
    }

    /** Adds what follows from a command. Throws {@link Missing} if a task must be loaded first. */
    void decide(Plan plan, Slot slot, Command command) {
        List<TaskEvent> events = Decider.decide(slot.model, command, scheduler.now());
        plan.add(slot, events);
        if (command instanceof Command.ShareChild shared && !events.isEmpty()) {
            Slot child = slots.needed(shared.childId());
            if (child.model.state().isFinal()) {
                noteEnded(plan, slot, child, List.of(shared.key()));
            }
        }
        for (TaskEvent event : events) {
            switch (event) {
                case TaskEvent.Completed it -> tellParent(plan, slot, TaskState.COMPLETED, it.result(), null);
                case TaskEvent.Failed it -> tellParent(plan, slot, TaskState.FAILED, null, it.failure());
                case TaskEvent.Cancelled it ->
                    tellParent(plan, slot, TaskState.CANCELLED, null, cancelled(it.reason()));
                case TaskEvent.Retried _ -> retryChild(plan, slot, slot.model.failure());
                case TaskEvent.CancelRequested it -> cancelChildren(plan, slot, it);
                default -> {}
            }
        }
    }

    /** Adds the creation of a task: its first event, and those that it takes over from a task that it is forked from. */
    void create(Plan plan, NewTask task) {
        Slot slot = new Slot(new TaskModel(task.id()), HashChain.start(), 0);
        slots.add(slot);
        List<TaskEvent> events = new ArrayList<>(task.taken().size() + 1);
        events.add(task.created());
        events.addAll(task.taken());
        plan.add(slot, events);
    }

    private static Failure cancelled(@Nullable String reason) {
        return Failure.of(FailureMode.CANCELLED, "it was cancelled: " + reason);
    }

    /** Notes under these keys what a child came to that has ended. */
    private static void noteEnded(Plan plan, Slot slot, Slot child, List<String> keys) {
        TaskModel ended = child.model;
        Failure failure =
                switch (ended.state()) {
                    case CANCELLED -> cancelled(ended.reason());
                    case FAILED -> ended.failure();
                    default -> null;
                };
        for (String key : keys) {
            plan.add(slot, List.of(new TaskEvent.ChildEnded(key, ended.id(), ended.state(), ended.result(), failure)));
        }
    }

    private static List<String> keysOf(Slot slot, String childId) {
        return slot.model.entries().stream()
                .filter(entry ->
                        entry instanceof ChildEntry child && child.childId().equals(childId))
                .map(Entry::key)
                .toList();
    }

    private void tellParent(
            Plan plan, Slot slot, TaskState state, @Nullable Payload result, @Nullable Failure failure) {
        TaskEvent.Created created = slot.model.created();
        if (created.parent() != null) {
            String key = Objects.requireNonNull(created.parentKey(), "a child knows its key in its parent");
            Slot parent = slots.needed(created.parent());
            decide(plan, parent, new Command.NoteChild(key, slot.model.id(), state, result, failure));
        }
    }

    /** The failed child that made this task fail goes on too; if it has completed since, that is noted instead. */
    private void retryChild(Plan plan, Slot slot, @Nullable Failure failure) {
        if (failure == null
                || failure.step() == null
                || !(slot.model.find(failure.step()) instanceof ChildEntry entry)
                || entry.ended() == null
                || entry.ended() == TaskState.COMPLETED) {
            return;
        }
        Slot child = slots.needed(entry.childId());
        switch (child.model.state()) {
            case FAILED, CANCELLED -> {
                requireOwn(slot, child);
                decide(plan, child, new Command.Retry());
            }
            case COMPLETED -> noteEnded(plan, slot, child, keysOf(slot, entry.childId()));
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, NEEDS_ATTENTION, CANCELLING -> requireOwn(slot, child);
        }
    }

    /** The end of a child is told to the parent that started it only, so another's can't be waited for again. */
    private static void requireOwn(Slot slot, Slot child) {
        if (!slot.model.id().equals(child.model.created().parent())) {
            throw new PerdureException(
                    ErrorCode.INVALID_STATE,
                    "Task " + slot.model.id() + " was forked after its child task " + child.model.id()
                            + " failed, which still belongs to the original. Fork the original again at an event before"
                            + " that child was started.");
        }
    }

    /** Children are cancelled once the request is durable; {@link #cancelAgain} repeats it after a crash. */
    private void cancelChildren(Plan plan, Slot slot, TaskEvent.CancelRequested requested) {
        List<String> children = slot.model.openChildren();
        if (!children.isEmpty()) {
            plan.afterwards(() -> cancelDown.begin(children, requested.reason(), requested.graceUntil()));
        }
    }

    /** Takes a recorded cancellation to the children again, in case a crash came between. */
    void cancelAgain(TaskModel task) {
        List<String> children = task.openChildren();
        if (!children.isEmpty()) {
            cancelDown.begin(
                    children,
                    Objects.requireNonNullElse(task.reason(), ""),
                    Objects.requireNonNullElse(task.graceUntil(), scheduler.now()));
        }
    }
}
