package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.TaskState;
import dev.perdure.api.Timeline;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.BlobRow;
import dev.perdure.store.Lease;
import dev.perdure.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private static final Duration LAST_WRITE = Duration.ofSeconds(5);
    private static final int PAGE = 1_000;
    private static final long LAST_WAKE_UP = Timeline.LATEST.toEpochMilli() - 1;

    private final int number;
    private final Store store;
    private final Scheduler scheduler;
    private final Limits limits;
    private final Guard guard = new Guard(this::tidy);
    private final Admission admission = new Admission();
    private final Watchers watchers = new Watchers();
    private final Stumbles stumbles = new Stumbles();
    private final Bodies bodies = new Bodies();
    private final Slots slots;
    private final Planner planner;
    private final Journal journal;
    private final Alarms alarms;
    private final Dispatcher dispatcher;
    private final Changes changes;
    private final Commits commits;
    private final Intake intake;
    private final Containment containment = new Containment();
    private final Isolation isolation;

    private volatile Tenure tenure;
    private boolean launched;
    private boolean closing;
    private Duration recoveryDelay = FIRST_RECOVERY;

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
        this.limits = limits;
        slots = new Slots(guard, scheduler, new TaskLoader(store, codec, number), this::breakUp, this::quarantine);
        planner = new Planner(slots, scheduler, new Cancellations(this, store, number));
        alarms = new Alarms(
                guard,
                scheduler,
                limits.queue(),
                (last, limit) -> readPage(() -> store.wakeUps(number, LAST_WAKE_UP, last, limit)),
                this::wake);
        dispatcher = new Dispatcher(
                guard,
                scheduler,
                handlers,
                limits,
                (last, limit) -> readPage(() -> store.ready(number, last, limit)),
                this::claim);
        Lease lease = store.lease(number);
        tenure = new Tenure(lease, scheduler.uptime());
        journal = new Journal(lease, codec, limits.snapshotEvery());
        changes = new Changes(
                journal,
                dispatcher,
                alarms,
                handlers,
                watchers,
                id -> new Run(this, id),
                new Changes.Beginning(worker, lease.epoch(), limits.lostRuns()));
        commits = new Commits(
                store,
                scheduler,
                guard,
                slots,
                journal,
                changes,
                dispatcher,
                limits.commands(),
                this::breakUp,
                this::undone,
                this::refused);
        intake = new Intake(admission, slots, planner, commits);
        isolation = new Isolation(slots, dispatcher, alarms, intake, containment);
        dispatcher.addLost(unfinished());
        scheduler.whenCrowded(new Crowding(bodies));
    }

    private void tidy() {
        commits.tidy();
    }

    // -- commands

    /** A command of an operator's. Completes when it is durable, or exceptionally with why it was refused. */
    public CompletableFuture<@Nullable Entry> submit(
            String taskId, Command command, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> {
            if (command instanceof Command.Retry) {
                containment.forgive(taskId);
            }
            intake.take(taskId, command, blobs, actor, answer);
        });
        return answer;
    }

    /** A command of a run's. Completes with the entry under {@code key} as it is after the command, or null. */
    CompletableFuture<@Nullable Entry> submit(
            Run run, Command.OfAttempt command, @Nullable String key, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> intake.take(run, command, key, blobs, answer));
        return answer;
    }

    /** Creates tasks in one append. Their ids must be free; reserve those of which that isn't certain. */
    public CompletableFuture<@Nullable Entry> create(List<NewTask> tasks, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> intake.create(tasks, blobs, actor, answer));
        return answer;
    }

    /** Starts a child: the parent's note and the child itself in one append. Completes with the parent's entry. */
    CompletableFuture<@Nullable Entry> createChild(
            Run run, Command.StartChild command, TaskEvent.Created created, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        guard.locked(() -> intake.createChild(run, command, created, blobs, answer));
        return answer;
    }

    // -- runs

    /** Begins to give tasks to handlers. */
    public void launch() {
        guard.locked(() -> {
            launched = true;
            if (admission.isOpen()) {
                dispatcher.open();
                alarms.open();
            }
        });
    }

    /** Says that more handlers are known than before. */
    public void handlersChanged() {
        guard.locked(() -> {
            if (launched && admission.isOpen()) {
                dispatcher.open();
            }
        });
    }

    /** Begins a task whose place is taken already, loading it first if need be. */
    private void claim(String taskId) {
        if (containment.leavesAlone(taskId)) {
            dispatcher.giveBack();
            return;
        }
        slots.with(taskId, slot -> {
            if (slot == null || !dispatcher.mayBegin(slot)) {
                if (admission.isOpen()) {
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
            String mishap = containment.mishapOf(taskId);
            if (mishap == null) {
                begin(slot);
            } else {
                dispatcher.giveBack();
                intake.take(slot, Containment.setAside(mishap));
            }
        });
    }

    private void begin(Slot slot) {
        Plan plan = new Plan();
        Run run = new Run(this, slot.model.id());
        try {
            List<TaskEvent> begins = Decider.decide(slot.model, changes.begin(), scheduler.now());
            plan.add(slot, begins);
            if (begins.getLast() instanceof TaskEvent.Parked parked) {
                log.warn(
                        "Task {} is parked: {}",
                        slot.model.id(),
                        parked.failure().message());
                dispatcher.giveBack();
                boolean _ = commits.commit(plan);
                return;
            }
            slot.run = run;
            plan.begin(slot, run);
            if (!commits.commit(plan) && run.equals(slot.run)) {
                dispatcher.letGo(slot);
            }
        } catch (RuntimeException e) {
            log.error("Task {} could not be begun", slot.model.id(), e);
            if (!run.equals(slot.run)) {
                dispatcher.giveBack();
            }
            undone(List.of(slot), e);
        }
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

    /** A run's threads are over, for whatever reason; {@code unrecorded} is why that is not in the record, or null. */
    void ended(Run run, @Nullable Throwable unrecorded) {
        guard.locked(() -> {
            boolean keptBack = dispatcher.left(run);
            Slot slot = slots.find(run.taskId());
            if (slot != null && slot.run == run) {
                dispatcher.letGo(slot);
                boolean atWork = Isolation.isAtWork(slot.model.state());
                keptBack = atWork && unrecorded == null;
                if (closing) {
                    letGo(slot);
                } else if (atWork && unrecorded != null) {
                    stumbled(slot, stumbles.stumbled(run.taskId(), unrecorded, run.isOutage(unrecorded)));
                } else {
                    stumbles.over(run.taskId());
                    dispatcher.changed(slot);
                }
                slots.forgetIfIdle(slot);
            }
            if (admission.isOpen()) {
                if (keptBack) {
                    dispatcher.addLost(List.of(run.taskId()));
                }
                dispatcher.dispatch();
            }
        });
    }

    /** The task's run did not end with its process but before it: whoever begins it next must not hold that against it. */
    private void letGo(Slot slot) {
        slots.hold(slot);
        intake.take(slot, new Command.LetGo());
        slots.release(slot);
    }

    private void stumbled(Slot slot, Stumbles.Next next) {
        String taskId = slot.model.id();
        switch (next) {
            case Stumbles.Next.Park park -> {
                slots.hold(slot);
                intake.take(slot, new Command.Park(slot.model.attempt(), park.failure()));
                slots.release(slot);
            }
            case Stumbles.Next.Again again -> {
                long round = guard.round();
                scheduler.after(
                        again.pause(),
                        () -> guard.lockedIn(round, () -> {
                            dispatcher.addLost(List.of(taskId));
                            dispatcher.dispatch();
                        }));
            }
        }
    }

    // -- time

    private void wake(String taskId) {
        if (containment.leavesAlone(taskId)) {
            return;
        }
        slots.with(taskId, slot -> {
            if (slot == null) {
                alarms.set(taskId, null);
                return;
            }
            slots.hold(slot);
            Command command = new Command.Wake(slot.run != null, limits.grace());
            intake.take(slot, command);
            // What is still due was not decided yet: it stays with those that are woken again.
            Instant next = slot.model.wakeAt();
            if (next == null || next.isAfter(scheduler.now())) {
                alarms.set(taskId, next);
            }
            slots.release(slot);
        });
    }

    // -- what concerns one task only

    private void quarantine(Slot slot) {
        isolation.quarantine(slot);
    }

    private void undone(List<Slot> touched, RuntimeException mishap) {
        isolation.undone(touched, mishap);
    }

    private void refused(List<Slot> touched, Throwable refusal) {
        isolation.refused(touched, refusal);
    }

    /** Loads the task, which parks it if its history is damaged. Completes when that is durable. */
    public CompletableFuture<Void> look(String taskId) {
        var seen = new CompletableFuture<Void>();
        guard.locked(() -> {
            if (!admission.refuses(seen)) {
                intake.with(
                        taskId,
                        seen,
                        slot -> slot.tail.whenComplete((_, failure) -> {
                            if (failure == null) {
                                seen.complete(null);
                            } else {
                                seen.completeExceptionally(Admission.unconfirmed(failure));
                            }
                        }));
            }
        });
        return seen;
    }

    // -- watching

    /** Completes when the task has ended or is parked, at once if it has already. */
    public CompletableFuture<Ending> watch(String taskId) {
        var ending = new CompletableFuture<Ending>();
        guard.locked(() -> {
            if (!admission.refuses(ending)) {
                intake.with(taskId, ending, slot -> {
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
                watcher.completeExceptionally(Admission.unconfirmed(failure));
            }
        }));
    }

    /** Where the durable log ends, and how to wait for more of it. */
    public CommitFeed commits() {
        return commits.feed();
    }

    /** The scheduler that this partition lives by. */
    Scheduler scheduler() {
        return scheduler;
    }

    /** How long what is recorded under the lease may be acted on. */
    Tenure tenure() {
        return tenure;
    }

    /** The users' code that is at work. */
    Bodies bodies() {
        return bodies;
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

    // -- failure and recovery of the store

    /** A page of a queue, read when all that the queue was ever given is in the store, also what it has forgotten since. */
    private <T> @Nullable T readPage(Supplier<T> query) {
        List<CompletableFuture<Void>> given = new ArrayList<>(1);
        guard.locked(() -> given.add(commits.newest()));
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
        if (!admission.isOpen()) {
            return;
        }
        log.warn("The store failed, what was under way is void: {}", failure.getMessage());
        admission.breakBy(failure);
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
        commits.forget();
        slots.clear();
    }

    private void recoverLater() {
        scheduler.after(recoveryDelay, () -> scheduler.start("perdure-recovery", this::recover));
    }

    private void recover() {
        try {
            Lease lease = store.lease(number);
            Tenure taken = new Tenure(lease, scheduler.uptime());
            List<String> unfinished = unfinished();
            guard.locked(() -> {
                if (admission.isBroken()) {
                    tenure = taken;
                    reopen(lease, unfinished);
                }
            });
        } catch (PerdureException e) {
            guard.locked(() -> {
                if (admission.isBroken()) {
                    admission.breakBy(e);
                    Duration doubled = recoveryDelay.multipliedBy(2);
                    recoveryDelay = doubled.compareTo(SLOWEST_RECOVERY) < 0 ? doubled : SLOWEST_RECOVERY;
                    recoverLater();
                }
            });
        }
    }

    private void reopen(Lease lease, List<String> unfinished) {
        journal.resume(lease);
        admission.open();
        commits.resume();
        recoveryDelay = FIRST_RECOVERY;
        log.info("The store works again; the work goes on from event {}", lease.lastSeq());
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

    // -- closing

    /** Stops all runs between two recorded actions, at most so long, and takes no more commands. The store stays open. */
    public void close(Duration patience) throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        guard.locked(() -> {
            launched = false;
            closing = true;
            dispatcher.stop();
            for (Slot slot : slots.all()) {
                if (slot.run != null) {
                    runs.add(slot.run);
                }
            }
        });
        runs.forEach(Run::stop);
        Duration until = scheduler.uptime().plus(patience);
        for (Run run : runs) {
            if (!scheduler.await(run.over(), until.minus(scheduler.uptime()))) {
                run.abort();
            }
        }
        List<CompletableFuture<Void>> last = new ArrayList<>(1);
        guard.locked(() -> {
            if (admission.isOpen()) {
                for (Slot slot : List.copyOf(slots.all())) {
                    if (dispatcher.letGo(slot) != null) {
                        letGo(slot);
                    }
                }
            }
            last.add(commits.newest());
        });
        boolean _ = scheduler.await(last.getFirst(), LAST_WRITE);
        guard.locked(() -> {
            admission.close();
            guard.nextRound();
            watchers.fail(new PerdureException(ErrorCode.CLOSED, "The layer was closed while the task was at work."));
            forgetAll();
        });
        commits.feed().close();
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
