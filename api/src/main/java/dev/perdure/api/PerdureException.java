package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The root of the layer's own exceptions: what happened, what to do, and a stable code. */
public class PerdureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** An error of that code; {@code message} says what happened and what to do. */
    public PerdureException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** An error of that code with its cause. */
    public PerdureException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code is null");
    }

    /** The stable code. */
    public final ErrorCode code() {
        return code;
    }
}
