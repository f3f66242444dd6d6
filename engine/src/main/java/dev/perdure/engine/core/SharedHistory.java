package dev.perdure.engine.core;

import dev.perdure.api.Failure;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a fork takes over from the history of its original: as if everything in it had happened to the fork. Pure.
 *
 * <p>The handler's record is taken over as it stands. A child that had not ended is the fork's own from its beginning, under the same
 * key, so the record of its start stays where it is and nothing is asked of the handler again. What only concerned the original's own
 * life (attempts, pauses, failures that were got over) is left out, and so is what a cancellation brought that is still in force at
 * the end: the request, what the handler did to clean up, and the cancellation of its children.
 */
public final class SharedHistory {
    private final TaskModel original;
    private final TaskModel fork;
    private final List<Past> past;
    private final Set<String> startedAnew;
    private final Map<String, String> newIds = new HashMap<>();
    private final Map<Long, Long> places = new HashMap<>();
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final List<TaskEvent> taken = new ArrayList<>();
    private final int cancelled;

    /** An event of the original and its time. */
    public record Past(Instant time, TaskEvent event) {}

    /**
     * A child that is started anew.
     *
     * @param key its key in the parent, the first if it has several
     * @param original the id of the original's child
     * @param id its own id
     */
    public record Child(String key, String original, String id) {}

    private SharedHistory(String id, TaskEvent.Created created, List<Past> past) {
        this.past = past;
        original = new TaskModel("original");
        fork = new TaskModel(id);
        fork.apply(1, past.getFirst().time(), created);
        cancelled = cancellationInForce(past);
        startedAnew = unfinished(past, cancelled);
    }

    /** What the task {@code id} takes over from these events, the first of which made the original; {@code created} makes the fork. */
    public static SharedHistory of(String id, TaskEvent.Created created, List<Past> past) {
        SharedHistory shared = new SharedHistory(id, created, past);
        shared.takeOver();
        return shared;
    }

    /** The fork's events after its first. */
    public List<TaskEvent> events() {
        return taken;
    }

    /** The children to start anew, in the order in which they were started. */
    public List<Child> children() {
        return List.copyOf(children.values());
    }

    /** The place of the request that the original is being cancelled by, or a place after all others. */
    private static int cancellationInForce(List<Past> past) {
        int request = past.size();
        for (int i = 0; i < past.size(); i++) {
            if (past.get(i).event() instanceof TaskEvent.CancelRequested) {
                request = Math.min(request, i);
            } else if (past.get(i).event() instanceof TaskEvent.Retried) {
                request = past.size();
            }
        }
        return request;
    }

