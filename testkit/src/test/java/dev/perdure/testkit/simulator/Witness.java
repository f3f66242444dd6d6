package dev.perdure.testkit.simulator;

import dev.perdure.api.Effect;
import dev.perdure.api.FailureMode;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a history from outside: every event that became durable, every body that began, everything that a handler or an
 * operator was told. It follows the log with states of its own and checks, with each append, what must always hold.
 */
final class Witness {
    private static final EventCodec CODEC = new EventCodec();
    private static final Projection PROJECTION = new Projection(CODEC);

    private final Map<String, Seen> tasks = new LinkedHashMap<>();
    private final List<EventRow> log = new ArrayList<>();
    private final Map<String, Integer> entries = new HashMap<>();
    private final Map<String, Integer> effects = new HashMap<>();
    private final Map<String, Integer> breaks = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, String> idempotencyKeys = new HashMap<>();
    private final HashChain chain = new HashChain();
    private long values;
    private @Nullable Violation violation;

    /** What is known of one task. */
    static final class Seen {
        final TaskModel model;
        final List<TaskEvent> events = new ArrayList<>();
        final Set<String> signalKeys = new HashSet<>();
        final Set<String> cutOff = new HashSet<>();
        byte[] hash = HashChain.start();
        long number;
        int goes;
        int begunWith;

        @Nullable
        TaskRow row;

        Seen(String id) {
            model = new TaskModel(id);
        }
    }

    /** What was found first, or null. It is kept here too, since it may be thrown where an engine catches everything. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** Notes that something must not be. */
    Violation found(String what) {
        Violation now = new Violation(what);
        if (violation == null) {
            violation = now;
        }
        return now;
    }

    // -- the log

    /** An append became durable. */
    void durable(Append append) {
        Set<String> touched = new HashSet<>();
        for (EventRow row : append.events()) {
            if (row.seq() != log.size() + 1L) {
                throw found("event " + row.seq() + " is durable at place " + (log.size() + 1));
            }
            log.add(row);
            touched.add(row.taskId());
            take(tasks.computeIfAbsent(row.taskId(), Seen::new), row);
        }
        for (TaskRow row : append.tasks()) {
            Seen seen = Objects.requireNonNull(tasks.get(row.id()));
            seen.row = row;
            TaskRow expected = PROJECTION.row(row.partition(), seen.number, seen.model);
            if (!row.equals(expected)) {
                throw found("the row written for " + row.id() + " is " + row + ", its events make " + expected);
            }
        }
        for (SnapshotRow snapshot : append.snapshots()) {
            Seen seen = Objects.requireNonNull(tasks.get(snapshot.taskId()));
            EventCodec.Image image = CODEC.decodeImage(snapshot.state());
            if (!image.model().equals(seen.model.image()) || image.number() != seen.number) {
                throw found("the snapshot of " + snapshot.taskId() + " at event " + snapshot.taskSeq() + " holds "
                        + image.model() + ", its events make " + seen.model.image());
            }
        }
        for (String id : touched) {
            Seen seen = Objects.requireNonNull(tasks.get(id));
            if (seen.begunWith == 0) {
                seen.begunWith = seen.events.size();
            }
            checkRow(seen);
            checkSignals(seen);
        }
    }

    /** A signal that came must not lie there while the handler waits for one of its name. */
    private void checkSignals(Seen seen) {
        for (Entry entry : seen.model.open()) {
            if (entry instanceof Entry.AwaitEntry wait
                    && seen.model.signals().stream()
                            .anyMatch(signal -> signal.name().equals(wait.signal()))) {
                throw found("task " + seen.model.id() + " waits at " + wait.key() + " for " + wait.signal()
                        + ", which has come");
            }
        }
    }

    /** What is shown of a task must not be older than its events, but for how many they are. */
    private void checkRow(Seen seen) {
        TaskRow row = seen.row;
        if (row == null) {
            throw found("task " + seen.model.id() + " has events and no row");
        }
        TaskRow now = PROJECTION.row(row.partition(), seen.number, seen.model);
        if (!withEvents(row, now.events()).equals(now)) {
            throw found("the row of " + row.id() + " shows " + row + ", its events make " + now);
        }
    }

