package dev.perdure.store;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;

/** An append was refused because its lease is not the newest, or the log does not end where it expected. Nothing was written. */
public final class StaleLeaseException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final int partition;
    private final long epoch;

    /** That lease can't write. */
    public StaleLeaseException(int partition, long epoch, long expectedSeq) {
        super(
                ErrorCode.STALE_ATTEMPT,
                "Partition " + partition + " is not owned at epoch " + epoch + " with its last event at " + expectedSeq
                        + "; another owner has it, or an append before this one failed. Take the lease again.");
        this.partition = partition;
        this.epoch = epoch;
    }

    /** The partition. */
    public int partition() {
        return partition;
    }

    /** The epoch that was refused. */
    public long epoch() {
        return epoch;
    }
}
