package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Progress;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Join;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What queries see of a task: its row from its model, and what people are shown from its row. Thread-safe. */
public final class Projection {
    private final EventCodec codec;

    /** Projections that write their JSON columns with this codec. */
    public Projection(EventCodec codec) {
        this.codec = codec;
    }

    /** What a row shows; the row is written again only when this differs. */
    record Face(
            TaskState state,
            long attempt,
            Instant updatedAt,
            @Nullable Instant wakeAt,
            @Nullable Object blocker,
            @Nullable Failure failure,
            @Nullable Progress progress) {
        static Face of(TaskModel task) {
            return new Face(
                    task.state(),
                    task.attempt(),
                    task.updatedAt(),
                    task.wakeAt(),
                    task.state() == TaskState.WAITING ? Projection.blocker(task) : null,
                    task.failure(),
                    task.progress());
        }
    }

    /** The row of a task; {@code number} is the place of its first event in the partition. */
    public TaskRow row(int partition, long number, TaskModel task) {
        TaskEvent.Created created = task.created();
        return new TaskRow(
                partition,
                task.id(),
                number,
                created.type(),
                created.version(),
                task.state().code(),
                created.tenant(),
                created.queue(),
                created.priority(),
                created.parent(),
                created.root(),
                created.idempotencyKey(),
                created.labels().isEmpty() ? "{}" : codec.write(created.labels()),
                task.attempt(),
                task.lastSeq(),
                task.createdAt().toEpochMilli(),
                task.updatedAt().toEpochMilli(),
                task.state() == TaskState.READY ? task.readyAt().toEpochMilli() : null,
                millis(task.wakeAt()),
                millis(created.deadline()),
                waitingFor(task),
                task.progress() == null ? null : codec.write(task.progress()),
                task.failure() == null ? null : codec.write(task.failure()));
    }

    /** A task as people see it. A row that can't be read is shown as one that needs attention, and says what is wrong with it. */
    public TaskInfo info(TaskRow row) {
        try {
            return info(row, TaskState.ofCode(row.state()), labels(row), progress(row), failure(row));
        } catch (RuntimeException e) {
            Failure unreadable = Failure.of(
                    FailureMode.DAMAGED_HISTORY,
                    "The task's row in the store can't be read (" + e.getMessage()
                            + "), but its events may be well. Stop what has"
                            + " the store open, and have the rows made again with `perdure doctor --rebuild`.");
            return info(row, TaskState.NEEDS_ATTENTION, Map.of(), null, unreadable);
        }
    }

    private static TaskInfo info(
            TaskRow row,
            TaskState state,
            Map<String, String> labels,
            @Nullable Progress progress,
            @Nullable Failure failure) {
        return new TaskInfo(
                row.id(),
                row.type(),
                row.version(),
                state,
                row.tenant(),
                row.queue(),
                row.priority(),
                row.parent(),
                row.root(),
                labels,
                row.attempt(),
                row.events(),
                Instant.ofEpochMilli(row.createdAt()),
                Instant.ofEpochMilli(row.updatedAt()),
                instant(row.deadline()),
                instant(row.wakeAt()),
                row.waitingFor(),
                progress,
                failure);
    }

