package dev.perdure.engine.runtime;

import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskModel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A task in memory. It is there while a run is at work on it or an append of its events is under way, and forgotten afterwards.
 * Guarded by the partition's lock.
 */
final class Slot {
    final TaskModel model;

    /** The hash of its newest event. */
    byte[] hash;

    /** The place of its first event in the partition; 0 until that is known. */
    long number;

    /** What its row in the store shows, or null when there is none yet. */
    Projection.@Nullable Face face;

    /** The run that is at work on it, or null. */
    @Nullable
    Run run;

    /** Ends when everything that the model contains is durable. */
    CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);

    /** How many appends of its events are under way. */
    int pins;

    Slot(TaskModel model, byte[] hash, long number) {
        this.model = model;
        this.hash = hash;
        this.number = number;
    }

    /** The entry under a key that an event has just made. */
    Entry entry(String key) {
        return Objects.requireNonNull(model.find(key), "an event made this entry");
    }
}
