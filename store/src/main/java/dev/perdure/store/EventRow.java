package dev.perdure.store;

import static java.util.Objects.requireNonNull;

/**
 * A stored event. The arrays are not copied; nobody may change them.
 *
 * @param partition the partition
 * @param seq its place in the partition, from 1
 * @param taskId the task
 * @param taskSeq its place in the task, from 1
 * @param kind what happened
 * @param time epoch milliseconds
 * @param actor who caused it
 * @param payload JSON
 * @param previousHash the hash of the task's event before it, 32 bytes; zeros at the first
 * @param hash the event's own, 32 bytes, as {@link HashChain} makes it
 */
@SuppressWarnings(
        "ArrayRecordComponent") // 32-byte hashes on the append path; wrapping them would double its allocations
public record EventRow(
        int partition,
        long seq,
        String taskId,
        long taskSeq,
        String kind,
        long time,
        String actor,
        String payload,
        byte[] previousHash,
        byte[] hash) {
    public EventRow {
        requireNonNull(taskId, "taskId is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(actor, "actor is null");
        requireNonNull(payload, "payload is null");
        requireNonNull(previousHash, "previousHash is null");
        requireNonNull(hash, "hash is null");
    }
}
