package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as it is recorded.
 *
 * @param mode the named way to fail
 * @param message what happened, for people
 * @param error the exception's class name, or null when there was none
 * @param step the key of the step in which it happened, or null outside of steps
 * @param detail more for the one who looks closely, such as a shortened stack trace; may be empty
 */
public record Failure(
        FailureMode mode,
        String message,
        @Nullable String error,
        @Nullable String step,
        String detail) {
    public Failure {
        requireNonNull(mode, "mode is null");
        requireNonNull(message, "message is null");
        requireNonNull(detail, "detail is null");
    }

    /** A failure without an exception. */
    public static Failure of(FailureMode mode, String message) {
        return new Failure(mode, message, null, null, "");
    }
}
