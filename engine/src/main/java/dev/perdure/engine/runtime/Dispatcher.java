package dev.perdure.engine.runtime;

import dev.perdure.api.TaskState;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.store.ReadyTask;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who runs next, and how many may: gives tasks that can run to handlers while there are places. Guarded by the partition's lock.
 *
 * <p>First come tasks that were at work when their run was lost, then ready ones by priority and age. A run that only waits gives its
 * place up when others need it. A task whose last run is still on its way out is not begun before that is over, so that two runs of
 * one task never do its bodies side by side.
 */
final class Dispatcher {
    private static final Comparator<ReadyTask> BEST_FIRST = Comparator.comparingInt(ReadyTask::priority)
            .reversed()
            .thenComparingLong(ReadyTask::readyAt)
            .thenComparing(ReadyTask::taskId);

    private final Guard guard;
    private final Scheduler scheduler;
    private final Handlers handlers;
    private final int places;
    private final int page;
    private final Pages pages;
    private final Consumer<String> claim;
    private final BackedQueue<ReadyTask> ready;
    private final Deque<String> lost = new ArrayDeque<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Set<Run> lingering = new LinkedHashSet<>();
    private final Map<String, Run> leaving = new HashMap<>();
    private final Set<String> keptBack = new HashSet<>();
    private final Suspects suspects = new Suspects();
    private boolean open;
    private boolean dispatching;
    private boolean loading;
    private int taken;

    /** Pages of ready tasks from the store; null when it fails. Called without the lock. */
    interface Pages {
        @Nullable
        List<ReadyTask> after(@Nullable ReadyTask last, int limit);
    }

    /** {@code claim} is called with each task that is to begin, its place taken already. */
    Dispatcher(
            Guard guard, Scheduler scheduler, Handlers handlers, Limits limits, Pages pages, Consumer<String> claim) {
        this.guard = guard;
        this.scheduler = scheduler;
        this.handlers = handlers;
        this.places = limits.running();
        this.page = limits.queue() / 2;
        this.pages = pages;
        this.claim = claim;
        this.ready = new BackedQueue<>(limits.queue(), BEST_FIRST, ReadyTask::taskId);
    }

    /** Begins to give tasks to handlers, or looks again what there is. */
    void open() {
        open = true;
        lost.addAll(unknown);
        unknown.clear();
        ready.rescan();
        dispatch();
    }

    /** Gives no more tasks to handlers. */
    void stop() {
        open = false;
    }

    /** Forgets everything but the runs that are still on their way out. */
    void clear() {
        ready.clear();
        lost.clear();
        unknown.clear();
        keptBack.clear();
        suspects.clear();
        lingering.clear();
        taken = 0;
        loading = false;
    }

    /** How many runs have a place. */
    int taken() {
        return taken;
    }

    /** Adds tasks whose runs were lost. */
    void addLost(Collection<String> taskIds) {
        lost.addAll(taskIds);
    }

    /** Takes note of a task's state after a change. */
    void changed(Slot slot) {
        TaskModel task = slot.model;
        if (task.lostRuns() < Suspects.LOST_RUNS) {
            isNoSuspect(task.id());
        }
        if (task.state() == TaskState.READY) {
            ready.put(new ReadyTask(
                    task.created().priority(),
                    task.readyAt().toEpochMilli(),
                    task.id(),
                    task.created().type(),
                    task.created().queue()));
            return;
        }
        ready.remove(task.id());
        if (task.state() == TaskState.CANCELLING && slot.run == null && !task.released()) {
            lost.add(task.id());
        }
    }

    /** Takes a place for a new task right away if nobody is before it; false if it must queue. */
    boolean takeAtOnce(TaskModel task) {
        boolean free = open
                && taken < places
                && lost.isEmpty()
                && !ready.wantsMore()
                && ready.peek() == null
                && handlers.knows(task.created().type());
        if (free) {
            taken++;
        }
        return free;
    }

    /** Whether a claimed task may begin: it can run, its handler is known, and no other run of it is about. */
    boolean mayBegin(Slot slot) {
        TaskModel task = slot.model;
        boolean runnable =
                switch (task.state()) {
                    case READY, RUNNING -> true;
                    case CANCELLING -> !task.released();
                    case SCHEDULED, WAITING, PAUSED, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED -> false;
                };
        boolean could = open && runnable && slot.run == null;
        boolean may = could && handlers.knows(task.created().type());
        if (could && !may && task.state() != TaskState.READY) {
            // It was at work when its run was lost; it goes on when its handler is registered.
            unknown.add(task.id());
        }
        if (may && leaving.containsKey(task.id())) {
            keptBack.add(task.id());
            return false;
        }
        return may && !suspects.keepsBack(task);
    }

    private void isNoSuspect(String taskId) {
        String next = suspects.over(taskId);
        if (next != null) {
            lost.add(next);
        }
    }

    /** Gives back the place of a claimed task that did not begin. */
    void giveBack() {
        taken--;
    }

    /** Takes the run off a task, if it has one, and gives its place free. */
    @Nullable
    Run letGo(Slot slot) {
        Run run = slot.run;
        if (run != null) {
            slot.run = null;
            lingering.remove(run);
            taken--;
            isNoSuspect(run.taskId());
            // A handler that was given up is not waited for: whoever has the task go on does so over its head.
            if (!run.neverBegins() && !slot.model.forced() && !run.over().isDone()) {
                leaving.put(run.taskId(), run);
            }
        }
        return run;
    }

    /** A run's threads are over; true if its task was kept back for that. */
    boolean left(Run run) {
        return leaving.remove(run.taskId(), run) && keptBack.remove(run.taskId());
    }

    /**
     * A run begins to wait: it is among the first to go when others need its place. That it waits no longer is only found out when it
     * is asked to go, so that going on costs no lock.
     */
    void lingers(Run run) {
        boolean wanted = taken >= places && (!lost.isEmpty() || ready.peek() != null);
        if (!wanted || !run.leave()) {
            lingering.add(run);
        }
    }

    /** Gives tasks to handlers while there are places. */
    void dispatch() {
        if (!open || dispatching) {
            return;
        }
        dispatching = true;
        try {
            for (String id = next(); id != null; id = next()) {
                taken++;
                claim.accept(id);
            }
        } finally {
            dispatching = false;
        }
        if (taken < places) {
            refill();
        } else if (!lost.isEmpty() || ready.peek() != null || ready.wantsMore()) {
            makeRoom();
        }
    }

    private @Nullable String next() {
        if (taken >= places) {
            return null;
        }
        String id = lost.poll();
        while (id == null) {
            ReadyTask task = ready.poll();
            if (task == null) {
                return null;
            }
            id = handlers.knows(task.type()) ? task.taskId() : null;
        }
        return id;
    }

    private void makeRoom() {
        boolean leaves = false;
        while (!leaves && !lingering.isEmpty()) {
            Run oldest = lingering.iterator().next();
            lingering.remove(oldest);
            leaves = oldest.leave();
        }
    }

    private void refill() {
        if (!ready.wantsMore() || loading) {
            return;
        }
        loading = true;
        ReadyTask after = ready.beginsRead();
        long round = guard.round();
        scheduler.start("perdure-ready", () -> {
            List<ReadyTask> more = pages.after(after, page);
            guard.lockedIn(round, () -> {
                loading = false;
                if (more != null) {
                    ready.refill(more, page);
                    dispatch();
                }
            });
        });
    }
}
