package dev.perdure.api;

/** The task that was waited for can't go on by itself. */
public final class NeedsAttentionException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** The task is parked so. */
    public NeedsAttentionException(Failure failure, String taskId) {
        super(
                ErrorCode.NEEDS_ATTENTION,
                "Task " + taskId + " needs attention (" + ways(failure) + "): " + failure.message());
        this.failure = failure;
    }

    private static String ways(Failure failure) {
        return failure.mode() == FailureMode.DAMAGED_HISTORY
                ? "repair it, fork it before the damage, or cancel it"
                : "retry, fork or cancel it";
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
