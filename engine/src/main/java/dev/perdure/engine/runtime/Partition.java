package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StaleAttemptException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import dev.perdure.store.TaskRow;
import dev.perdure.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
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
 * it. {@code generation} tells callbacks of appends from before such a failure from those after it.
 *
 * <p><b>What is in memory</b> are the tasks with a run at work or an append under way ({@link Slot}), and of the others only the
 * first of those that can run and the first of those that must be woken ({@link BackedQueue}).
 *
 * <p><b>Several tasks in one append</b> (a child's end and its parent's note of it, a retry of a tree) are decided together before
 * any is applied. A task that is needed and not in memory is loaded first, and the command decided again ({@link Missing}).
 */
public final class Partition implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Partition.class);
    private static final Duration FIRST_RECOVERY = Duration.ofMillis(100);
    private static final Duration SLOWEST_RECOVERY = Duration.ofSeconds(5);
    private static final Comparator<ReadyTask> BEST_FIRST = Comparator.comparingInt(ReadyTask::priority)
            .reversed()
            .thenComparingLong(ReadyTask::readyAt)
            .thenComparing(ReadyTask::taskId);

    /** Where the partition is in its own life. */
    private enum Status {
        /** It is being taken up; commands wait for that. */
        OPENING,
        /** It works. */
        OPEN,
        /** The store failed; commands are refused until it is taken up again. */
        BROKEN,
        /** It is being closed, or closed. */
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final int number;
    private final Store store;
    private final Scheduler scheduler;
    private final EventCodec codec;
    private final Handlers handlers;
    private final Limits limits;
    private final String worker;
    private final Projection projection;
    private final TaskLoader loader;
    private final HashChain chain = new HashChain();

    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, List<Consumer<@Nullable Slot>>> loading = new HashMap<>();
    private final BackedQueue<ReadyTask> ready;
    private final BackedQueue<WakeUp> wakes;
    private final Deque<String> recovering = new ArrayDeque<>();
    private final Set<Run> lingering = new LinkedHashSet<>();
    private final Map<String, List<CompletableFuture<Ending>>> watchers = new HashMap<>();
    private final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();
    private final Map<String, Run> leaving = new HashMap<>();
    private final CommitFeed commits = new CommitFeed();

    private Status status = Status.OPENING;
    private boolean launched;
    private boolean dispatching;
    private boolean readyLoading;
    private boolean wakesLoading;
    private Lease lease;
    private long lastSeq;
    private long generation;
    private int running;
    private int underway;
    private Duration recoveryDelay = FIRST_RECOVERY;
    private Scheduler.@Nullable Alarm alarm;
    private long alarmAt = Long.MAX_VALUE;
    private @Nullable Throwable brokenBy;

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
        this.codec = codec;
        this.handlers = handlers;
        this.limits = limits;
        this.worker = worker;
        this.projection = new Projection(codec);
        this.loader = new TaskLoader(store, codec, number);
        this.ready = new BackedQueue<>(limits.queue(), BEST_FIRST, ReadyTask::taskId);
        this.wakes = new BackedQueue<>(limits.queue(), Comparator.naturalOrder(), WakeUp::taskId);
        this.lease = store.lease(number);
        this.lastSeq = lease.lastSeq();
        recovering.addAll(unfinished());
        commits.reached(lastSeq);
        status = Status.OPEN;
    }

    // -- commands

    /** A command of an operator's. Completes when it is durable, or exceptionally with why it was refused. */
    public CompletableFuture<@Nullable Entry> submit(
            String taskId, Command command, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        locked(() -> {
            if (underway >= limits.commands()) {
                answer.completeExceptionally(new PerdureException(
                        ErrorCode.OVERLOADED,
                        limits.commands() + " commands are under way already. Try again in a moment."));
                return;
            }
            withSlot(taskId, answer, slot -> process(slot, command, null, blobs, actor, answer, null));
        });
        return answer;
    }

    /** A command of a run's. Completes with the entry under {@code key} as it is after the command, or null. */
    CompletableFuture<@Nullable Entry> submit(
            Run run, Command.OfAttempt command, @Nullable String key, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        locked(() -> {
            Slot slot = slotOf(run, answer);
            if (slot != null) {
                process(slot, command, run, blobs, run.actor(), answer, key);
            }
        });
        return answer;
    }

    /** Creates a task. {@code id} must be free; reserve it where that isn't certain. */
    public CompletableFuture<@Nullable Entry> create(
            String id, TaskEvent.Created created, List<TaskEvent> copied, List<BlobRow> blobs, String actor) {
        var answer = new CompletableFuture<@Nullable Entry>();
        locked(() -> {
            if (refused(answer)) {
                return;
            }
            if (underway >= limits.commands()) {
                answer.completeExceptionally(new PerdureException(
                        ErrorCode.OVERLOADED,
                        limits.commands() + " commands are under way already. Try again in a moment."));
                return;
            }
            if (slots.containsKey(id)) {
                answer.completeExceptionally(new IdConflictException(id));
                return;
            }
            Plan plan = new Plan();
            plan.addBlobs(blobs);
            planCreation(plan, id, created, copied);
            commit(plan, actor, answer, null, null);
        });
        return answer;
    }

    /** Starts a child: the parent's note and the child itself in one append. Completes with the parent's entry. */
    CompletableFuture<@Nullable Entry> createChild(
            Run run, Command.StartChild command, TaskEvent.Created created, List<BlobRow> blobs) {
        var answer = new CompletableFuture<@Nullable Entry>();
        locked(() -> {
            Slot parent = slotOf(run, answer);
            if (parent == null) {
                return;
            }
            try {
                Plan plan = new Plan();
                List<TaskEvent> events = Decider.decide(parent.model, command, scheduler.now());
                if (!events.isEmpty()) {
                    if (slots.containsKey(command.childId())) {
                        throw new IdConflictException(command.childId());
                    }
                    plan.add(parent, events);
                    plan.addBlobs(blobs);
                    planCreation(plan, command.childId(), created, List.of());
                }
                settle(plan, parent, run.actor(), answer, command.key());
            } catch (PerdureException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private void planCreation(Plan plan, String id, TaskEvent.Created created, List<TaskEvent> copied) {
        Slot slot = new Slot(new TaskModel(id), HashChain.start(), 0);
        slots.put(id, slot);
        List<TaskEvent> events = new ArrayList<>(copied.size() + 2);
        events.add(created);
        events.addAll(copied);
        plan.add(slot, events);
    }

    private @Nullable Slot slotOf(Run run, CompletableFuture<?> answer) {
        if (refused(answer)) {
            return null;
        }
        Slot slot = slots.get(run.taskId());
        if (slot == null || slot.run != run) {
            answer.completeExceptionally(new StaleAttemptException(
                    run.attempt(), run.taskId(), slot == null ? run.attempt() : slot.model.attempt()));
            return null;
        }
        return slot;
    }

    private void process(
            Slot slot,
            Command command,
            @Nullable Run run,
            List<BlobRow> blobs,
            String actor,
            CompletableFuture<@Nullable Entry> answer,
            @Nullable String key) {
        if (run != null && slot.run != run) {
            answer.completeExceptionally(new StaleAttemptException(run.attempt(), run.taskId(), slot.model.attempt()));
            return;
        }
        try {
            Plan plan = new Plan();
            plan.addBlobs(blobs);
            decide(plan, slot, command);
            settle(plan, slot, actor, answer, key);
        } catch (Missing missing) {
            hold(slot, answer);
            withSlot(missing.taskId(), answer, found -> {
                hold(found, answer);
                withSlot(slot.model.id(), answer, again -> process(again, command, run, blobs, actor, answer, key));
            });
        } catch (PerdureException e) {
            answer.completeExceptionally(e);
            forgetIfIdle(slot);
        }
    }

    /** Keeps a task in memory until a command that needs several is answered; otherwise each would make the others go. */
    private void hold(Slot slot, CompletableFuture<?> answer) {
        slot.pins++;
        answer.whenComplete((_, _) -> locked(() -> {
            slot.pins--;
            forgetIfIdle(slot);
        }));
    }

    /** A plan without events is answered when what it rests on is durable. */
    private void settle(
            Plan plan, Slot slot, String actor, CompletableFuture<@Nullable Entry> answer, @Nullable String key) {
        if (!plan.isEmpty()) {
            commit(plan, actor, answer, slot, key);
            return;
        }
        Entry value = key == null ? null : slot.model.find(key);
        slot.tail.whenComplete((_, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(unavailable(failure));
            }
        });
        forgetIfIdle(slot);
    }

    /** Decides a command and all that follows from it for other tasks. */
    private void decide(Plan plan, Slot slot, Command command) {
        List<TaskEvent> events = Decider.decide(slot.model, command, scheduler.now());
        plan.add(slot, events);
        TaskEvent.Created created = slot.model.created();
        for (TaskEvent event : events) {
            switch (event) {
                case TaskEvent.Completed it -> tellParent(plan, slot, created, TaskState.COMPLETED, it.result(), null);
                case TaskEvent.Failed it -> tellParent(plan, slot, created, TaskState.FAILED, null, it.failure());
                case TaskEvent.Cancelled it ->
                    tellParent(
                            plan,
                            slot,
                            created,
                            TaskState.CANCELLED,
                            null,
                            Failure.of(FailureMode.CANCELLED, "it was cancelled: " + it.reason()));
                case TaskEvent.Retried _ -> retryChild(plan, slot, slot.model.failure());
                case TaskEvent.AttemptFailed it -> retryChild(plan, slot, it.failure());
                case TaskEvent.CancelRequested it -> cancelChildren(plan, slot, it);
                default -> {}
            }
        }
    }

    private void tellParent(
            Plan plan,
            Slot slot,
            TaskEvent.Created created,
            TaskState state,
            @Nullable Payload result,
            @Nullable Failure failure) {
        if (created.parent() == null) {
            return;
        }
        String key = Objects.requireNonNull(created.parentKey(), "a child knows its key in its parent");
        decide(plan, needed(created.parent()), new Command.NoteChild(key, slot.model.id(), state, result, failure));
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
        Slot child = needed(entry.childId());
        switch (child.model.state()) {
            case FAILED, CANCELLED -> decide(plan, child, new Command.Retry());
            case COMPLETED ->
                plan.add(
                        slot,
                        List.of(new TaskEvent.ChildEnded(
                                entry.key(), entry.childId(), TaskState.COMPLETED, child.model.result(), null)));
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, NEEDS_ATTENTION, CANCELLING -> {}
        }
    }

    /** Children are cancelled by commands of their own once the request is durable; after a crash that is done again. */
    private void cancelChildren(Plan plan, Slot slot, TaskEvent.CancelRequested requested) {
        List<String> children = openChildren(slot.model);
        if (!children.isEmpty()) {
            plan.afterwards(() -> scheduler.start(
                    "perdure-cancel", () -> cancelAll(children, requested.reason(), requested.graceUntil())));
        }
    }

    private void cancelAll(List<String> children, String reason, Instant graceUntil) {
        Duration left = Duration.between(scheduler.now(), graceUntil);
        Duration grace = left.isNegative() ? Duration.ZERO : left;
        for (String child : children) {
            submit(child, new Command.Cancel(reason, grace), List.of(), "engine")
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            log.warn("Child task {} could not be cancelled: {}", child, failure.getMessage());
                        }
                    });
        }
    }

    private static List<String> openChildren(TaskModel task) {
        List<String> children = new ArrayList<>();
        for (Entry entry : task.open()) {
            if (entry instanceof ChildEntry child) {
                children.add(child.childId());
            }
        }
        return children;
    }

    private Slot needed(String taskId) {
        Slot slot = slots.get(taskId);
        if (slot == null) {
            throw new Missing(taskId);
        }
        return slot;
    }

    /** A task must be loaded before a command can be decided. */
    private static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String taskId;

        Missing(String taskId) {
            super(taskId, null, false, false);
            this.taskId = taskId;
        }

        String taskId() {
            return taskId;
        }
    }

    // -- commits

    private void commit(
            Plan plan,
            String actor,
            CompletableFuture<@Nullable Entry> answer,
            @Nullable Slot asked,
            @Nullable String key) {
        long before = lastSeq;
        Instant now = scheduler.now();
        List<EventRow> events = new ArrayList<>();
        List<TaskRow> rows = new ArrayList<>(2);
        List<SnapshotRow> snapshots = new ArrayList<>(0);
        List<Runnable> afterwards = new ArrayList<>(plan.afterwards());
        plan.events().forEach((slot, decided) -> {
            TaskState from = slot.face == null ? null : slot.model.state();
            for (TaskEvent event : decided) {
                events.add(apply(slot, event, now, actor, afterwards));
            }
            Run begun = plan.begun(slot);
            if (begun != null) {
                begun.take(slot.model);
                afterwards.add(() -> handlers.start(begun));
            }
            followUp(slot, from, now, events, afterwards);
            project(slot, rows);
            image(slot, snapshots);
            slot.pins++;
        });
        Entry value = asked == null || key == null ? null : asked.model.find(key);
        underway++;
        long round = generation;
        List<Slot> touched = List.copyOf(plan.events().keySet());
        CompletableFuture<Void> done =
                store.append(new Append(number, lease.epoch(), before, events, rows, snapshots, plan.blobs()));
        touched.forEach(slot -> slot.tail = done);
        long reached = lastSeq;
        done.whenComplete((_, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(unavailable(failure));
                scheduler.start("perdure-failure", () -> fail(failure, round));
                return;
            }
            answer.complete(value);
            afterwards.forEach(Runnable::run);
            settled.add(new Settled(touched, round));
            commits.reached(reached);
        });
        dispatch();
    }

    private EventRow apply(Slot slot, TaskEvent event, Instant now, String actor, List<Runnable> afterwards) {
        TaskModel task = slot.model;
        long taskSeq = task.lastSeq() + 1;
        long seq = ++lastSeq;
        String kind = EventCodec.kind(event);
        String payload = codec.encode(event);
        long time = now.toEpochMilli();
        byte[] hash = chain.next(slot.hash, task.id(), taskSeq, kind, time, actor, payload);
        EventRow row = new EventRow(number, seq, task.id(), taskSeq, kind, time, actor, payload, slot.hash, hash);
        slot.hash = hash;
        if (slot.number == 0) {
            slot.number = seq;
        }
        task.apply(taskSeq, now, event);
        tellRun(slot, event, afterwards);
        return row;
    }

    /** Lets the run know what others did to its task. */
    private void tellRun(Slot slot, TaskEvent event, List<Runnable> afterwards) {
        Run run = slot.run;
        if (run == null) {
            return;
        }
        switch (event) {
            // What is relied upon here, the time that was set, is durable already; the event only notes that it came.
            case TaskEvent.TimerFired it -> run.deliver(entry(slot, it.key()));
            case TaskEvent.RetryDue it -> run.deliver(entry(slot, it.key()));
            case TaskEvent.AwaitCompleted it -> deliverLater(run, entry(slot, it.key()), afterwards);
            case TaskEvent.AwaitTimedOut it -> deliverLater(run, entry(slot, it.key()), afterwards);
            case TaskEvent.ChildEnded it -> deliverLater(run, entry(slot, it.key()), afterwards);
            case TaskEvent.StepResolved it -> deliverLater(run, entry(slot, it.key()), afterwards);
            case TaskEvent.CancelRequested it -> afterwards.add(() -> run.cancel(it.reason()));
            case TaskEvent.Paused _ -> afterwards.add(run::stop);
            default -> {}
        }
    }

    private static void deliverLater(Run run, Entry entry, List<Runnable> afterwards) {
        afterwards.add(() -> run.deliver(entry));
    }

    private static Entry entry(Slot slot, String key) {
        return Objects.requireNonNull(slot.model.find(key), "an event made this entry");
    }

    /** What follows from a change of state: a woken task is queued, a new one begun at once if there is room, an ended one let go. */
    private void followUp(
            Slot slot, @Nullable TaskState from, Instant now, List<EventRow> events, List<Runnable> afterwards) {
        TaskModel task = slot.model;
        String id = task.id();
        if (task.state() == TaskState.RUNNING && from == TaskState.WAITING && slot.run == null) {
            events.add(apply(slot, new TaskEvent.Queued(), now, "engine", afterwards));
        }
        if (from == null && task.state() == TaskState.READY && roomAtOnce(task)) {
            running++;
            for (TaskEvent event : Decider.decide(task, new Command.Begin(lease.epoch(), worker), now)) {
                events.add(apply(slot, event, now, "engine", afterwards));
            }
            begin(slot, afterwards);
        }
        if (Ending.isReached(task.state()) || task.state() == TaskState.SCHEDULED || task.released()) {
            Run run = letGo(slot);
            if (run != null) {
                afterwards.add(run::abort);
            }
        }
        if (Ending.isReached(task.state())) {
            Ending ending = Ending.of(task);
            List<CompletableFuture<Ending>> waiting = watchers.remove(id);
            if (waiting != null) {
                afterwards.add(() -> waiting.forEach(watcher -> watcher.complete(ending)));
            }
        }
        if (task.state() == TaskState.READY) {
            ready.put(new ReadyTask(
                    task.created().priority(),
                    task.readyAt().toEpochMilli(),
                    id,
                    task.created().type(),
                    task.created().queue()));
        } else {
            ready.remove(id);
            if (task.state() == TaskState.CANCELLING && slot.run == null && !task.released()) {
                recovering.add(id);
            }
        }
    }

    private boolean roomAtOnce(TaskModel task) {
        return launched
                && status == Status.OPEN
                && running < limits.running()
                && recovering.isEmpty()
                && !ready.wantsMore()
                && ready.peek() == null
                && handlers.knows(task.created().type());
    }

    private void project(Slot slot, List<TaskRow> rows) {
        Projection.Face face = Projection.Face.of(slot.model);
        if (face.equals(slot.face)) {
            return;
        }
        Instant wakeBefore = slot.face == null ? null : slot.face.wakeAt();
        if (!Objects.equals(wakeBefore, face.wakeAt())) {
            wakeAt(slot.model.id(), face.wakeAt());
        }
        slot.face = face;
        rows.add(projection.row(number, slot.number, slot.model));
    }

    private void image(Slot slot, List<SnapshotRow> snapshots) {
        TaskModel task = slot.model;
        long since = task.eventsSinceImage();
        if (since < limits.snapshotEvery()
                || since < 2L * task.entries().size()
                || task.state().isFinal()) {
            return;
        }
        task.imageTaken();
        String image =
                codec.encodeImage(new EventCodec.Image(HexFormat.of().formatHex(slot.hash), slot.number, task.image()));
        snapshots.add(new SnapshotRow(number, task.id(), task.lastSeq(), image));
    }

    /** Takes the run off a task, if it has one, and gives its place free. */
    private @Nullable Run letGo(Slot slot) {
        Run run = slot.run;
        if (run != null) {
            slot.run = null;
            lingering.remove(run);
            running--;
            if (!run.neverBegins() && !slot.model.forced() && !run.over().isDone()) {
                leaving.put(run.taskId(), run);
            }
        }
        return run;
    }

    /** Forgets tasks whose appends are durable and that no run is at work on. */
    private void tidy() {
        for (Settled done = settled.poll(); done != null; done = settled.poll()) {
            if (done.round() == generation) {
                underway--;
                for (Slot slot : done.slots()) {
                    slot.pins--;
                    forgetIfIdle(slot);
                }
            }
        }
    }

    /** Tasks of which an append has become durable. */
    private record Settled(List<Slot> slots, long round) {}

    private void forgetIfIdle(Slot slot) {
        if (slot.pins == 0 && slot.run == null) {
            slots.remove(slot.model.id(), slot);
        }
    }

    // -- dispatch

    /** Begins to give tasks to handlers. */
    public void launch() {
        locked(() -> {
            launched = true;
            ready.rescan();
            dispatch();
            armAlarm();
        });
    }

    /** Says that more handlers are known than before. */
    public void handlersChanged() {
        locked(() -> {
            ready.rescan();
            dispatch();
        });
    }

    private void dispatch() {
        if (!launched || status != Status.OPEN || dispatching) {
            return;
        }
        dispatching = true;
        try {
            while (running < limits.running()) {
                String id = next();
                if (id == null) {
                    break;
                }
                running++;
                claim(id);
            }
        } finally {
            dispatching = false;
        }
        if (running < limits.running()) {
            loadReady();
        } else if (!recovering.isEmpty() || ready.peek() != null || ready.wantsMore()) {
            makeRoom();
        }
    }

    private @Nullable String next() {
        String id = recovering.poll();
        while (id == null) {
            ReadyTask task = ready.poll();
            if (task == null) {
                return null;
            }
            id = handlers.knows(task.type()) ? task.taskId() : null;
        }
        return id;
    }

    /** Begins a task whose place is taken already, loading it first if need be. */
    private void claim(String id) {
        long round = generation;
        var claimed = new CompletableFuture<Void>();
        claimed.whenComplete((_, failure) -> locked(() -> {
            if (failure != null && round == generation) {
                log.warn("Task {} could not be begun: {}", id, failure.getMessage());
                running--;
                dispatch();
            }
        }));
        withSlot(id, claimed, slot -> {
            TaskModel task = slot.model;
            boolean free = slot.run == null && !leaving.containsKey(id);
            if (!launched || status != Status.OPEN || !free || !runnable(task)) {
                running--;
                if (task.state() == TaskState.CANCELLING) {
                    resumeCancel(task);
                }
                forgetIfIdle(slot);
                dispatch();
                return;
            }
            Plan plan = new Plan();
            try {
                plan.add(slot, Decider.decide(task, new Command.Begin(lease.epoch(), worker), scheduler.now()));
            } catch (PerdureException e) {
                claimed.completeExceptionally(e);
                return;
            }
            slot.run = new Run(this, id);
            plan.begin(slot, slot.run);
            if (task.state() == TaskState.CANCELLING) {
                resumeCancel(task);
            }
            commit(plan, "engine", new CompletableFuture<>(), null, null);
        });
    }

    private void resumeCancel(TaskModel task) {
        List<String> children = openChildren(task);
        Instant until = task.graceUntil() == null ? scheduler.now() : task.graceUntil();
        String reason = Objects.requireNonNullElse(task.reason(), "");
        if (!children.isEmpty()) {
            scheduler.start("perdure-cancel", () -> cancelAll(children, reason, until));
        }
    }

    private boolean runnable(TaskModel task) {
        return switch (task.state()) {
            case READY, RUNNING -> handlers.knows(task.created().type());
            case CANCELLING -> !task.released() && handlers.knows(task.created().type());
            case SCHEDULED, WAITING, PAUSED, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED -> false;
        };
    }

    private void begin(Slot slot, List<Runnable> afterwards) {
        Run run = new Run(this, slot.model.id());
        slot.run = run;
        run.take(slot.model);
        afterwards.add(() -> handlers.start(run));
    }

    private void makeRoom() {
        if (!lingering.isEmpty()) {
            Run oldest = lingering.iterator().next();
            lingering.remove(oldest);
            oldest.leave();
        }
    }

    private void loadReady() {
        if (!ready.wantsMore() || readyLoading || !launched) {
            return;
        }
        readyLoading = true;
        ReadyTask after = ready.horizon();
        int limit = limits.queue() / 2;
        long round = generation;
        scheduler.start("perdure-ready", () -> {
            List<ReadyTask> page = read(() -> store.ready(number, after, limit));
            locked(() -> {
                if (round != generation) {
                    return;
                }
                readyLoading = false;
                if (page != null) {
                    ready.refill(page, limit);
                    dispatch();
                }
            });
        });
    }

    // -- runs

    /** A waiting run's wish to leave memory. True if it may: then it must unwind and nothing more is delivered to it. */
    boolean evict(Run run) {
        boolean[] leaves = {true};
        locked(() -> {
            Slot slot = slots.get(run.taskId());
            if (slot == null || slot.run != run) {
                return;
            }
            if (slot.model.state() != TaskState.WAITING) {
                leaves[0] = false;
                return;
            }
            letGo(slot);
            forgetIfIdle(slot);
            dispatch();
        });
        return leaves[0];
    }

    /** A run begins to wait; it is the first to go when others need its place. */
    void lingers(Run run, boolean waits) {
        locked(() -> {
            if (!waits) {
                lingering.remove(run);
            } else if (running >= limits.running() && (ready.peek() != null || !recovering.isEmpty())) {
                run.leave();
            } else {
                lingering.add(run);
            }
        });
    }

    /** A run's thread is over, for whatever reason. */
    void ended(Run run) {
        locked(() -> {
            boolean awaited = leaving.remove(run.taskId(), run);
            Slot slot = slots.get(run.taskId());
            if (slot == null || slot.run != run) {
                if (awaited && status == Status.OPEN) {
                    recovering.add(run.taskId());
                    dispatch();
                }
                return;
            }
            letGo(slot);
            leaving.remove(run.taskId());
            switch (slot.model.state()) {
                // Paused and resumed while the run was still ending.
                case READY -> ready.put(readyTask(slot.model));
                case RUNNING, CANCELLING -> recovering.add(run.taskId());
                case SCHEDULED, WAITING, PAUSED, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED -> {}
            }
            forgetIfIdle(slot);
            dispatch();
        });
    }

    private static ReadyTask readyTask(TaskModel task) {
        return new ReadyTask(
                task.created().priority(),
                task.readyAt().toEpochMilli(),
                task.id(),
                task.created().type(),
                task.created().queue());
    }

    // -- time

    private void wakeAt(String taskId, @Nullable Instant time) {
        if (time == null) {
            wakes.remove(taskId);
        } else {
            wakes.put(new WakeUp(time.toEpochMilli(), taskId));
        }
        armAlarm();
    }

    private void armAlarm() {
        if (status != Status.OPEN) {
            return;
        }
        if (wakes.wantsMore()) {
            loadWakes();
        }
        WakeUp first = wakes.peek();
        if (first == null || first.wakeAt() >= alarmAt) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = first.wakeAt();
        alarm = scheduler.at(Instant.ofEpochMilli(alarmAt), this::ring);
    }

    private void ring() {
        locked(() -> {
            alarm = null;
            alarmAt = Long.MAX_VALUE;
            if (status != Status.OPEN) {
                return;
            }
            long now = scheduler.now().toEpochMilli();
            for (WakeUp due = wakes.peek(); due != null && due.wakeAt() <= now; due = wakes.peek()) {
                wakes.poll();
                wake(due.taskId());
            }
            armAlarm();
        });
    }

    private void wake(String taskId) {
        var answer = new CompletableFuture<@Nullable Entry>();
        answer.whenComplete((_, failure) -> {
            if (failure != null && !(failure instanceof StoreUnavailableException)) {
                log.warn("Task {} could not be woken: {}", taskId, failure.getMessage());
            }
        });
        withSlot(taskId, answer, slot -> wake(slot, answer));
    }

    private void wake(Slot slot, CompletableFuture<@Nullable Entry> answer) {
        Command command = new Command.Wake(slot.run != null, limits.grace());
        process(slot, command, null, List.of(), "engine", answer, null);
        Instant next = slot.model.wakeAt();
        if (next != null && next.isAfter(scheduler.now())) {
            wakes.put(new WakeUp(next.toEpochMilli(), slot.model.id()));
        }
    }

    private void loadWakes() {
        if (wakesLoading) {
            return;
        }
        wakesLoading = true;
        WakeUp after = wakes.horizon();
        int limit = limits.queue() / 2;
        long round = generation;
        scheduler.start("perdure-wakes", () -> {
            List<WakeUp> page = read(() -> store.wakeUps(number, Long.MAX_VALUE, after, limit));
            locked(() -> {
                if (round != generation) {
                    return;
                }
                wakesLoading = false;
                if (page != null) {
                    wakes.refill(page, limit);
                    armAlarm();
                }
            });
        });
    }

    // -- watching

    /** Completes when the task has ended or is parked, at once if it has already. */
    public CompletableFuture<Ending> watch(String taskId) {
        var ending = new CompletableFuture<Ending>();
        locked(() -> withSlot(taskId, ending, slot -> {
            if (Ending.isReached(slot.model.state())) {
                Ending reached = Ending.of(slot.model);
                slot.tail.whenComplete((_, failure) -> {
                    if (failure == null) {
                        ending.complete(reached);
                    } else {
                        ending.completeExceptionally(unavailable(failure));
                    }
                });
            } else {
                watchers.computeIfAbsent(taskId, _ -> new ArrayList<>()).add(ending);
            }
            forgetIfIdle(slot);
        }));
        return ending;
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
        locked(() -> count[0] = running);
        return count[0];
    }

    /** How many tasks are in memory now. For people and tests. */
    public int loaded() {
        int[] count = {0};
        locked(() -> count[0] = slots.size());
        return count[0];
    }

    // -- loading

    /** Runs an action on a task under the lock, now if it is in memory, otherwise when it is loaded. */
    private void withSlot(String taskId, CompletableFuture<?> answer, Consumer<Slot> action) {
        if (refused(answer)) {
            return;
        }
        Slot slot = slots.get(taskId);
        if (slot != null) {
            action.accept(slot);
            return;
        }
        List<Consumer<@Nullable Slot>> waiting = loading.get(taskId);
        boolean first = waiting == null;
        if (waiting == null) {
            waiting = new ArrayList<>(1);
            loading.put(taskId, waiting);
        }
        waiting.add(loaded -> {
            if (loaded == null) {
                answer.completeExceptionally(
                        status == Status.OPEN ? new TaskNotFoundException(taskId) : unavailable(brokenBy));
            } else {
                action.accept(loaded);
            }
        });
        if (first) {
            long round = generation;
            scheduler.start("perdure-load", () -> load(taskId, round));
        }
    }

    private void load(String taskId, long round) {
        Slot loaded = null;
        Throwable failed = null;
        try {
            loaded = loader.slot(taskId).orElse(null);
        } catch (RuntimeException e) {
            failed = e;
        }
        Throwable failure = failed;
        Slot read = loaded;
        locked(() -> {
            List<Consumer<@Nullable Slot>> waiting = round == generation ? loading.remove(taskId) : null;
            if (waiting == null) {
                return;
            }
            if (failure != null) {
                log.error("Task {} could not be loaded", taskId, failure);
                brokenBy = failure;
                breakUp(failure);
                waiting.forEach(action -> action.accept(null));
                return;
            }
            // It may have been created since the read.
            Slot present = slots.get(taskId);
            Slot slot = present == null ? read : present;
            if (slot == null) {
                waiting.forEach(action -> action.accept(null));
                return;
            }
            slots.put(taskId, slot);
            // Held while the actions run one after the other, so that none of them lets the next one's task be
            // forgotten.
            slot.pins++;
            waiting.forEach(action -> action.accept(slot));
            slot.pins--;
            forgetIfIdle(slot);
        });
    }

    private <T> @Nullable T read(Supplier<T> query) {
        try {
            return query.get();
        } catch (PerdureException e) {
            locked(() -> fail(e, generation));
            return null;
        }
    }

    private List<String> unfinished() {
        List<String> states = List.of(TaskState.RUNNING.code(), TaskState.CANCELLING.code());
        List<String> all = new ArrayList<>();
        int limit = 1000;
        List<String> page;
        do {
            page = store.inStates(number, states, all.isEmpty() ? "" : all.getLast(), limit);
            all.addAll(page);
        } while (page.size() == limit);
        return all;
    }

    // -- failure and recovery of the store

    private void fail(Throwable failure, long round) {
        locked(() -> {
            if (round == generation && status == Status.OPEN) {
                log.warn("The store failed, everything under way is void: {}", failure.getMessage());
                breakUp(failure);
            }
        });
    }

    private void breakUp(Throwable failure) {
        status = Status.BROKEN;
        brokenBy = failure;
        generation++;
        List<Run> runs = new ArrayList<>();
        for (Slot slot : slots.values()) {
            Run run = letGo(slot);
            if (run != null) {
                runs.add(run);
            }
        }
        List<List<Consumer<@Nullable Slot>>> waiting = new ArrayList<>(loading.values());
        forgetAll();
        runs.forEach(Run::abort);
        waiting.forEach(actions -> actions.forEach(action -> action.accept(null)));
        scheduler.at(scheduler.now().plus(recoveryDelay), () -> scheduler.start("perdure-recovery", this::recover));
    }

    private void forgetAll() {
        slots.clear();
        loading.clear();
        ready.clear();
        wakes.clear();
        recovering.clear();
        lingering.clear();
        settled.clear();
        running = 0;
        underway = 0;
        readyLoading = false;
        wakesLoading = false;
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = null;
        alarmAt = Long.MAX_VALUE;
    }

    private void recover() {
        try {
            Lease taken = store.lease(number);
            List<String> unfinished = unfinished();
            locked(() -> {
                if (status != Status.BROKEN) {
                    return;
                }
                lease = taken;
                lastSeq = taken.lastSeq();
                recovering.addAll(unfinished);
                status = Status.OPEN;
                brokenBy = null;
                recoveryDelay = FIRST_RECOVERY;
                log.info("The store works again; the work goes on from event {}", lastSeq);
                List.copyOf(watchers.keySet()).forEach(this::watchAgain);
                dispatch();
                armAlarm();
            });
        } catch (PerdureException e) {
            locked(() -> {
                if (status == Status.BROKEN) {
                    brokenBy = e;
                    recoveryDelay = min(recoveryDelay.multipliedBy(2), SLOWEST_RECOVERY);
                    scheduler.at(
                            scheduler.now().plus(recoveryDelay),
                            () -> scheduler.start("perdure-recovery", this::recover));
                }
            });
        }
    }

    /** An end that was made durable without being told, since the failure came between, is found out. */
    private void watchAgain(String taskId) {
        withSlot(taskId, new CompletableFuture<>(), slot -> {
            if (Ending.isReached(slot.model.state())) {
                Ending ending = Ending.of(slot.model);
                List<CompletableFuture<Ending>> waiting = watchers.remove(taskId);
                if (waiting != null) {
                    waiting.forEach(watcher -> watcher.complete(ending));
                }
            }
            forgetIfIdle(slot);
        });
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean refused(CompletableFuture<?> answer) {
        return switch (status) {
            case OPEN, OPENING -> false;
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
        locked(() -> {
            launched = false;
            for (Slot slot : slots.values()) {
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
        locked(() -> {
            status = Status.CLOSED;
            generation++;
            watchers.values()
                    .forEach(waiting -> waiting.forEach(watcher -> watcher.completeExceptionally(new PerdureException(
                            ErrorCode.CLOSED, "The layer was closed while the task was at work."))));
            watchers.clear();
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

    private void locked(Runnable action) {
        lock.lock();
        try {
            tidy();
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
