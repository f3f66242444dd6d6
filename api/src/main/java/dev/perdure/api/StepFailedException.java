package dev.perdure.api;

/** A step failed and its retries are used up. */
public final class StepFailedException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** The step failed so. */
    public StepFailedException(Failure failure) {
        super(ErrorCode.STEP_FAILED, "Step " + failure.step() + " failed: " + failure.message());
        this.failure = failure;
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
