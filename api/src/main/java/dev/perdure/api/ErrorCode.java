package dev.perdure.api;

import java.util.Locale;

/** The stable codes of errors, the same in Java, HTTP and CLI, with the HTTP status and exit code that go with them. */
public enum ErrorCode {
    /** The request itself is wrong: JSON, options, arguments. */
    BAD_INPUT(400, 2),
    /** No such task. */
    TASK_NOT_FOUND(404, 3),
    /** No handler of that type is registered here. */
    UNKNOWN_TASK_TYPE(404, 3),
    /** The id is taken by another task. */
    ID_CONFLICT(409, 4),
    /** The task's state does not allow that. */
    INVALID_STATE(409, 4),
    /** Another attempt has taken over. */
    STALE_ATTEMPT(409, 4),
    /** A payload is above the limit. */
    PAYLOAD_TOO_LARGE(413, 2),
    /** A queue is full; try again later. */
    OVERLOADED(429, 6),
    /** The task failed. */
    TASK_FAILED(422, 10),
    /** The task was cancelled. */
    TASK_CANCELLED(422, 11),
    /** The task needs attention. */
    NEEDS_ATTENTION(422, 12),
    /** A step failed for good. */
    STEP_FAILED(422, 10),
    /** A child task failed. */
    CHILD_FAILED(422, 10),
    /** The record and the handler's code no longer fit. */
    CODE_CHANGED(409, 12),
    /** The store can't be read or written now: a full disk, a read-only file. */
    STORE_UNAVAILABLE(503, 5),
    /** Another process has the state directory. */
    STORE_LOCKED(423, 5),
    /** The store's content is damaged. */
    STORE_DAMAGED(500, 5),
    /** The layer is closing or closed. */
    CLOSED(503, 5),
    /** Something is not supported on this system. */
    UNSUPPORTED(501, 7),
    /** A bug in the layer. */
    INTERNAL(500, 70),
    /** No such session. */
    SESSION_NOT_FOUND(404, 3),
    /** A living session has the name. */
    SESSION_NAME_TAKEN(409, 4),
    /** The session has ended or is lost. */
    SESSION_ENDED(409, 4),
    /** The session is alive, and that is only for one that has ended. */
    SESSION_ALIVE(409, 4),
    /** The session's terminal isn't at a prompt where a command could be typed. */
    SESSION_BUSY(409, 4),
    /** Another operator has the session's helm. */
    HELM_TAKEN(409, 4),
    /** The operator lacks the right. */
    RIGHT_MISSING(403, 4),
    /** The operator's right was revoked. */
    RIGHT_REVOKED(403, 4);

    private final int httpStatus;
    private final int exitCode;

    ErrorCode(int httpStatus, int exitCode) {
        this.httpStatus = httpStatus;
        this.exitCode = exitCode;
    }

    /** The code as text, such as {@code task_not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status that goes with it. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The CLI's exit code that goes with it. */
    public int exitCode() {
        return exitCode;
    }
}
