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

    /** What went wrong in the task, where the refusal tells of it. */
    public @Nullable Failure failure() {
        return failure;
    }
}