    private Map<String, String> labels(TaskRow row) {
        if (row.labels().equals("{}")) {
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        Map<?, ?> read = codec.read(row.labels(), Map.class);
        read.forEach((name, value) -> labels.put((String) name, (String) value));
        return labels;
    }

    private @Nullable Progress progress(TaskRow row) {
        return row.progress() == null ? null : codec.read(row.progress(), Progress.class);
    }

    private @Nullable Failure failure(TaskRow row) {
        return row.failure() == null ? null : codec.read(row.failure(), Failure.class);
    }

    /** The entries of a task as people see them; progress marks are left out. */
    public static List<StepInfo> steps(TaskModel task) {
        List<StepInfo> steps = new ArrayList<>();
        for (Entry entry : task.entries()) {
            StepInfo step = step(entry);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static @Nullable StepInfo step(Entry entry) {
        return switch (entry) {
            case Entry.StepEntry it -> {
                StepInfo.State state =
                        switch (it.state()) {
                            case STARTED, DUE -> StepInfo.State.OPEN;
                            case RETRYING -> StepInfo.State.RETRYING;
                            case UNKNOWN -> StepInfo.State.UNKNOWN;
                            case DONE -> StepInfo.State.DONE;
                            case FAILED -> StepInfo.State.FAILED;
                        };
                boolean ended = state == StepInfo.State.DONE || state == StepInfo.State.FAILED;
                int attempts =
                        it.failures() + (state == StepInfo.State.FAILED || state == StepInfo.State.RETRYING ? 0 : 1);
                yield new StepInfo(
                        it.key(),
                        StepInfo.Kind.STEP,
                        state,
                        attempts,
                        it.startedAt(),
                        ended ? it.time() : null,
                        null,
                        it.failure());
            }
            case Entry.TimerEntry it -> wait(it.key(), StepInfo.Kind.TIMER, it.state(), it.startedAt(), it.time());
            case Entry.AwaitEntry it -> wait(it.key(), StepInfo.Kind.SIGNAL, it.state(), it.startedAt(), it.time());
            case Entry.ChildEntry it -> {
                TaskState ended = it.ended();
                StepInfo.State state = ended == null
                        ? StepInfo.State.OPEN
                        : ended == TaskState.COMPLETED ? StepInfo.State.DONE : StepInfo.State.FAILED;
                yield new StepInfo(
                        it.key(),
                        StepInfo.Kind.CHILD,
                        state,
                        0,
                        it.startedAt(),
                        ended == null ? null : it.time(),
                        it.childId(),
                        it.failure());
            }
            case Entry.LoopEntry it ->
                new StepInfo(
                        it.key(),
                        StepInfo.Kind.LOOP,
                        it.finished() ? StepInfo.State.DONE : StepInfo.State.OPEN,
                        (int) Math.min(Integer.MAX_VALUE, it.round() + 1),
                        null,
                        it.finished() ? it.time() : null,
                        null,
                        null);
            case Entry.ProgressEntry _ -> null;
        };
    }

    private static StepInfo wait(
            String key, StepInfo.Kind kind, Entry.WaitState wait, Instant startedAt, Instant time) {
        StepInfo.State state =
                switch (wait) {
                    case OPEN -> StepInfo.State.OPEN;
                    case DONE -> StepInfo.State.DONE;
                    case TIMED_OUT -> StepInfo.State.TIMED_OUT;
                    case CANCELLED -> StepInfo.State.FAILED;
                };
        return new StepInfo(key, kind, state, 0, startedAt, state == StepInfo.State.OPEN ? null : time, null, null);
    }

    /** What a task waits for, in words, or null. */
    public static @Nullable String waitingFor(TaskModel task) {
        return switch (task.state()) {
            case SCHEDULED -> task.dueAt() == null ? null : "its next start at " + task.dueAt();
            case PAUSED -> "somebody to resume it: " + task.reason();
            case NEEDS_ATTENTION ->
                task.damage() == null
                        ? "somebody to retry, fork or cancel it"
                        : "somebody to repair it, fork it before the damage, or cancel it";
            case CANCELLING -> task.released() ? "its child tasks to end" : "its handler to end";
            case WAITING -> blockedOn(task);
            case READY, RUNNING, COMPLETED, FAILED, CANCELLED -> null;
        };
    }

    private static @Nullable String blockedOn(TaskModel task) {
        return switch (blocker(task)) {
            case Entry.TimerEntry timer -> "a timer at " + timer.fireAt();
            case Entry.AwaitEntry wait ->
                "the signal " + wait.signal() + (wait.deadline() == null ? "" : " until " + wait.deadline());
            case Entry.StepEntry step -> "the next try of step " + step.key() + " at " + step.retryAt();
            case Join join ->
                join.keys().size() == 1
                        ? "child task " + join.keys().getFirst()
                        : (join.any() ? "any of " : "") + join.keys().size() + " child tasks";
            case null, default -> null;
        };
    }

    /** What a waiting task waits for first: an entry, or a {@link Join}. */
    private static @Nullable Object blocker(TaskModel task) {
        for (Entry entry : task.open()) {
            boolean blocks =
                    switch (entry) {
                        case Entry.TimerEntry _, Entry.AwaitEntry _ -> true;
                        case Entry.StepEntry step -> step.retryAt() != null;
                        case Entry.ChildEntry _, Entry.LoopEntry _, Entry.ProgressEntry _ -> false;
                    };
            if (blocks) {
                return entry;
            }
        }
        return task.join();
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
