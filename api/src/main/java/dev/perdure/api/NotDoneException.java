package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by the body of a step to say that its effect did not take place, and will not: the request was refused, the connection was
 * never made. For a {@link Effect#ONCE} step this is what tells a failure that may be tried again from an outcome that nobody knows.
 */
public class NotDoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The effect did not take place; {@code message} says why. */
    public NotDoneException(String message) {
        this(message, null);
    }

    /** The effect did not take place, because of that. */
    public NotDoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
