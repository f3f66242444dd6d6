package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StaleAttemptException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.BlobRow;
import dev.perdure.store.Lease;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a partition: takes commands, decides them on the tasks' states, appends the events, and gives the tasks that can
 * run to their handlers. Thread-safe.
 *
 * <p><b>How a command goes.</b> Under the partition's lock the command is decided on the task's model, the events are applied to the
 * model and handed to the store. The lock is given back; the command is answered when the store says that the append is durable. So
 * commands of many tasks, and following commands of one task, share one flush of the disk, and nobody hears of an event before it is
 * durable (L1). The models run ahead of the disk by what is under way.
 *
 * <p><b>When an append fails</b>, everything that ran ahead is void: all models are forgotten, all runs are stopped, everything under
 * way is answered with the failure, and the partition is taken up again from the store as after a crash, as soon as the store lets
 * it. The {@link Guard}'s round tells callbacks of appends from before such a failure from those after it.
 *
 * <p><b>What is in memory</b> are the tasks with a run at work or an append under way ({@link Slots}), and of the others only the
 * first of those that can run ({@link Dispatcher}) and the first of those that must be woken ({@link Alarms}).
 *
 * <p><b>Several tasks in one append</b> (a child's end and its parent's note of it, a retry of a tree) are decided together before
 * any is applied ({@link Planner}). A task that is needed and not in memory is loaded first, and the command decided again.
 *
 * <p>Nothing that the store's threads call back takes the lock, so a store may block an append while its queue is full.
 */
