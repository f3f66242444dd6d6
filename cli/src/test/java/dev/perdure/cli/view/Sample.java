package dev.perdure.cli.view;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Progress;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks and steps to look at. */
final class Sample {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant NOW = START.plusSeconds(65);

    private Sample() {}

    static TaskInfo task(String id, TaskState state, @Nullable String parent) {
        return task(id, state, parent, null, null, null);
    }

    static TaskInfo task(
            String id,
            TaskState state,
            @Nullable String parent,
            @Nullable String waitingFor,
            @Nullable Progress progress,
            @Nullable Failure failure) {
        return new TaskInfo(
                id,
                parent == null ? "vendor-review" : "candidate",
                1,
                state,
                "default",
                "default",
                0,
                parent,
                parent == null ? id : "root",
                Map.of(),
                1,
                5,
                START,
                START.plusMillis(2500),
                null,
                null,
                waitingFor,
                progress,
                failure);
    }

    static StepInfo step(String key, StepInfo.State state) {
        return step(key, StepInfo.Kind.STEP, state, 1, null, null);
    }

    static StepInfo step(
            String key,
            StepInfo.Kind kind,
            StepInfo.State state,
            int attempts,
            @Nullable String childId,
            @Nullable Failure failure) {
        Instant end = state == StepInfo.State.OPEN || state == StepInfo.State.RETRYING ? null : START.plusMillis(300);
        return new StepInfo(key, kind, state, attempts, START, end, childId, failure);
    }

    static StepInfo child(String key, String childId, StepInfo.State state) {
        return step(key, StepInfo.Kind.CHILD, state, 0, childId, null);
    }

    static StepInfo signal(String key) {
        return step(key, StepInfo.Kind.SIGNAL, StepInfo.State.OPEN, 0, null, null);
    }

    static Failure failure(FailureMode mode, @Nullable String step, String message) {
        return new Failure(mode, message, null, step, "");
    }
}
