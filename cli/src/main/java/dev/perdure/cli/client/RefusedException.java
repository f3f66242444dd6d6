package dev.perdure.cli.client;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.PerdureException;
import org.jspecify.annotations.Nullable;

/** The daemon understood the request and said no: the problem document of its answer (RFC 9457). */
public final class RefusedException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Failure failure;

    RefusedException(ErrorCode code, String detail, @Nullable Failure failure) {
        super(code, detail);
        this.failure = failure;
    }

    /** A refusal at another door than HTTP, told by the same status and code. */
    public static RefusedException of(int status, String code, String detail) {
        return new RefusedException(code(status, code), detail, null);
    }

    /** The code of that name; where this version doesn't have it, the nearest by the HTTP status, so that the exit code is right. */
    static ErrorCode code(int status, String named) {
        for (ErrorCode known : ErrorCode.values()) {
            if (known.code().equals(named)) {
                return known;
            }
        }
        return switch (status) {
            case 400 -> ErrorCode.BAD_INPUT;
            case 403, 409 -> ErrorCode.INVALID_STATE;
            case 404 -> ErrorCode.TASK_NOT_FOUND;
            case 429 -> ErrorCode.OVERLOADED;
            default -> ErrorCode.INTERNAL;
        };
    }

    /** What went wrong in the task, where the refusal tells of it. */
    public @Nullable Failure failure() {
        return failure;
    }
}