    private static TaskRow withEvents(TaskRow row, long events) {
        return new TaskRow(
                row.partition(),
                row.id(),
                row.number(),
                row.type(),
                row.version(),
                row.state(),
                row.tenant(),
                row.queue(),
                row.priority(),
                row.parent(),
                row.root(),
                row.idempotencyKey(),
                row.labels(),
                row.attempt(),
                events,
                row.createdAt(),
                row.updatedAt(),
                row.readyAt(),
                row.wakeAt(),
                row.deadline(),
                row.waitingFor(),
                row.progress(),
                row.failure());
    }

    private void take(Seen seen, EventRow row) {
        if (!Arrays.equals(row.previousHash(), seen.hash)
                || !Arrays.equals(
                        row.hash(),
                        chain.next(
                                seen.hash,
                                row.taskId(),
                                row.taskSeq(),
                                row.kind(),
                                row.time(),
                                row.actor(),
                                row.payload()))) {
            throw found("event " + row.taskSeq() + " of " + row.taskId() + " breaks the chain of hashes");
        }
        seen.hash = row.hash();
        if (seen.number == 0) {
            seen.number = row.seq();
        }
        TaskEvent event = CODEC.decode(row.kind(), row.payload());
        check(seen, event);
        seen.events.add(event);
        try {
            seen.model.apply(row.taskSeq(), Instant.ofEpochMilli(row.time()), event);
        } catch (RuntimeException e) {
            throw found("event " + row.taskSeq() + " of " + row.taskId() + ", " + event + ", can't follow: " + e);
        }
    }

    /** What an event may not say, given those before it. */
    private void check(Seen seen, TaskEvent event) {
        String id = seen.model.id();
        switch (event) {
            case TaskEvent.Created it -> {
                String owner = it.idempotencyKey() == null
                        ? null
                        : idempotencyKeys.putIfAbsent(it.tenant() + '/' + it.idempotencyKey(), id);
                if (owner != null) {
                    throw found("tasks " + owner + " and " + id + " have the same key, " + it.idempotencyKey());
                }
            }
            case TaskEvent.StepStarted it -> {
                StepEntry step = step(seen, it.key());
                notDone(id, step, it.key());
                if (it.effect() == Effect.ONCE && step != null) {
                    if (step.state() == StepState.STARTED || step.state() == StepState.UNKNOWN) {
                        throw found("ONCE step " + it.key() + " of " + id + " began again while it is " + step.state());
                    }
                    if (seen.cutOff.contains(it.key())) {
                        throw found("ONCE step " + it.key() + " of " + id
                                + " began again after it was cut off, with no word on its outcome");
                    }
                }
            }
            case TaskEvent.StepCompleted it -> notDone(id, step(seen, it.key()), it.key());
            case TaskEvent.StepFailed it -> {
                StepEntry step = step(seen, it.key());
                notDone(id, step, it.key());
                if (step != null
                        && step.effect() == Effect.ONCE
                        && it.failure().mode() == FailureMode.TIMEOUT
                        && step.state() != StepState.DUE) {
                    seen.cutOff.add(it.key());
                }
            }
            case TaskEvent.StepResolved it -> {
                notDone(id, step(seen, it.key()), it.key());
                seen.cutOff.remove(it.key());
            }
            case TaskEvent.SignalReceived it -> {
                if (it.key() != null && !seen.signalKeys.add(it.key())) {
                    throw found("signal " + it.key() + " came to " + id + " twice");
                }
            }
            case TaskEvent.Retried _, TaskEvent.AttemptFailed _ -> seen.goes++;
            case TaskEvent.TimerStarted _,
                    TaskEvent.AwaitStarted _,
                    TaskEvent.ChildStarted _,
                    TaskEvent.JoinStarted _,
                    TaskEvent.RoundCompleted _ -> notAsleep(seen, event);
            case TaskEvent.Completed _, TaskEvent.Failed _, TaskEvent.Cancelled _ -> {
                if (event instanceof TaskEvent.Completed) {
                    notAsleep(seen, event);
                }
                if (seen.model.state().isFinal()) {
                    throw found("task " + id + " ended twice");
                }
            }
            default -> {}
        }
    }