    /** The keys of children that had not ended, or ended because the original was cancelled. */
    private static Set<String> unfinished(List<Past> past, int cancelled) {
        TaskModel model = new TaskModel("original");
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < past.size(); i++) {
            TaskEvent event = past.get(i).event();
            model.apply(i + 1L, past.get(i).time(), event);
            if (i > cancelled && event instanceof TaskEvent.ChildEnded ended && ended.state() == TaskState.CANCELLED) {
                keys.add(ended.key());
            }
        }
        for (Entry entry : model.open()) {
            if (entry instanceof ChildEntry child) {
                keys.add(child.key());
            }
        }
        return keys;
    }

    private void takeOver() {
        original.apply(1, past.getFirst().time(), past.getFirst().event());
        for (int i = 1; i < past.size(); i++) {
            Past one = past.get(i);
            String reopened = reopens(i + 1L, one);
            if (reopened != null && fork.find(reopened) != null) {
                take(one.time(), new TaskEvent.RetryDue(reopened));
            } else if (i <= cancelled || !isOfCancellation(one.event())) {
                takeOver(i + 1L, one);
            }
        }
        endWaits();
    }

    private void takeOver(long place, Past one) {
        switch (one.event()) {
            case TaskEvent.StepStarted _,
                    TaskEvent.StepCompleted _,
                    TaskEvent.StepFailed _,
                    TaskEvent.StepHeartbeat _,
                    TaskEvent.TimerStarted _,
                    TaskEvent.AwaitStarted _,
                    TaskEvent.RoundCompleted _,
                    TaskEvent.ProgressMade _ -> take(one.time(), one.event());
            case TaskEvent.StepUnknown it -> takeIfKnown(it.key(), one);
            case TaskEvent.StepResolved it -> takeIfKnown(it.key(), one);
            case TaskEvent.RetryDue it -> takeIfKnown(it.key(), one);
            case TaskEvent.TimerFired it -> takeIfKnown(it.key(), one);
            case TaskEvent.AwaitTimedOut it -> takeIfKnown(it.key(), one);
            case TaskEvent.SignalReceived _ -> {
                places.put(place, fork.lastSeq() + 1);
                take(one.time(), one.event());
            }
            case TaskEvent.AwaitCompleted it -> {
                long signal = places.getOrDefault(it.signalSeq(), 0L);
                take(one.time(), new TaskEvent.AwaitCompleted(it.key(), it.signal(), signal));
            }
            case TaskEvent.SignalSetAside it -> {
                if (fork.find(it.key()) != null) {
                    long signal = places.getOrDefault(it.signalSeq(), 0L);
                    take(one.time(), new TaskEvent.SignalSetAside(it.key(), signal, it.reason(), it.deadline()));
                }
            }
            case TaskEvent.SignalDropped it ->
                take(one.time(), new TaskEvent.SignalDropped(places.getOrDefault(it.signalSeq(), 0L), it.name()));
            case TaskEvent.ChildStarted it -> take(one.time(), startedAnew.contains(it.key()) ? anew(it) : it);
            case TaskEvent.ChildEnded it -> {
                if (!startedAnew.contains(it.key())) {
                    takeIfKnown(it.key(), one);
                }
            }
            case TaskEvent.Created _,
                    TaskEvent.Queued _,
                    TaskEvent.AttemptStarted _,
                    TaskEvent.AttemptResumed _,
                    TaskEvent.JoinStarted _,
                    TaskEvent.Paused _,
                    TaskEvent.Resumed _,
                    TaskEvent.CancelRequested _,
                    TaskEvent.Released _,
                    TaskEvent.AttemptFailed _,
                    TaskEvent.Parked _,
                    TaskEvent.Quarantined _,
                    TaskEvent.Repaired _,
                    TaskEvent.Retried _,
                    TaskEvent.Completed _,
                    TaskEvent.Failed _,
                    TaskEvent.Cancelled _ -> {}
        }
    }

    private void take(Instant time, TaskEvent event) {
        fork.apply(fork.lastSeq() + 1, time, event);
        taken.add(event);
    }

    /** Takes an event over that changes an entry; the entry may be one of a cancellation's. */
    private void takeIfKnown(String key, Past one) {
        if (fork.find(key) != null) {
            take(one.time(), one.event());
        }
    }

    private TaskEvent.ChildStarted anew(TaskEvent.ChildStarted it) {
        String id = newIds.computeIfAbsent(it.childId(), _ -> fork.id() + ':' + (fork.children() + 1));
        children.putIfAbsent(it.childId(), new Child(it.key(), it.childId(), id));
        return new TaskEvent.ChildStarted(it.key(), id, it.type());
    }

    /** Applies an event to the original; the key of the step whose failure for good it undid, or null. */
    private @Nullable String reopens(long place, Past one) {
        String cause = goesOnFrom(one.event());
        boolean before = cause != null && isDue(cause);
        original.apply(place, one.time(), one.event());
        return cause != null && !before && isDue(cause) ? cause : null;
    }

    /** The key of what made the original fail, if the event has it go on from that. */
    private @Nullable String goesOnFrom(TaskEvent event) {
        Failure failure =
                switch (event) {
                    case TaskEvent.AttemptFailed failed -> failed.failure();
                    case TaskEvent.Retried _ -> original.failure();
                    default -> null;
                };
        return failure == null ? null : failure.step();
    }

    private boolean isDue(String key) {
        return original.find(key) instanceof StepEntry step && step.state() == StepState.DUE;
    }

    /** Whether an event after the request belongs to the cancellation: the handler's clean-up, and the end of what was cut off. */
    private boolean isOfCancellation(TaskEvent event) {
        return switch (event) {
            case TaskEvent.StepStarted it -> fork.find(it.key()) == null;
            case TaskEvent.StepCompleted it -> fork.find(it.key()) == null;
            case TaskEvent.StepFailed it -> fork.find(it.key()) == null;
            case TaskEvent.StepHeartbeat it -> fork.find(it.key()) == null;
            case TaskEvent.TimerStarted _,
                    TaskEvent.AwaitStarted _,
                    TaskEvent.AwaitCompleted _,
                    TaskEvent.ChildStarted _,
                    TaskEvent.RoundCompleted _,
                    TaskEvent.ProgressMade _ -> true;
            default -> false;
        };
    }

    /** A signal and the end of the wait for it are two events; a fork between them has both. */
    private void endWaits() {
        Instant time = past.getLast().time();
        for (Entry entry : List.copyOf(fork.open())) {
            if (entry instanceof AwaitEntry wait) {
                fork.signals().stream()
                        .filter(signal -> signal.name().equals(wait.signal()))
                        .findFirst()
                        .ifPresent(signal ->
                                take(time, new TaskEvent.AwaitCompleted(wait.key(), wait.signal(), signal.seq())));
            }
        }
    }
}