public final class Partition implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Partition.class);
    private static final Duration FIRST_RECOVERY = Duration.ofMillis(100);
    private static final Duration SLOWEST_RECOVERY = Duration.ofSeconds(5);
    private static final String ENGINE = "engine";
    private static final int PAGE = 1_000;

    /** Where the partition is in its own life. */
    private enum Status {
        /** It works. */
        OPEN,
        /** The store failed; commands are refused until it is taken up again. */
        BROKEN,
        /** It is closed. */
        CLOSED
    }

    private final int number;
    private final Store store;
    private final Scheduler scheduler;
    private final Handlers handlers;
    private final Limits limits;
    private final String worker;
    private final Guard guard = new Guard(this::tidy);
    private final Slots slots;
    private final Planner planner;
    private final Journal journal;
    private final Alarms alarms;
    private final Dispatcher dispatcher;
    private final Watchers watchers = new Watchers();
    private final CommitFeed commits = new CommitFeed();
    private final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();

    private Status status = Status.OPEN;
    private boolean launched;
    private int underway;
    private CompletableFuture<Void> newest = CompletableFuture.completedFuture(null);
    private Duration recoveryDelay = FIRST_RECOVERY;
    private @Nullable Throwable brokenBy;
    private volatile @Nullable Throwable leaseBrokenBy;

    /** Takes up a partition. Throws {@link StoreUnavailableException} if the store doesn't let it. */
    public Partition(
            int number,
            Store store,
            Scheduler scheduler,
            EventCodec codec,
            Handlers handlers,
            Limits limits,
            String worker) {
        this.number = number;
        this.store = store;
        this.scheduler = scheduler;
        this.handlers = handlers;
        this.limits = limits;
        this.worker = worker;
        slots = new Slots(guard, scheduler, new TaskLoader(store, codec, number), this::breakUp);
        planner = new Planner(slots, scheduler, this::cancelDown);
        alarms = new Alarms(
                guard,
                scheduler,
                limits.queue(),
                (last, limit) -> readPage(() -> store.wakeUps(number, Long.MAX_VALUE, last, limit)),
                this::wake);
        dispatcher = new Dispatcher(
                guard,
                scheduler,
                handlers,
                limits,
                (last, limit) -> readPage(() -> store.ready(number, last, limit)),
                this::claim);
        journal = new Journal(store.lease(number), codec, limits.snapshotEvery());
        dispatcher.addLost(unfinished());
        commits.reached(journal.lastSeq());
    }

    // -- commands

    /** A command of an operator's. Completes when it is durable, or exceptionally with why it was refused. */
    public CompletableFuture<@Nullable Entry> submit(
            String taskId, Command command, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> {
            if (!refused(answer) && !overloaded(answer)) {
                with(
                        taskId,
                        answer,
                        slot -> process(new Work(slot, command, null, blobs, actor, answer, null, List.of())));
            }
        });
        return answer;
    }

    /** A command of a run's. Completes with the entry under {@code key} as it is after the command, or null. */
    CompletableFuture<@Nullable Entry> submit(
            Run run, Command.OfAttempt command, @Nullable String key, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> {
            Slot slot = slotOf(run, answer);
            if (slot != null) {
                process(new Work(slot, command, run, blobs, run.actor(), answer, key, List.of()));
            }
        });
        return answer;
    }

    /** Creates a task. {@code id} must be free; reserve it where that isn't certain. */
    public CompletableFuture<@Nullable Entry> create(
            String id, TaskEvent.Created created, List<TaskEvent> copied, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> {
            if (refused(answer) || overloaded(answer)) {
                return;
            }
            if (slots.find(id) != null) {
                answer.completeExceptionally(new IdConflictException(id));
                return;
            }
            Plan plan = new Plan();
            plan.addBlobs(blobs);
            planner.create(plan, id, created, copied);
            commit(plan, actor, answer, () -> null);
        });
        return answer;
    }

    /** Starts a child: the parent's note and the child itself in one append. Completes with the parent's entry. */
    CompletableFuture<@Nullable Entry> createChild(
            Run run, Command.StartChild command, TaskEvent.Created created, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> {
            Slot parent = slotOf(run, answer);
            if (parent == null) {
                return;
            }
            try {
                Plan plan = new Plan();
                planner.decide(plan, parent, command);
                if (!plan.isEmpty()) {
                    if (slots.find(command.childId()) != null) {
                        throw new IdConflictException(command.childId());
                    }
                    plan.addBlobs(blobs);
                    planner.create(plan, command.childId(), created, List.of());
                }
                settle(plan, parent, run.actor(), answer, command.key());
            } catch (PerdureException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private @Nullable Slot slotOf(Run run, CompletableFuture<?> answer) {
        if (refused(answer)) {
            return null;
        }
        Slot slot = slots.find(run.taskId());
        if (slot == null || slot.run != run) {
            answer.completeExceptionally(new StaleAttemptException(
                    run.attempt(), run.taskId(), slot == null ? run.attempt() : slot.model.attempt()));
            return null;
        }
        List<String> passed = run.takePassedTimers();
        if (!passed.isEmpty()) {
            passTimers(slot, new Command.PassTimers(run.attempt(), passed));
        }
        return refused(answer) ? null : slot;
    }

    /** What a run went past by the clock is noted before anything that rests on it. */
    private void passTimers(Slot slot, Command.PassTimers command) {
        try {
            Plan plan = new Plan();
            planner.decide(plan, slot, command);
            if (!plan.isEmpty()) {
                commit(plan, ENGINE, new CompletableFuture<>(), () -> null);
            }
        } catch (PerdureException e) {
            log.debug("{} is refused, and so will be what follows: {}", command, e.getMessage());
        }
    }

    /** A command on its way, with the tasks that are held in memory until it is decided. */
    private record Work(
            Slot slot,
            Command command,
            @Nullable Run run,
            List<BlobRow> blobs,
            String actor,
            CompletableFuture<@Nullable Entry> answer,
            @Nullable String key,
            List<Slot> held) {
        Work holding(Slot more) {
            List<Slot> all = new ArrayList<>(held);
            all.add(more);
            return new Work(slot, command, run, blobs, actor, answer, key, all);
        }
    }

    private void process(Work work) {
        Slot slot = work.slot();
        try {
            if (work.run() != null && slot.run != work.run()) {
                throw new StaleAttemptException(work.run().attempt(), slot.model.id(), slot.model.attempt());
            }
            Plan plan = new Plan();
            plan.addBlobs(work.blobs());
            planner.decide(plan, slot, work.command());
            settle(plan, slot, work.actor(), work.answer(), work.key());
        } catch (Missing missing) {
            loadAndProcess(work, missing.taskId());
            return;
        } catch (PerdureException e) {
            work.answer().completeExceptionally(e);
        }
        work.held().forEach(slots::release);
        slots.forgetIfIdle(slot);
    }

    private void loadAndProcess(Work work, String missing) {
        Work waiting = work.held().isEmpty() ? work.holding(work.slot()) : work;
        if (work.held().isEmpty()) {
            slots.hold(work.slot());
        }
        slots.with(missing, loaded -> {
            if (loaded != null) {
                slots.hold(loaded);
                process(waiting.holding(loaded));
            } else {
                work.answer().completeExceptionally(notThere(missing));
                if (status == Status.OPEN) {
                    waiting.held().forEach(slots::release);
                }
            }
        });
    }

    /** A plan without events is answered when what it rests on is durable. */
    private void settle(
            Plan plan, Slot slot, String actor, CompletableFuture<@Nullable Entry> answer, @Nullable String key) {
        Supplier<@Nullable Entry> entry = () -> key == null ? null : slot.model.find(key);
        if (!plan.isEmpty()) {
            commit(plan, actor, answer, entry);
            return;
        }
        Entry value = entry.get();
        slot.tail.whenComplete((_, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(unavailable(failure));
            }
        });
    }

    private void cancelDown(List<String> children, String reason, Instant graceUntil) {
        scheduler.start("perdure-cancel", () -> {
            Duration left = Duration.between(scheduler.now(), graceUntil);
            Command cancel = new Command.Cancel(reason, left.isNegative() ? Duration.ZERO : left);
            for (String child : children) {
                submit(child, cancel, List.of(), ENGINE).whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.warn("Child task {} could not be cancelled: {}", child, failure.getMessage());
                    }
                });
            }
        });
    }

    // -- commits

    private void commit(
            Plan plan, String actor, CompletableFuture<@Nullable Entry> answer, Supplier<@Nullable Entry> result) {
        List<Runnable> afterwards = new ArrayList<>(plan.afterwards());
        List<Slot> touched = new ArrayList<>(plan.events().size());
        Entry value;
        CompletableFuture<Void> done;
        try {
            Instant now = scheduler.now();
            journal.begin();
            plan.events().forEach((slot, events) -> {
                write(plan, slot, events, now, actor, afterwards);
                touched.add(slot);
            });
            value = result.get();
            done = store.append(journal.finish(plan.blobs()));
        } catch (RuntimeException e) {
            // A half-applied plan must not be built upon: whatever it was, the state on disk is the one to go on from.
            log.error("A change could not be written down", e);
            answer.completeExceptionally(unavailable(e));
            breakUp(e);
            return;
        }
        long round = guard.round();
        long reached = journal.lastSeq();
        underway++;
        newest = done;
        touched.forEach(slot -> {
            slots.hold(slot);
            slot.tail = done;
        });
        done.whenComplete((_, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(unavailable(firstFailure(failure)));
                scheduler.start("perdure-failure", () -> guard.lockedIn(round, () -> breakUp(failure)));
                return;
            }
            answer.complete(value);
            afterwards.forEach(Runnable::run);
            settled.add(new Settled(touched, round));
            commits.reached(reached);
        });
        dispatcher.dispatch();
    }

    /** Writes down what was decided for one task, and what follows from its new state. */
    private void write(
            Plan plan, Slot slot, List<TaskEvent> events, Instant now, String actor, List<Runnable> afterwards) {
        TaskModel task = slot.model;
        boolean isNew = slot.face == null;
        TaskState before = isNew ? TaskState.READY : task.state();
        for (TaskEvent event : events) {
            record(slot, event, now, actor, afterwards);
        }
        if (before == TaskState.WAITING && task.state() == TaskState.RUNNING && slot.run == null) {
            record(slot, new TaskEvent.Queued(), now, ENGINE, afterwards);
        }
        Run begun = plan.begun(slot);
        if (isNew && task.state() == TaskState.READY && dispatcher.takeAtOnce(task)) {
            begun = new Run(this, task.id());
            slot.run = begun;
            for (TaskEvent event : Decider.decide(task, begin(), now)) {
                record(slot, event, now, ENGINE, afterwards);
            }
        }
        if (begun != null) {
            Run run = begun;
            run.take(task);
            afterwards.add(() -> handlers.start(run));
        }
        letGoOfEnded(slot, afterwards);
        dispatcher.changed(slot);
        Instant wakeBefore = slot.face == null ? null : slot.face.wakeAt();
        if (journal.project(slot) && !Objects.equals(wakeBefore, task.wakeAt())) {
            alarms.set(task.id(), task.wakeAt());
        }
        journal.snapshot(slot);
    }

    private void record(Slot slot, TaskEvent event, Instant now, String actor, List<Runnable> afterwards) {
        journal.record(slot, event, now, actor);
        Run run = slot.run;
        if (run != null) {
            tell(run, slot, event, afterwards);
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

    private void letGoOfEnded(Slot slot, List<Runnable> afterwards) {
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
        if (reached) {
            List<CompletableFuture<Ending>> waiting = watchers.take(task.id());
            if (!waiting.isEmpty()) {
                Ending ending = Ending.of(task);
                afterwards.add(() -> waiting.forEach(watcher -> watcher.complete(ending)));
            }
        }
    }

    /** Tasks of which an append has become durable. */
    private record Settled(List<Slot> slots, long round) {}

    /** Lets go of tasks whose appends are durable. */
    private void tidy() {
        for (Settled done = settled.poll(); done != null; done = settled.poll()) {
            if (done.round() == guard.round()) {
                underway--;
                done.slots().forEach(slots::release);
            }
        }
    }

    // -- runs

    /** Begins to give tasks to handlers. */
    public void launch() {
        guard.locked(() -> {
            launched = true;
            if (status == Status.OPEN) {
                dispatcher.open();
                alarms.open();
            }
        });
    }

    /** Says that more handlers are known than before. */
    public void handlersChanged() {
        guard.locked(() -> {
            if (launched && status == Status.OPEN) {
                dispatcher.open();
            }
        });
    }

    private Command begin() {
        return new Command.Begin(journal.epoch(), worker);
    }

    /** Begins a task whose place is taken already, loading it first if need be. */
    private void claim(String taskId) {
        slots.with(taskId, slot -> {
            if (slot == null || !dispatcher.mayBegin(slot)) {
                if (status == Status.OPEN) {
                    dispatcher.giveBack();
                }
                if (slot != null) {
                    cancelAgain(slot);
                    slots.forgetIfIdle(slot);
                }
                dispatcher.dispatch();
                return;
            }
            cancelAgain(slot);
            Plan plan = new Plan();
            plan.add(slot, Decider.decide(slot.model, begin(), scheduler.now()));
            slot.run = new Run(this, taskId);
            plan.begin(slot, slot.run);
            commit(plan, ENGINE, new CompletableFuture<>(), () -> null);
        });
    }

    private void cancelAgain(Slot slot) {
        if (slot.model.state() == TaskState.CANCELLING) {
            planner.cancelAgain(slot.model);
        }
    }

    /** A waiting run's wish to leave memory. True if it may: then it must unwind and nothing more is delivered to it. */
    boolean evict(Run run) {
        boolean[] leaves = {true};
        guard.locked(() -> {
            Slot slot = slots.find(run.taskId());
            if (slot == null || slot.run != run) {
                return;
            }
            if (slot.model.state() != TaskState.WAITING) {
                leaves[0] = false;
                return;
            }
            dispatcher.letGo(slot);
            slots.forgetIfIdle(slot);
            dispatcher.dispatch();
        });
        return leaves[0];
    }

    /** A run begins to wait. */
    void lingers(Run run) {
        guard.locked(() -> dispatcher.lingers(run));
    }

    /** A run's threads are over, for whatever reason. */
    void ended(Run run) {
        guard.locked(() -> {
            boolean keptBack = dispatcher.left(run);
            Slot slot = slots.find(run.taskId());
            if (slot != null && slot.run == run) {
                dispatcher.letGo(slot);
                keptBack = slot.model.state() == TaskState.RUNNING || slot.model.state() == TaskState.CANCELLING;
                dispatcher.changed(slot);
                slots.forgetIfIdle(slot);
            }
            if (status == Status.OPEN) {
                if (keptBack) {
                    dispatcher.addLost(List.of(run.taskId()));
                }
                dispatcher.dispatch();
            }
        });
    }

    // -- time

    private void wake(String taskId) {
        slots.with(taskId, slot -> {
            if (slot == null) {
                return;
            }
            slots.hold(slot);
            Command command = new Command.Wake(slot.run != null, limits.grace());
            process(new Work(slot, command, null, List.of(), ENGINE, new CompletableFuture<>(), null, List.of()));
            Instant next = slot.model.wakeAt();
            if (next != null && next.isAfter(scheduler.now())) {
                alarms.set(taskId, next);
            }
            slots.release(slot);
        });
    }

    // -- watching

    /** Completes when the task has ended or is parked, at once if it has already. */
    public CompletableFuture<Ending> watch(String taskId) {
        var ending = new CompletableFuture<Ending>();
        guard.locked(() -> {
            if (!refused(ending)) {
                with(taskId, ending, slot -> {
                    if (Ending.isReached(slot.model.state())) {
                        completeWhenDurable(slot, List.of(ending));
                    } else {
                        watchers.add(taskId, ending);
                    }
                });
            }
        });
        return ending;
    }

    private static void completeWhenDurable(Slot slot, List<CompletableFuture<Ending>> waiting) {
        Ending reached = Ending.of(slot.model);
        slot.tail.whenComplete((_, failure) -> waiting.forEach(watcher -> {
            if (failure == null) {
                watcher.complete(reached);
            } else {
                watcher.completeExceptionally(unavailable(failure));
            }
        }));
    }

    /** Where the durable log ends, and how to wait for more of it. */
    public CommitFeed commits() {
        return commits;
    }

    /** The scheduler that this partition lives by. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** The bounds. */
    Limits limits() {
        return limits;
    }

    /** How many runs have a place now. For people and tests. */
    public int running() {
        int[] count = {0};
        guard.locked(() -> count[0] = dispatcher.taken());
        return count[0];
    }

    /** How many tasks are in memory now. For people and tests. */
    public int loaded() {
        int[] count = {0};
        guard.locked(() -> count[0] = slots.size());
        return count[0];
    }

    private void with(String taskId, CompletableFuture<?> answer, Consumer<Slot> action) {
        slots.with(taskId, slot -> {
            if (slot == null) {
                answer.completeExceptionally(notThere(taskId));
            } else {
                action.accept(slot);
                slots.forgetIfIdle(slot);
            }
        });
    }

    private PerdureException notThere(String taskId) {
        return status == Status.OPEN ? new TaskNotFoundException(taskId) : unavailable(brokenBy);
    }

    // -- failure and recovery of the store

    /** A page of a queue, read when all that the queue was ever given is in the store, also what it has forgotten since. */
    private <T> @Nullable T readPage(Supplier<T> query) {
        List<CompletableFuture<Void>> given = new ArrayList<>(1);
        guard.locked(() -> given.add(newest));
        try {
            scheduler.await(given.getFirst());
            return query.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (PerdureException e) {
            guard.locked(() -> breakUp(e));
            return null;
        }
    }

    private void breakUp(Throwable failure) {
        if (status != Status.OPEN) {
            return;
        }
        log.warn("The store failed, what was under way is void: {}", failure.getMessage());
        status = Status.BROKEN;
        brokenBy = failure;
        guard.nextRound();
        List<Run> runs = new ArrayList<>();
        for (Slot slot : slots.all()) {
            Run run = dispatcher.letGo(slot);
            if (run != null) {
                runs.add(run);
            }
        }
        forgetAll();
        runs.forEach(Run::abort);
        recoverLater();
    }

    private void forgetAll() {
        dispatcher.stop();
        dispatcher.clear();
        alarms.close();
        settled.clear();
        underway = 0;
        slots.clear();
    }

    private void recoverLater() {
        scheduler.at(scheduler.now().plus(recoveryDelay), () -> scheduler.start("perdure-recovery", this::recover));
    }

    private void recover() {
        try {
            Lease lease = store.lease(number);
            List<String> unfinished = unfinished();
            guard.locked(() -> {
                if (status == Status.BROKEN) {
                    reopen(lease, unfinished);
                }
            });
        } catch (PerdureException e) {
            guard.locked(() -> {
                if (status == Status.BROKEN) {
                    brokenBy = e;
                    Duration doubled = recoveryDelay.multipliedBy(2);
                    recoveryDelay = doubled.compareTo(SLOWEST_RECOVERY) < 0 ? doubled : SLOWEST_RECOVERY;
                    recoverLater();
                }
            });
        }
    }

    private void reopen(Lease lease, List<String> unfinished) {
        journal.resume(lease);
        status = Status.OPEN;
        brokenBy = null;
        leaseBrokenBy = null;
        recoveryDelay = FIRST_RECOVERY;
        log.info("The store works again; the work goes on from event {}", lease.lastSeq());
        commits.reached(lease.lastSeq());
        watchers.taskIds().forEach(this::watchAgain);
        dispatcher.addLost(unfinished);
        if (launched) {
            dispatcher.open();
            alarms.open();
        }
    }

    /** An end that was made durable without being told, since the failure came between, is found out. */
    private void watchAgain(String taskId) {
        slots.with(taskId, slot -> {
            if (slot != null && Ending.isReached(slot.model.state())) {
                completeWhenDurable(slot, watchers.take(taskId));
                slots.forgetIfIdle(slot);
            }
        });
    }

    private List<String> unfinished() {
        List<String> states = List.of(TaskState.RUNNING.code(), TaskState.CANCELLING.code());
        List<String> all = new ArrayList<>();
        List<String> page;
        do {
            page = store.inStates(number, states, all.isEmpty() ? "" : all.getLast(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    private boolean refused(CompletableFuture<?> answer) {
        return switch (status) {
            case OPEN -> false;
            case BROKEN -> {
                answer.completeExceptionally(unavailable(brokenBy));
                yield true;
            }
            case CLOSED -> {
                answer.completeExceptionally(
                        new PerdureException(ErrorCode.CLOSED, "The layer is closed. Open it again to go on."));
                yield true;
            }
        };
    }

    private boolean overloaded(CompletableFuture<?> answer) {
        if (underway < limits.commands()) {
            return false;
        }
        answer.completeExceptionally(new PerdureException(
                ErrorCode.OVERLOADED, limits.commands() + " commands are under way already. Try again in a moment."));
        return true;
    }

    /** What broke the lease: appends after the one that failed only hear that the lease no longer fits. */
    private Throwable firstFailure(Throwable failure) {
        Throwable meant =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(meant instanceof StaleLeaseException)) {
            leaseBrokenBy = meant;
            return meant;
        }
        Throwable first = leaseBrokenBy;
        return first == null ? meant : first;
    }

    private static PerdureException unavailable(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof PerdureException known && !(cause instanceof StaleLeaseException)) {
            return known;
        }
        return new StoreUnavailableException(
                "The store could not take the change, so it did not happen. Try again in a moment.", cause);
    }

    // -- closing

    /** Stops all runs between two recorded actions, at most so long, and takes no more commands. The store stays open. */
    public void close(Duration patience) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        guard.locked(() -> {
            launched = false;
            dispatcher.stop();
            for (Slot slot : slots.all()) {
                if (slot.run != null) {
                    runs.add(slot.run);
                }
            }
        });
        runs.forEach(Run::stop);
        Instant until = scheduler.now().plus(patience);
        for (Run run : runs) {
            Duration left = Duration.between(scheduler.now(), until);
            if (!scheduler.await(run.over(), left.isNegative() ? Duration.ZERO : left)) {
                run.abort();
            }
        }
        guard.locked(() -> {
            status = Status.CLOSED;
            guard.nextRound();
            watchers.fail(new PerdureException(ErrorCode.CLOSED, "The layer was closed while the task was at work."));
            forgetAll();
        });
        commits.close();
    }

    @Override
    public void close() {
        try {
            close(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
