package dev.perdure.api;

/** Thrown by a handler to end its task as failed, on purpose, with a named mode. */
public class TaskFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final FailureMode mode;

    /** Ends the task with that mode; {@code message} says what happened. */
    public TaskFailure(FailureMode mode, String message) {
        super(message);
        this.mode = mode;
    }

    /** The named way to fail. */
    public FailureMode mode() {
        return mode;
    }
}
