package dev.perdure.engine;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.store.EventRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a task that shares another's history up to an event.
 *
 * <p>What the handler recorded is taken over; what only concerned the other's own life (attempts, pauses, cancellations) is not, nor are
 * children that had not ended: the new task starts its own. Where an event refers to another by its place, the place is the new one.
 *
 * @param id the new task's id
 * @param created its first event
 * @param copied the events that follow it
 */
record Fork(String id, TaskEvent.Created created, List<TaskEvent> copied) {
    private static final int PAGE = 5_000;
    private static final int LIMIT = 50_000;

    static Fork of(Engine.Core core, String original, long at, @Nullable Payload input) {
        List<EventRow> shared = read(core, original, at);
        List<TaskEvent> events = shared.stream()
                .map(row -> core.codec().decode(row.kind(), row.payload()))
                .toList();
        TaskEvent.Created first = (TaskEvent.Created) events.getFirst();
        String id = core.ids().next(first.type());
        TaskEvent.Created created = new TaskEvent.Created(
                first.type(),
                first.version(),
                input == null ? first.input() : input,
                first.tenant(),
                first.queue(),
                first.priority(),
                null,
                null,
                id,
                null,
                first.labels(),
                null,
                null,
                first.seed(),
                original,
                at);
        return new Fork(id, created, copy(events));
    }

    private static List<EventRow> read(Engine.Core core, String original, long at) {
        if (at < 1) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "A task has no event " + at + " to fork at; the first is 1.");
        }
        List<EventRow> shared = new ArrayList<>();
        while (shared.size() < at && shared.size() <= LIMIT) {
            int want = (int) Math.min(PAGE, at - shared.size());
            List<EventRow> page = core.store().events(0, original, shared.size(), want);
            shared.addAll(page);
            if (page.size() < want) {
                break;
            }
        }
        if (shared.isEmpty()) {
            throw new TaskNotFoundException(original);
        }
        if (shared.size() < at) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    shared.size() > LIMIT
                            ? "A fork can share at most " + LIMIT + " events."
                            : "Task " + original + " has only " + shared.size() + " events; it can't be forked at " + at
                                    + ".");
        }
        return shared;
    }

    private static List<TaskEvent> copy(List<TaskEvent> events) {
        Set<Integer> undone = new HashSet<>();
        Map<Integer, String> reopened = reopened(events, undone);
        Set<String> endedChildren = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof TaskEvent.ChildEnded child && !undone.contains(i)) {
                endedChildren.add(child.key());
            }
        }
        List<TaskEvent> copied = new ArrayList<>();
        Map<Long, Long> places = new HashMap<>();
        for (int i = 1; i < events.size(); i++) {
            TaskEvent event = events.get(i);
            String again = reopened.get(i);
            if (again != null) {
                copied.add(new TaskEvent.RetryDue(again));
            } else if (isOfTheHandler(event, endedChildren) && !undone.contains(i)) {
                places.put(i + 1L, copied.size() + 2L);
                copied.add(
                        switch (event) {
                            case TaskEvent.AwaitCompleted it ->
                                new TaskEvent.AwaitCompleted(
                                        it.key(), it.signal(), places.getOrDefault(it.signalSeq(), 0L));
                            case TaskEvent.SignalSetAside it ->
                                new TaskEvent.SignalSetAside(
                                        it.key(), places.getOrDefault(it.signalSeq(), 0L), it.reason(), it.deadline());
                            case TaskEvent.SignalDropped it ->
                                new TaskEvent.SignalDropped(places.getOrDefault(it.signalSeq(), 0L), it.name());
                            default -> event;
                        });
            }
        }
        return copied;
    }

    /**
     * Where a failure for good was undone because the task went on: by place, the step that was to run again. Ends of failed children
     * that were undone go to {@code undone}.
     */
    private static Map<Integer, String> reopened(List<TaskEvent> events, Set<Integer> undone) {
        Map<Integer, String> steps = new HashMap<>();
        Map<String, Integer> failed = new HashMap<>();
        Failure last = null;
        for (int i = 0; i < events.size(); i++) {
            Failure cause = null;
            switch (events.get(i)) {
                case TaskEvent.StepFailed step when step.retryAt() == null -> failed.put(step.key(), i);
                case TaskEvent.ChildEnded child -> failed.put(child.key(), i);
                case TaskEvent.Parked parked -> last = parked.failure();
                case TaskEvent.Failed end -> last = end.failure();
                case TaskEvent.AttemptFailed attempt -> cause = attempt.failure();
                case TaskEvent.Retried _ -> cause = last;
                default -> {}
            }
            Integer end = cause == null || cause.step() == null ? null : failed.remove(cause.step());
            if (end != null && cause != null) {
                if (events.get(end) instanceof TaskEvent.StepFailed step) {
                    steps.put(i, step.key());
                } else if (events.get(i) instanceof TaskEvent.Retried) {
                    undone.add(end);
                }
            }
        }
        return steps;
    }

    private static boolean isOfTheHandler(TaskEvent event, Set<String> endedChildren) {
        return switch (event) {
            case TaskEvent.StepStarted _,
                    TaskEvent.StepCompleted _,
                    TaskEvent.StepFailed _,
                    TaskEvent.StepHeartbeat _,
                    TaskEvent.StepUnknown _,
                    TaskEvent.StepResolved _,
                    TaskEvent.RetryDue _,
                    TaskEvent.TimerStarted _,
                    TaskEvent.TimerFired _,
                    TaskEvent.SignalReceived _,
                    TaskEvent.AwaitStarted _,
                    TaskEvent.AwaitCompleted _,
                    TaskEvent.AwaitTimedOut _,
                    TaskEvent.SignalSetAside _,
                    TaskEvent.SignalDropped _,
                    TaskEvent.RoundCompleted _,
                    TaskEvent.ProgressMade _ -> true;
            case TaskEvent.ChildStarted child -> endedChildren.contains(child.key());
            case TaskEvent.ChildEnded _ -> true;
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
                    TaskEvent.Retried _,
                    TaskEvent.Completed _,
                    TaskEvent.Failed _,
                    TaskEvent.Cancelled _ -> false;
        };
    }
}
