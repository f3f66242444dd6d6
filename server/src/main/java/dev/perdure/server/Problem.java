package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskFailedException;
import org.jspecify.annotations.Nullable;

/**
 * An error as a client sees it (RFC 9457).
 *
 * @param type a URN made of the code
 * @param title the code in words
 * @param status the HTTP status
 * @param detail what happened and what to do
 * @param code the stable code, the same at every door
 * @param failure the task's or step's failure, where the error is about one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable Failure failure) {
    static final String CONTENT_TYPE = "application/problem+json";

    static Problem of(PerdureException e) {
        String detail = e.getMessage() == null ? words(e.code().code()) : e.getMessage();
        return of(e.code().code(), e.code().httpStatus(), detail, failureOf(e));
    }

    /** An error of HTTP itself, such as a path that does not exist. */
    static Problem of(ErrorCode code, int status, String detail) {
        return of(code.code(), status, detail, null);
    }

    private static Problem of(String code, int status, String detail, @Nullable Failure failure) {
        return new Problem("urn:perdure:error:" + code, words(code), status, detail, code, failure);
    }

    private static String words(String code) {
        String words = code.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static @Nullable Failure failureOf(PerdureException e) {
        return switch (e) {
            case TaskFailedException failed -> failed.failure();
            case NeedsAttentionException parked -> parked.failure();
            case StepFailedException step -> step.failure();
            case ChildFailedException child -> child.failure();
            default -> null;
        };
    }
}