    /** A handler that sleeps does nothing else, so what it does next rests on the end of its sleep. */
    private void notAsleep(Seen seen, TaskEvent event) {
        for (Entry entry : seen.model.open()) {
            if (entry instanceof Entry.TimerEntry timer) {
                throw found("the handler of " + seen.model.id() + " went on to " + event + " with no record that "
                        + timer.key() + " is over");
            }
        }
    }

    private static @Nullable StepEntry step(Seen seen, String key) {
        return seen.model.find(key) instanceof StepEntry step ? step : null;
    }

    private void notDone(String id, @Nullable StepEntry step, String key) {
        if (step != null && (step.state() == StepState.DONE || step.state() == StepState.FAILED)) {
            throw found("step " + key + " of " + id + " is " + step.state() + " and was recorded again");
        }
    }

    /** All tasks, by their ids. */
    Map<String, Seen> tasks() {
        return tasks;
    }

    /** All durable events. */
    List<EventRow> log() {
        return log;
    }

    @Nullable
    Seen task(String id) {
        return tasks.get(id);
    }

    // -- bodies

    /** A body began. {@code alone} says that no other engine is at work. */
    void entered(String taskId, String key, Effect effect, boolean alone) {
        int count = entries.merge(taskId + '/' + key, 1, Integer::sum);
        Seen seen = tasks.get(taskId);
        StepEntry step = seen == null ? null : step(seen, key);
        if (alone && step != null && step.state() == StepState.DONE) {
            throw found("the body of " + key + " of " + taskId + " began although its result is recorded");
        }
        if (effect == Effect.ONCE) {
            long starts = seen == null
                    ? 0
                    : seen.events.stream()
                            .filter(event -> event instanceof TaskEvent.StepStarted started
                                    && started.key().equals(key))
                            .count();
            if (count > starts) {
                throw found("the body of ONCE step " + key + " of " + taskId + " began " + count
                        + " times, but its intent is recorded " + starts + " times");
            }
        }
    }

    /** How often that body began. */
    int entries(String taskId, String key) {
        return entries.getOrDefault(taskId + '/' + key, 0);
    }

    /** A body's effect takes place. */
    int effect(String taskId, String key) {
        return effects.merge(taskId + '/' + key, 1, Integer::sum);
    }

    /** Whether a body's effect took place. */
    boolean hasEffect(String taskId, String key) {
        return effects.containsKey(taskId + '/' + key);
    }

    /** Counts something that is to happen only so many times. */
    int count(String what) {
        return breaks.merge(what, 1, Integer::sum);
    }

    /** A value that was never used before. */
    long fresh() {
        return ++values;
    }

    // -- what was told

    /** A handler got a step's result: it must be recorded, and must be the same each time. */
    void heard(String taskId, String key, long value) {
        Seen seen = tasks.get(taskId);
        StepEntry step = seen == null ? null : step(seen, key);
        boolean inFinishedRound = seen != null && step == null && key.startsWith("loop:");
        if (!inFinishedRound && (step == null || step.state() != StepState.DONE)) {
            throw found("the handler of " + taskId + " was told the result of " + key + " before it is durable");
        }
        same(taskId, "result of " + key, Long.toString(value));
    }

    /** A handler was told something at a place in its code: it must be the same in each run that gets there. */
    void told(String taskId, String place, String what) {
        Seen seen = tasks.get(taskId);
        same(taskId, place + " (go " + (seen == null ? 0 : seen.goes) + ")", what);
    }

    private void same(String taskId, String place, String what) {
        String before = told.putIfAbsent(taskId + ": " + place, what);
        if (before != null && !before.equals(what)) {
            throw found("the handler of " + taskId + " was told " + what + " at " + place + ", and in an earlier run "
                    + before);
        }
    }

    /** The open entries of a task. */
    static List<Entry> open(Seen seen) {
        return List.copyOf(seen.model.open());
    }
}
