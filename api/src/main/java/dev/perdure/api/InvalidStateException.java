package dev.perdure.api;

/** The task's state does not allow what was asked. */
public final class InvalidStateException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient TaskState state;

    /** The task is in that state. */
    public InvalidStateException(TaskState state, String taskId, String wanted) {
        super(ErrorCode.INVALID_STATE, "Task " + taskId + " is " + state.code() + " and can not be " + wanted + ".");
        this.state = state;
    }

    /** The state that the task is in. */
    public TaskState state() {
        return state;
    }
}
