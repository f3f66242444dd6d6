package dev.perdure.store;

import static java.util.Objects.requireNonNull;

/**
 * A task's state at one of its events, by which loading needs only the events after it. A projection: it can be made again from
 * the events. A task has at most one, the newest.
 *
 * @param partition the partition
 * @param taskId the task
 * @param taskSeq the last event that the state contains
 * @param state JSON
 */
public record SnapshotRow(int partition, String taskId, long taskSeq, String state) {
    public SnapshotRow {
        requireNonNull(taskId, "taskId is null");
        requireNonNull(state, "state is null");
    }
}
