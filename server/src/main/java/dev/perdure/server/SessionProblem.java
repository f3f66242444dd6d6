package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.session.SessionException;
import dev.perdure.session.anchor.ProgramException;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.operator.AccessException;
import java.util.Locale;
import java.util.Optional;

/** The stable codes of what sessions refuse, beside {@link ErrorCode}, with the HTTP status that goes with each. */
enum SessionProblem {
    /** No such session. */
    SESSION_NOT_FOUND(404),
    /** A living session has the name. */
    SESSION_NAME_TAKEN(409),
    /** It has ended or is lost. */
    SESSION_NOT_ALIVE(409),
    /** Its terminal isn't at a prompt. */
    SESSION_BUSY(409),
    /** Another operator has the helm. */
    HELM_TAKEN(409),
    /** The operator lacks the right. */
    RIGHT_MISSING(403),
    /** The operator's right was revoked. */
    RIGHT_REVOKED(403);

    private final int status;

    SessionProblem(int status) {
        this.status = status;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a client is told of an exception that comes from sessions; empty for a bug. */
    static Optional<Problem> of(RuntimeException e) {
        String detail = sentence(e);
        return switch (e) {
            case SessionException refused ->
                Optional.of(
                        switch (refused.reason()) {
                            case NOT_FOUND -> SESSION_NOT_FOUND.problem(detail);
                            case NAME_TAKEN -> SESSION_NAME_TAKEN.problem(detail);
                            case NOT_ALIVE -> SESSION_NOT_ALIVE.problem(detail);
                            case BUSY -> SESSION_BUSY.problem(detail);
                            case LIMIT -> Problem.of(ErrorCode.OVERLOADED, 429, detail);
                            case CLOSED -> Problem.of(ErrorCode.CLOSED, 503, detail);
                        });
            case AccessException denied ->
                Optional.of(
                        switch (denied.reason()) {
                            case RIGHT_MISSING -> RIGHT_MISSING.problem(detail);
                            case RIGHT_REVOKED -> RIGHT_REVOKED.problem(detail);
                            case HELM_TAKEN -> HELM_TAKEN.problem(detail);
                        });
            case ProgramException unstartable -> Optional.of(Problem.of(ErrorCode.BAD_INPUT, 400, detail));
            // The kernel's word is all that anybody has to go by.
            case NativeException kernel -> Optional.of(Problem.of(ErrorCode.INTERNAL, 500, detail));
            default -> Optional.empty();
        };
    }

    private Problem problem(String detail) {
        return Problem.of(code(), status, detail);
    }

    private static String sentence(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        String capital = message.isEmpty() ? message : Character.toUpperCase(message.charAt(0)) + message.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }
}
