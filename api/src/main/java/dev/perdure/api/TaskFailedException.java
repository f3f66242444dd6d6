package dev.perdure.api;

/** The task that was waited for failed. */
public final class TaskFailedException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** The task ended so. */
    public TaskFailedException(Failure failure, String taskId) {
        super(ErrorCode.TASK_FAILED, "Task " + taskId + " failed: " + failure.message());
        this.failure = failure;
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
