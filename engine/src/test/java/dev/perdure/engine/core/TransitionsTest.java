package dev.perdure.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Effect;
import dev.perdure.api.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of states says neither less nor more than what events do. */
class TransitionsTest {
    @Test
    void eventsMakeTheTransitionsOfTheTableAndNoOthers() {
        Map<TaskState, Set<TaskState>> made = new EnumMap<>(TaskState.class);
        for (TaskState from : TaskState.values()) {
            made.put(from, EnumSet.noneOf(TaskState.class));
            for (boolean waits : List.of(true, false)) {
                for (boolean due : List.of(true, false)) {
                    for (TaskEvent event : events()) {
                        TaskState to = after(from, waits, due, event);
                        if (to != null && to != from) {
                            made.get(from).add(to);
                        }
                    }
                }
            }
        }
        for (TaskState from : TaskState.values()) {
            assertThat(made.get(from)).as("from %s", from).containsAll(Transitions.from(from));
            assertThat(made.get(from)).as("from %s", from).allMatch(to -> isAllowed(from, to));
        }
    }

    /** Whether the table allows it: in one change, or in two where the new state is settled between RUNNING and WAITING. */
    static boolean isAllowed(TaskState from, TaskState to) {
        Set<TaskState> next = Transitions.from(from);
        return next.contains(to)
                || (to == TaskState.WAITING && next.contains(TaskState.RUNNING))
                || (to == TaskState.RUNNING && next.contains(TaskState.WAITING));
    }

    private static List<TaskEvent> events() {
        List<TaskEvent> events = new ArrayList<>(Samples.EVENTS);
        events.removeIf(event -> event instanceof TaskEvent.Created);
        events.add(new TaskEvent.StepStarted("new#1", Effect.REPEATABLE));
        return events;
    }

    /** The state after an event, or null where it can't happen. */
    private static @Nullable TaskState after(TaskState from, boolean waits, boolean due, TaskEvent event) {
        TaskModel model = in(from, waits, due);
        try {
            model.apply(model.lastSeq() + 1, Samples.TIME, event);
            return model.state();
        } catch (IllegalStateException | NullPointerException | ClassCastException _) {
            return null;
        }
    }

    /** A task in that state, which has what the sample events are about. */
    private static TaskModel in(TaskState state, boolean waits, boolean due) {
        TaskModel model = new TaskModel("task");
        Instant time = Samples.TIME;
        for (TaskEvent event : List.<TaskEvent>of(
                Samples.CREATED_PLAIN,
                new TaskEvent.AttemptStarted(1, 1, "worker"),
                new TaskEvent.StepStarted("fetch#1", Effect.ONCE),
                new TaskEvent.TimerStarted("timer#1", time),
                new TaskEvent.AwaitStarted("signal:go#1", "go", time),
                new TaskEvent.ChildStarted("child:review#1", "task:1", "review"),
                new TaskEvent.ChildStarted("child:review#2", "task:2", "review"))) {
            model.apply(model.lastSeq() + 1, time, event);
        }
        if (waits) {
            model.apply(model.lastSeq() + 1, time, new TaskEvent.StepCompleted("fetch#1", Samples.VALUE));
        } else {
            model.apply(model.lastSeq() + 1, time, new TaskEvent.TimerFired("timer#1"));
            model.apply(model.lastSeq() + 1, time, new TaskEvent.AwaitTimedOut("signal:go#1"));
        }
        ModelImage image = model.image();
        return TaskModel.of(new ModelImage(
                image.id(),
                image.created(),
                state,
                image.lastSeq(),
                image.createdAt(),
                image.updatedAt(),
                image.readyAt(),
                image.attempt(),
                image.attemptEpoch(),
                image.failedAttempts(),
                due ? time : null,
                image.graceUntil(),
                image.reason(),
                image.cancelMode(),
                image.released(),
                image.forced(),
                image.failure(),
                image.progress(),
                image.result(),
                image.join(),
                image.joinMissing(),
                image.children(),
                image.entries(),
                image.open(),
                image.signals(),
                image.signalKeys(),
                image.lostRuns(),
                image.setAside()));
    }
}
