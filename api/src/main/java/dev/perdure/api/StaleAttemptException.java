package dev.perdure.api;

/** A write came from an attempt that has been taken over by another. */
public final class StaleAttemptException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient long attempt;

    /** That attempt is stale. */
    public StaleAttemptException(long attempt, String taskId, long current) {
        super(
                ErrorCode.STALE_ATTEMPT,
                "Attempt " + attempt + " of task " + taskId + " has been replaced by attempt " + current
                        + "; it must stop, its writes are refused.");
        this.attempt = attempt;
    }

    /** The attempt that was refused. */
    public long attempt() {
        return attempt;
    }
}
