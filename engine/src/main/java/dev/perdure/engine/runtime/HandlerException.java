package dev.perdure.engine.runtime;

/** Carries a checked exception of a handler's through code that may not throw it. */
final class HandlerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HandlerException(Exception cause) {
        super(null, cause);
    }

    /** What the handler threw. */
    static Throwable meant(Throwable thrown) {
        return thrown instanceof HandlerException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
