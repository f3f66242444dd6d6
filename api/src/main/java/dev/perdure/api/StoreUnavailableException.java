package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/** The store can't be read or written now. Nothing acknowledged is lost; the layer goes on by itself when it can. */
public final class StoreUnavailableException extends PerdureException {
    private static final long serialVersionUID = 1;

    /** {@code message} says what happened and what to do. */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(ErrorCode.STORE_UNAVAILABLE, message, cause);
    }
}
