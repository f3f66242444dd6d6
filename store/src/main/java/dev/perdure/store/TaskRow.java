package dev.perdure.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A task's row in the projection: what queries need, and nothing that its events don't say.
 *
 * @param partition the partition
 * @param id the task's id
 * @param number its place among the partition's tasks: the seq of its first event; the order of listings
 * @param type its type
 * @param version its type's version
 * @param state its state's code
 * @param tenant the tenant
 * @param queue the queue
 * @param priority higher runs first
 * @param parent the parent's id, or null
 * @param root the id of the tree's root
 * @param idempotencyKey the key of its start, or null
 * @param labels JSON object of texts
 * @param attempt the number of its newest attempt, 0 before the first
 * @param events how many events it had when this row was written; events that change nothing here don't write it
 * @param createdAt epoch milliseconds
 * @param updatedAt epoch milliseconds
 * @param readyAt since when it can run, epoch milliseconds, or null when it can't; the order within a priority
 * @param wakeAt when the layer must look at it next, epoch milliseconds, or null
 * @param deadline epoch milliseconds, or null
 * @param waitingFor in words, or null
 * @param progress JSON, or null
 * @param failure JSON, or null
 */
public record TaskRow(
        int partition,
        String id,
        long number,
        String type,
        int version,
        String state,
        String tenant,
        String queue,
        int priority,
        @Nullable String parent,
        String root,
        @Nullable String idempotencyKey,
        String labels,
        long attempt,
        long events,
        long createdAt,
        long updatedAt,
        @Nullable Long readyAt,
        @Nullable Long wakeAt,
        @Nullable Long deadline,
        @Nullable String waitingFor,
        @Nullable String progress,
        @Nullable String failure) {
    public TaskRow {
        requireNonNull(id, "id is null");
        requireNonNull(type, "type is null");
        requireNonNull(state, "state is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(queue, "queue is null");
        requireNonNull(root, "root is null");
        requireNonNull(labels, "labels is null");
    }
}
