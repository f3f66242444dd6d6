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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

        /** The same with all children that the store knows of a task, but for some. For a task whose record can't name them. */
        void beginWithAllOf(String parentId, Set<String> but, String reason, Instant graceUntil);
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
                case TaskEvent.Retried _ -> {
                    retryChild(plan, slot, slot.model.failure());
                    noteEndsMeanwhile(plan, slot, slot.model.failure());
                }
                case TaskEvent.CancelRequested it -> cancelChildren(plan, slot, it);
                case TaskEvent.Repaired it -> cancelCutOff(plan, slot, it);
                default -> {}
            }
        }
        boolean ends = events.stream()
                .anyMatch(event -> event instanceof TaskEvent.Cancelled || event instanceof TaskEvent.Failed);
        if (ends && slot.model.damage() != null) {
            cancelAll(plan, slot.model.id(), Set.of(), "its parent, whose history is damaged, was cancelled");
        }
    }

    /** The record that names the children may be what is damaged. */
    private void cancelAll(Plan plan, String parentId, Set<String> but, String reason) {
        plan.afterwards(() -> cancelDown.beginWithAllOf(parentId, but, reason, scheduler.now()));
    }

    /** Children that were started after the cut are nobody's any more. */
    private void cancelCutOff(Plan plan, Slot slot, TaskEvent.Repaired it) {
        Set<String> kept = new HashSet<>();
        for (Entry entry : slot.model.entries()) {
            if (entry instanceof ChildEntry child) {
                kept.add(child.childId());
            }
        }
        String reason = "the history of its parent was cut off after event " + it.from() + ", before it was started";
        cancelAll(plan, slot.model.id(), kept, reason);
    }

    /** Nothing was noted in a history that could not be read: what ended meanwhile is noted now, so that it isn't waited for. */
    private void noteEndsMeanwhile(Plan plan, Slot slot, @Nullable Failure failure) {
        if (failure == null || failure.mode() != FailureMode.DAMAGED_HISTORY) {
            return;
        }
        Set<String> noted = new HashSet<>();
        for (Entry entry : List.copyOf(slot.model.open())) {
            if (entry instanceof ChildEntry open && open.ended() == null && noted.add(open.childId())) {
                Command note = endOf(plan, slot, open);
                if (note != null) {
                    plan.add(slot, Decider.decide(slot.model, note, scheduler.now()));
                }
            }
        }
    }

    private @Nullable Command endOf(Plan plan, Slot parent, ChildEntry open) {
        String id = open.childId();
        if (plan.isGone(id)) {
            Failure gone = Failure.of(FailureMode.MISSING_INFORMATION, "the store has no task " + id + " any more");
            return new Command.NoteChild(open.key(), id, TaskState.FAILED, null, gone);
        }
        TaskModel child = slots.needed(id).model;
        boolean own = parent.model.id().equals(child.created().parent());
        if (!own || !child.state().isFinal()) {
            return null;
        }
        Failure failure = child.state() == TaskState.CANCELLED ? cancelled(child.reason()) : child.failure();
        return new Command.NoteChild(open.key(), id, child.state(), child.result(), failure);
    }

    private static Failure cancelled(@Nullable String reason) {
        return Failure.of(FailureMode.CANCELLED, "it was cancelled: " + Objects.requireNonNullElse(reason, ""));
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
        String parentId = created.parent();
        if (parentId == null || plan.isGone(parentId)) {
            return;
        }
        Slot parent = slots.needed(parentId);
        String key = created.parentKey() != null ? created.parentKey() : keyOf(parent.model, slot.model.id());
        if (key != null) {
            decide(plan, parent, new Command.NoteChild(key, slot.model.id(), state, result, failure));
        }
    }

    /** A child whose first event can't be read doesn't know its key. */
    private static @Nullable String keyOf(TaskModel parent, String childId) {
        for (Entry entry : parent.entries()) {
            if (entry instanceof ChildEntry child && child.childId().equals(childId)) {
                return child.key();
            }
        }
        return null;
    }

    /** The failed child that made this task fail goes on too; if it has completed since, that is noted instead. */
    private void retryChild(Plan plan, Slot slot, @Nullable Failure failure) {
        if (failure == null
                || failure.step() == null
                || !(slot.model.find(failure.step()) instanceof ChildEntry entry)
                || entry.ended() == null
                || entry.ended() == TaskState.COMPLETED
                || plan.isGone(entry.childId())) {
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
