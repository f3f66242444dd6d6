package dev.perdure.api;

/** There is no task of that id. */
public final class TaskNotFoundException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient String taskId;

    /** No task has this id. */
    public TaskNotFoundException(String taskId) {
        super(ErrorCode.TASK_NOT_FOUND, "No task has the id " + taskId + ". List tasks to find the right one.");
        this.taskId = taskId;
    }

    /** The id asked for. */
    public String taskId() {
        return taskId;
    }
}
