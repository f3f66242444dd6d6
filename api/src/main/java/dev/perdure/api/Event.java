package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An immutable record of something that happened to a task.
 *
 * @param seq its place among all events of the task's partition, from 1
 * @param taskId the task
 * @param taskSeq its place among the task's own events, from 1
 * @param kind what happened, such as {@code step_completed}
 * @param time when it was decided, to the millisecond
 * @param actor who caused it, such as {@code worker} or {@code human:kim}
 * @param payload more about it, as JSON
 * @param hash SHA-256 over the event and the hash before it in the task's chain, in hex
 */
public record Event(
        long seq, String taskId, long taskSeq, String kind, Instant time, String actor, Json payload, String hash) {
    public Event {
        requireNonNull(taskId, "taskId is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(time, "time is null");
        requireNonNull(actor, "actor is null");
        requireNonNull(payload, "payload is null");
        requireNonNull(hash, "hash is null");
    }
}
