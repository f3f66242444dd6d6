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
import static java.util.Objects.requireNonNull;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Progress;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.LoopEntry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.Entry.TimerEntry;
import dev.perdure.engine.core.Entry.WaitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task: what its events make of it.
 *
 * <p>{@link #apply} is the one way in which it changes, and depends on nothing but the state and the event, so the same events always
 * make the same state. The state changes in place, since a copy for each event would make long tasks quadratic; whoever needs the old
 * state loads it from the events. Not thread-safe: the partition's lock guards it.
 */
public final class TaskModel {
    private final String id;

    private TaskEvent.@Nullable Created created;
    private TaskState state = READY;
    private long lastSeq;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;
    private Instant readyAt = Instant.EPOCH;
    private long attempt;
    private long attemptEpoch;
    private int failedAttempts;
    private @Nullable Instant dueAt;
    private @Nullable Instant graceUntil;
    private @Nullable String reason;
    private @Nullable FailureMode cancelMode;
    private boolean released;
    private boolean forced;
    private @Nullable Failure failure;
    private @Nullable Progress progress;
    private @Nullable Payload result;
    private @Nullable Join join;
    private int joinMissing;
    private long entryEvents;
    private long children;

    private final Entries entries = new Entries();
    private final List<Signal> signals = new ArrayList<>();
    private final Set<String> signalKeys = new LinkedHashSet<>();

    /** A task of which nothing is known yet. */
    public TaskModel(String id) {
        this.id = requireNonNull(id, "id is null");
    }

    // -- evolve

    /** Makes the event part of the state. {@code seq} is its place in the task's history; it must be the next. */
    public void apply(long seq, Instant time, TaskEvent event) {
        if (seq != lastSeq + 1) {
            throw new IllegalStateException("event " + seq + " of task " + id + " does not follow " + lastSeq);
        }
        lastSeq = seq;
        entryEvents++;
        switch (event) {
            case TaskEvent.Created it -> {
                created = it;
                createdAt = time;
                dueAt = it.startAt();
                readyAt = time;
                state = it.startAt() == null ? READY : SCHEDULED;
                updatedAt = time;
            }
            case TaskEvent.Queued _ -> {
                dueAt = null;
                readyAt = time;
                become(READY, time);
            }
            case TaskEvent.AttemptStarted it -> {
                attempt = it.attempt();
                attemptEpoch = it.epoch();
                begin(time);
            }
            case TaskEvent.AttemptResumed _ -> begin(time);
            case TaskEvent.StepStarted it -> putStep(Steps.started(entries.findStep(it.key()), it, seq, time));
            case TaskEvent.StepCompleted it -> putStep(Steps.completed(entries.findStep(it.key()), it, seq, time));
            case TaskEvent.StepFailed it -> putStep(Steps.failed(entries.findStep(it.key()), it, seq, time));
            case TaskEvent.StepHeartbeat it -> putStep(Steps.heartbeat(entries.findStep(it.key()), it, seq, time));
            case TaskEvent.StepUnknown it -> putStep(Steps.with(entries.step(it.key()), StepState.UNKNOWN, seq, time));
            case TaskEvent.StepResolved it -> putStep(Steps.resolved(entries.step(it.key()), it, seq, time));
            case TaskEvent.RetryDue it -> putStep(Steps.with(entries.step(it.key()), StepState.DUE, seq, time));
            case TaskEvent.TimerStarted it ->
                entries.put(new TimerEntry(it.key(), WaitState.OPEN, it.fireAt(), time, seq, time), true);
            case TaskEvent.TimerFired it -> {
                TimerEntry timer = (TimerEntry) entries.get(it.key());
                entries.put(
                        new TimerEntry(timer.key(), WaitState.DONE, timer.fireAt(), timer.startedAt(), seq, time),
                        false);
            }
            case TaskEvent.SignalReceived it -> {
                signals.add(new Signal(seq, it.name(), it.payload()));
                remember(it.key());
            }
            case TaskEvent.AwaitStarted it ->
                entries.put(
                        new AwaitEntry(it.key(), WaitState.OPEN, it.signal(), it.deadline(), null, time, seq, time),
                        true);
            case TaskEvent.AwaitCompleted it -> {
                Entry before = entries.find(it.key());
                Instant startedAt = before instanceof AwaitEntry awaited ? awaited.startedAt() : time;
                entries.put(
                        new AwaitEntry(
                                it.key(),
                                WaitState.DONE,
                                it.signal(),
                                null,
                                take(it.signalSeq()),
                                startedAt,
                                seq,
                                time),
                        false);
            }
            case TaskEvent.AwaitTimedOut it -> putAwait(it.key(), WaitState.TIMED_OUT, seq, time);
            case TaskEvent.ChildStarted it -> {
                children++;
                entries.put(new ChildEntry(it.key(), it.childId(), it.type(), null, null, null, time, seq, time), true);
            }
            case TaskEvent.ChildEnded it -> childEnded(it, seq, time);
            case TaskEvent.JoinStarted it -> joinStarted(it);
            case TaskEvent.RoundCompleted it -> {
                entries.drop(Keys.scope(it.key(), it.round()));
                entries.put(new LoopEntry(it.key(), it.round(), it.state(), it.finished(), seq, time), false);
            }
            case TaskEvent.ProgressMade it -> {
                progress = new Progress(it.share(), it.message());
                entries.put(new ProgressEntry(it.key(), it.count(), seq, time), false);
            }
            case TaskEvent.Paused it -> {
                reason = it.reason();
                become(PAUSED, time);
            }
            case TaskEvent.Resumed _ -> {
                reason = null;
                readyAt = time;
                become(dueAt != null ? SCHEDULED : entries.waits(join != null) ? WAITING : READY, time);
            }
            case TaskEvent.CancelRequested it -> cancelRequested(it, seq, time);
            case TaskEvent.Released it -> {
                released = true;
                forced = it.forced();
                graceUntil = null;
            }
            case TaskEvent.AttemptFailed it -> {
                failedAttempts++;
                attemptEpoch = 0;
                failure = it.failure();
                // Only a step of its own: a failed child had retries of its own, and goes on when somebody says so.
                if (failure.step() != null && entries.find(failure.step()) instanceof StepEntry) {
                    reopen(failure, seq, time);
                }
                dueAt = it.retryAt();
                join = null;
                become(SCHEDULED, time);
            }
            case TaskEvent.Parked it -> {
                failure = it.failure();
                join = null;
                become(NEEDS_ATTENTION, time);
            }
            case TaskEvent.Retried _ -> retried(seq, time);
            case TaskEvent.Completed it -> {
                result = it.result();
                failure = null;
                become(COMPLETED, time);
            }
            case TaskEvent.Failed it -> {
                failure = it.failure();
                become(FAILED, time);
            }
            case TaskEvent.Cancelled it -> {
                reason = it.reason();
                become(CANCELLED, time);
            }
        }
        settle(time);
    }

    private void begin(Instant time) {
        if (state == CANCELLING) {
            return;
        }
        become(RUNNING, time);
    }

    /** Between RUNNING and WAITING the state follows from what is open. */
    private void settle(Instant time) {
        if (state == RUNNING && entries.waits(join != null)) {
            become(WAITING, time);
        } else if (state == WAITING && !entries.waits(join != null)) {
            become(RUNNING, time);
        }
    }

    private void become(TaskState next, Instant time) {
        state = Transitions.check(state, next);
        updatedAt = time;
    }

    private void putStep(StepEntry step) {
        entries.put(step, step.state() != StepState.DONE && step.state() != StepState.FAILED);
    }

    private void putAwait(String key, WaitState ended, long seq, Instant time) {
        AwaitEntry it = (AwaitEntry) entries.get(key);
        entries.put(
                new AwaitEntry(key, ended, it.signal(), it.deadline(), null, it.startedAt(), seq, time),
                ended == WaitState.OPEN);
    }

    private void childEnded(TaskEvent.ChildEnded it, long seq, Instant time) {
        ChildEntry child = (ChildEntry) entries.get(it.key());
        entries.put(
                new ChildEntry(
                        it.key(),
                        it.childId(),
                        child.type(),
                        it.state(),
                        it.result(),
                        it.failure(),
                        child.startedAt(),
                        seq,
                        time),
                false);
        if (join != null && join.keys().contains(it.key())) {
            joinMissing--;
            if (join.any() || joinMissing == 0) {
                join = null;
            }
        }
    }

    private void joinStarted(TaskEvent.JoinStarted it) {
        joinMissing = 0;
        for (String key : Set.copyOf(it.keys())) {
            joinMissing += entries.isOpen(key) ? 1 : 0;
        }
        int distinct = Set.copyOf(it.keys()).size();
        boolean satisfied = it.any() ? joinMissing < distinct : joinMissing == 0;
        join = satisfied ? null : new Join(it.keys(), it.any());
    }

    private void cancelRequested(TaskEvent.CancelRequested it, long seq, Instant time) {
        reason = it.reason();
        cancelMode = it.mode();
        graceUntil = it.graceUntil();
        dueAt = null;
        join = null;
        for (Entry entry : List.copyOf(entries.open())) {
            switch (entry) {
                case TimerEntry timer ->
                    entries.put(
                            new TimerEntry(
                                    timer.key(), WaitState.CANCELLED, timer.fireAt(), timer.startedAt(), seq, time),
                            false);
                case AwaitEntry wait -> putAwait(wait.key(), WaitState.CANCELLED, seq, time);
                case StepEntry _, ChildEntry _, LoopEntry _, ProgressEntry _ -> {}
            }
        }
        become(CANCELLING, time);
    }

    /** What made the task fail and what a cancellation cut off is open again; what is done stays done. */
    private void retried(long seq, Instant time) {
        reopen(failure, seq, time);
        for (Entry entry : List.copyOf(entries.all())) {
            switch (entry) {
                case TimerEntry timer -> {
                    if (timer.state() == WaitState.CANCELLED) {
                        entries.put(
                                new TimerEntry(
                                        timer.key(), WaitState.OPEN, timer.fireAt(), timer.startedAt(), seq, time),
                                true);
                    }
                }
                case AwaitEntry wait -> {
                    if (wait.state() == WaitState.CANCELLED) {
                        putAwait(wait.key(), WaitState.OPEN, seq, time);
                    }
                }
                case StepEntry _, ChildEntry _, LoopEntry _, ProgressEntry _ -> {}
            }
        }
        failedAttempts = 0;
        attemptEpoch = 0;
        reason = null;
        cancelMode = null;
        graceUntil = null;
        released = false;
        forced = false;
        readyAt = time;
        become(READY, time);
    }

    /** The step or child whose failure made the task fail is no longer answered from the record. */
    private void reopen(@Nullable Failure cause, long seq, Instant time) {
        if (cause == null || cause.step() == null) {
            return;
        }
        switch (entries.find(cause.step())) {
            case StepEntry step
            when step.state() == StepState.FAILED || step.state() == StepState.RETRYING ->
                putStep(Steps.with(step, StepState.DUE, seq, time));
            case ChildEntry child
            when child.ended() != null && child.ended() != COMPLETED -> reopenChild(child.childId(), seq, time);
            case null, default -> {}
        }
    }

    /** Under every key that the child was asked for by. */
    private void reopenChild(String childId, long seq, Instant time) {
        for (Entry entry : List.copyOf(entries.all())) {
            if (entry instanceof ChildEntry child && child.childId().equals(childId)) {
                entries.put(
                        new ChildEntry(
                                child.key(), childId, child.type(), null, null, null, child.startedAt(), seq, time),
                        true);
            }
        }
    }

    private Payload take(long signalSeq) {
        for (int i = 0; i < signals.size(); i++) {
            if (signals.get(i).seq() == signalSeq) {
                return signals.remove(i).payload();
            }
        }
        throw new IllegalStateException("task " + id + " has no waiting signal of event " + signalSeq);
    }

    private void remember(@Nullable String key) {
        if (key != null && signalKeys.add(key) && signalKeys.size() > Bounds.SIGNAL_KEYS) {
            signalKeys.remove(signalKeys.iterator().next());
        }
    }

    // -- what is known

    /** The task's id. */
    public String id() {
        return id;
    }

    /** How it came to be. */
    public TaskEvent.Created created() {
        return requireNonNull(created, () -> "task " + id + " has no events");
    }

    /** Where it is in its life. */
    public TaskState state() {
        return state;
    }

    /** How many events it has. */
    public long lastSeq() {
        return lastSeq;
    }

    /** When its first event was. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When its state last changed. */
    public Instant updatedAt() {
        return updatedAt;
    }

    /** Since when it is READY, if it is. */
    public Instant readyAt() {
        return readyAt;
    }

    /** The number of its newest attempt, 0 before the first. */
    public long attempt() {
        return attempt;
    }

    /** The epoch of the owner that began the newest attempt, 0 once that attempt is over. */
    public long attemptEpoch() {
        return attemptEpoch;
    }

    /** How many attempts have failed since somebody last had it go on. */
    public int failedAttempts() {
        return failedAttempts;
    }

    /** When it leaves SCHEDULED, if it is. */
    public @Nullable Instant dueAt() {
        return dueAt;
    }

    /** Until when a cancelled handler may take. */
    public @Nullable Instant graceUntil() {
        return graceUntil;
    }

    /** Why it was paused or cancelled, or null. */
    public @Nullable String reason() {
        return reason;
    }

    /** Whether it ends as cancelled or by its time limit, once cancellation is requested. */
    public @Nullable FailureMode cancelMode() {
        return cancelMode;
    }

    /** Whether a cancelled handler is no longer waited for. */
    public boolean released() {
        return released;
    }

    /** Whether a cancelled handler was given up because it did not end in time. */
    public boolean forced() {
        return forced;
    }

    /** How many children it has started. */
    public long children() {
        return children;
    }

    /** The ids of children that have not ended. */
    public List<String> openChildren() {
        return entries.openChildren();
    }

    /** Whether a child task has not ended. */
    public boolean hasOpenChild() {
        return entries.open().stream().anyMatch(entry -> entry instanceof ChildEntry);
    }

    /** Why it failed, is parked or is tried again, or null. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** What it last said of how far it is, or null. */
    public @Nullable Progress progress() {
        return progress;
    }

    /** Its result, once it is COMPLETED. */
    public @Nullable Payload result() {
        return result;
    }

    /** The wait for children, or null. */
    public @Nullable Join join() {
        return join;
    }

    /** What the record says under a key, or null. */
    public @Nullable Entry find(String key) {
        return entries.find(key);
    }

    /** All entries, in the order in which their keys first appeared. A view. */
    public Collection<Entry> entries() {
        return entries.all();
    }

    /** The entries that have not ended. A view. */
    public Collection<Entry> open() {
        return entries.open();
    }

    /** Signals that came and were not awaited yet, oldest first. A view. */
    public List<Signal> signals() {
        return Collections.unmodifiableList(signals);
    }

    /** Whether a signal of this key came already. */
    public boolean hasSignalKey(String key) {
        return signalKeys.contains(key);
    }

    /** How many events came since the last image was taken. */
    public long eventsSinceImage() {
        return entryEvents;
    }

    /** When the layer must look at the task next by itself, or null. */
    public @Nullable Instant wakeAt() {
        if (state.isFinal()) {
            return null;
        }
        if (state == CANCELLING) {
            return graceUntil;
        }
        Instant earliest = created().deadline();
        return entries.wakeAt(state == SCHEDULED ? Entries.earlier(earliest, dueAt) : earliest);
    }

    // -- images

    /** The whole state as a value, to be stored beside the events. */
    public ModelImage image() {
        return new ModelImage(
                id,
                created(),
                state,
                lastSeq,
                createdAt,
                updatedAt,
                readyAt,
                attempt,
                attemptEpoch,
                failedAttempts,
                dueAt,
                graceUntil,
                reason,
                cancelMode,
                released,
                forced,
                failure,
                progress,
                result,
                join,
                joinMissing,
                children,
                List.copyOf(entries.all()),
                entries.openKeys(),
                List.copyOf(signals),
                List.copyOf(signalKeys));
    }

    /** Notes that an image was taken. */
    public void imageTaken() {
        entryEvents = 0;
    }

    /** The state that an image holds. */
    public static TaskModel of(ModelImage image) {
        TaskModel model = new TaskModel(image.id());
        model.created = image.created();
        model.state = image.state();
        model.lastSeq = image.lastSeq();
        model.createdAt = image.createdAt();
        model.updatedAt = image.updatedAt();
        model.readyAt = image.readyAt();
        model.attempt = image.attempt();
        model.attemptEpoch = image.attemptEpoch();
        model.failedAttempts = image.failedAttempts();
        model.dueAt = image.dueAt();
        model.graceUntil = image.graceUntil();
        model.reason = image.reason();
        model.cancelMode = image.cancelMode();
        model.released = image.released();
        model.forced = image.forced();
        model.failure = image.failure();
        model.progress = image.progress();
        model.result = image.result();
        model.join = image.join();
        model.joinMissing = image.joinMissing();
        model.children = image.children();
        image.entries().forEach(entry -> model.entries.put(entry, false));
        image.open().forEach(key -> model.entries.put(model.entries.get(key), true));
        model.signals.addAll(image.signals());
        model.signalKeys.addAll(image.signalKeys());
        return model;
    }
}
