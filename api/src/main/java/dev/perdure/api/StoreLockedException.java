package dev.perdure.api;

/** Another process has the state directory open. */
public final class StoreLockedException extends PerdureException {
    private static final long serialVersionUID = 1;

    /** {@code message} says which directory and what to do. */
    public StoreLockedException(String message) {
        super(ErrorCode.STORE_LOCKED, message);
    }
}
