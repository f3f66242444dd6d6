package dev.perdure.api;

/** The record holds one thing under a key, and the handler's code asks for another. */
public final class CodeChangedException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient String key;

    /** Under {@code key}, {@code recorded} stands in the history and {@code requested} is what the code does now. */
    public CodeChangedException(String key, String recorded, String requested) {
        super(
                ErrorCode.CODE_CHANGED,
                "The history has " + recorded + " at " + key + ", the code now has " + requested
                        + ". Run this task with the code that it was started with, or fork it before that event.");
        this.key = key;
    }

    /** The key at which both differ. */
    public String key() {
        return key;
    }
}
