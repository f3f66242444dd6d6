package dev.perdure.store;

import java.util.List;

/**
 * One atomic addition to a partition's log.
 *
 * @param partition the partition
 * @param epoch the epoch of the owner's lease
 * @param expectedSeq where the partition's log must end before this; the events' places follow it without a gap
 * @param events the events, in order
 * @param tasks the rows of tasks that changed, as they are after the events
 * @param snapshots states of tasks that make their older events unnecessary for loading
 * @param blobs contents that the events refer to; one that is there already is left alone
 */
public record Append(
        int partition,
        long epoch,
        long expectedSeq,
        List<EventRow> events,
        List<TaskRow> tasks,
        List<SnapshotRow> snapshots,
        List<BlobRow> blobs) {
    public Append {
        events = List.copyOf(events);
        tasks = List.copyOf(tasks);
        snapshots = List.copyOf(snapshots);
        blobs = List.copyOf(blobs);
        long expected = expectedSeq;
        for (EventRow event : events) {
            if (event.partition() != partition || event.seq() != ++expected) {
                throw new IllegalArgumentException("event " + event.seq() + " is not at place " + expected);
            }
        }
    }
}
