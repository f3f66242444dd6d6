package dev.perdure.api;

import static java.util.Objects.requireNonNull;

/** A child task ended without a result. */
public final class ChildFailedException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final String childId;
    private final transient Failure failure;

    /** That child ended so. */
    public ChildFailedException(String childId, Failure failure) {
        super(ErrorCode.CHILD_FAILED, "Child task " + childId + " failed: " + failure.message());
        this.childId = requireNonNull(childId, "childId is null");
        this.failure = failure;
    }

    /** The child's task id. */
    public String childId() {
        return childId;
    }

    /** What went wrong; its mode is {@link FailureMode#CANCELLED} where the child was cancelled. */
    public Failure failure() {
        return failure;
    }
}
