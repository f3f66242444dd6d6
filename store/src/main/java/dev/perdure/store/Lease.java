package dev.perdure.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a partition.
 *
 * <p>An epoch keeps earlier owners from writing, at once. It can't keep them from acting on what they wrote before. That ends by time:
 * an owner acts on a record only within the {@code term} after it began to write it, by a clock that does not jump, and a new owner
 * whose predecessor may be alive settles nothing of the predecessor's before it has held the lease for the term.
 *
 * @param partition the partition
 * @param epoch which owner this is, from 1; only the newest may write
 * @param lastSeq the place of the partition's newest event, 0 when there is none
 * @param term for how long a durable record may be acted on; null where an owner ends with its process before there can be another
 * @param predecessorMayLive whether an earlier owner may still act; false where all of them are known to be dead
 */
public record Lease(
        int partition, long epoch, long lastSeq, @Nullable Duration term, boolean predecessorMayLive) {
    public Lease {
        if (predecessorMayLive) {
            requireNonNull(term, "term is null and a predecessor may live");
        }
        if (term != null && !term.isPositive()) {
            throw new IllegalArgumentException("term is not positive: " + term);
        }
    }

    /** The lease of an owner whose predecessors are dead, and who will be dead before it has a successor. */
    public Lease(int partition, long epoch, long lastSeq) {
        this(partition, epoch, lastSeq, null, false);
    }
}
