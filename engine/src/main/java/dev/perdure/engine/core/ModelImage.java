package dev.perdure.engine.core;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Progress;
import dev.perdure.api.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link TaskModel} as a value: what a snapshot stores. Its fields are those of the model. */
public record ModelImage(
        String id,
        TaskEvent.Created created,
        TaskState state,
        long lastSeq,
        Instant createdAt,
        Instant updatedAt,
        Instant readyAt,
        long attempt,
        long attemptEpoch,
        int failedAttempts,
        @Nullable Instant dueAt,
        @Nullable Instant graceUntil,
        @Nullable String reason,
        @Nullable FailureMode cancelMode,
        boolean released,
        boolean forced,
        @Nullable Failure failure,
        @Nullable Progress progress,
        @Nullable Payload result,
        @Nullable Join join,
        int joinMissing,
        long children,
        List<Entry> entries,
        List<String> open,
        List<Signal> signals,
        List<String> signalKeys,
        int lostRuns,
        @Nullable List<SetAside> setAside) {
    public ModelImage {
        entries = List.copyOf(entries);
        open = List.copyOf(open);
        signals = List.copyOf(signals);
        signalKeys = List.copyOf(signalKeys);
        setAside = setAside == null ? null : List.copyOf(setAside);
    }
}
