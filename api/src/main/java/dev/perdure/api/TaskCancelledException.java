package dev.perdure.api;

/** The task is cancelled. In a handler: clean up and let it pass. */
public final class TaskCancelledException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient String taskId;

    /** This task is cancelled. */
    public TaskCancelledException(String taskId, String reason) {
        super(ErrorCode.TASK_CANCELLED, "Task " + taskId + " is cancelled: " + reason);
        this.taskId = taskId;
    }

    /** The task. */
    public String taskId() {
        return taskId;
    }
}
