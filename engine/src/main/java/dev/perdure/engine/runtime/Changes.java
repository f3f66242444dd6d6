package dev.perdure.engine.runtime;

import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Applies what was decided to the tasks, and what follows from it for runs, queues, alarms and those who watch. Guarded by the
 * partition's lock.
 */
final class Changes {
    /** Who writes what the engine decides by itself. */
    static final String ENGINE = "engine";

    private final Journal journal;
    private final Dispatcher dispatcher;
    private final Alarms alarms;
    private final Handlers handlers;
    private final Watchers watchers;
    private final Function<String, Run> runs;
    private final String worker;

    Changes(
            Journal journal,
            Dispatcher dispatcher,
            Alarms alarms,
            Handlers handlers,
            Watchers watchers,
            Function<String, Run> runs,
            String worker) {
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.alarms = alarms;
        this.handlers = handlers;
        this.watchers = watchers;
        this.runs = runs;
        this.worker = worker;
    }

    /**
     * What was applied.
     *
     * @param slots the tasks that changed
     * @param afterwards what is to be done when all of it is durable; short actions that don't block
     */
    record Applied(List<Slot> slots, List<Runnable> afterwards) {}

    /** Writes a plan's events out, and changes nothing. Throws if one can't be written. */
    Map<Slot, List<Journal.Written>> write(Plan plan) {
        Map<Slot, List<Journal.Written>> written =
                LinkedHashMap.newLinkedHashMap(plan.events().size());
        plan.events().forEach((slot, events) -> written.put(slot, journal.write(events)));
        return written;
    }

    /**
     * Applies a plan that was written out; its rows are the journal's append now. If this throws, the plan's tasks are half changed and must
     * be discarded.
     */
    Applied apply(Plan plan, Map<Slot, List<Journal.Written>> written, String actor, Instant now) {
        Applied applied = new Applied(new ArrayList<>(written.size()), new ArrayList<>(plan.afterwards()));
        written.forEach((slot, events) -> {
            apply(plan, slot, events, now, actor, applied.afterwards);
            applied.slots.add(slot);
        });
        applied.slots.forEach(slot -> tellWatchers(slot, applied.afterwards));
        return applied;
    }

    /** The command that begins a task, or brings it back to memory. */
    Command begin() {
        return new Command.Begin(journal.epoch(), worker);
    }

    private void apply(
            Plan plan, Slot slot, List<Journal.Written> events, Instant now, String actor, List<Runnable> afterwards) {
        TaskModel task = slot.model;
        boolean isNew = slot.face == null;
        TaskState before = isNew ? TaskState.READY : task.state();
        for (Journal.Written event : events) {
            record(slot, event, now, actor, afterwards);
        }
        if (before == TaskState.WAITING && task.state() == TaskState.RUNNING && slot.run == null) {
            recordOwn(slot, List.of(new TaskEvent.Queued()), now, afterwards);
        }
        Run begun = plan.begun(slot);
        if (isNew && task.state() == TaskState.READY && dispatcher.takeAtOnce(task)) {
            begun = runs.apply(task.id());
            slot.run = begun;
            recordOwn(slot, Decider.decide(task, begin(), now), now, afterwards);
        }
        if (begun != null) {
            Run run = begun;
            run.take(task);
            afterwards.add(() -> handlers.start(run));
        }
        letGoOfEnded(slot);
        dispatcher.changed(slot);
        Instant wakeBefore = slot.face == null ? null : slot.face.wakeAt();
        if (journal.project(slot) && !Objects.equals(wakeBefore, task.wakeAt())) {
            alarms.set(task.id(), task.wakeAt());
        }
        journal.snapshot(slot);
    }

    private void recordOwn(Slot slot, List<TaskEvent> events, Instant now, List<Runnable> afterwards) {
        for (Journal.Written event : journal.write(events)) {
            record(slot, event, now, ENGINE, afterwards);
        }
    }

    private void record(Slot slot, Journal.Written event, Instant now, String actor, List<Runnable> afterwards) {
        journal.record(slot, event, now, actor);
        Run run = slot.run;
        if (run != null) {
            tell(run, slot, event.event(), afterwards);
        }
    }

    /** Lets the run know what others did to its task. */
    private static void tell(Run run, Slot slot, TaskEvent event, List<Runnable> afterwards) {
        switch (event) {
            // What is relied upon in these two, the time that was set, is durable already; the event only notes that it
            // came.
            case TaskEvent.TimerFired it -> run.deliver(slot.entry(it.key()));
            case TaskEvent.RetryDue it -> run.deliver(slot.entry(it.key()));
            case TaskEvent.AwaitCompleted it -> deliverLater(run, slot.entry(it.key()), afterwards);
            case TaskEvent.AwaitTimedOut it -> deliverLater(run, slot.entry(it.key()), afterwards);
            case TaskEvent.ChildEnded it -> deliverLater(run, slot.entry(it.key()), afterwards);
            case TaskEvent.StepResolved it -> deliverLater(run, slot.entry(it.key()), afterwards);
            case TaskEvent.CancelRequested it -> afterwards.add(() -> run.cancel(it.reason()));
            case TaskEvent.Paused _ -> afterwards.add(run::stop);
            default -> {}
        }
    }

    private static void deliverLater(Run run, Entry entry, List<Runnable> afterwards) {
        afterwards.add(() -> run.deliver(entry));
    }

    private void letGoOfEnded(Slot slot) {
        TaskModel task = slot.model;
        boolean reached = Ending.isReached(task.state());
        if (reached || task.state() == TaskState.SCHEDULED || task.released()) {
            Run run = dispatcher.letGo(slot);
            if (run != null) {
                // At once, since a run that was let go is out of reach if this append fails; then all runs are aborted
                // anyway.
                run.abort();
            }
        }
    }

    /** Last of all, since whoever is taken off the list of those who wait must be told. */
    private void tellWatchers(Slot slot, List<Runnable> afterwards) {
        TaskModel task = slot.model;
        if (Ending.isReached(task.state())) {
            List<CompletableFuture<Ending>> waiting = watchers.take(task.id());
            if (!waiting.isEmpty()) {
                Ending ending = Ending.of(task);
                afterwards.add(() -> waiting.forEach(watcher -> watcher.complete(ending)));
            }
        }
    }
}
