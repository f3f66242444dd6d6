package dev.perdure.api;

/** The id is taken by another task. */
public final class IdConflictException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient String taskId;

    /** A different task has this id. */
    public IdConflictException(String taskId) {
        super(
                ErrorCode.ID_CONFLICT,
                "The id " + taskId
                        + " belongs to another task. Choose another id, or start with an idempotency key to get that task back.");
        this.taskId = taskId;
    }

    /** The id that is taken. */
    public String taskId() {
        return taskId;
    }
}
