package dev.perdure.api;

/** The task that was waited for can't go on by itself. */
public final class NeedsAttentionException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** The task is parked so. */
    public NeedsAttentionException(Failure failure, String taskId) {
        super(
                ErrorCode.NEEDS_ATTENTION,
                "Task " + taskId + " needs attention (retry, fork or cancel it): " + failure.message());
        this.failure = failure;
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
