package dev.perdure.api;

import java.util.Locale;

/** Where a task is in its life. Every task is in exactly one of these; nothing disappears. */
public enum TaskState {
    /** Its start or its next attempt is set for a later time. */
    SCHEDULED,
    /** It can run and waits for a free worker. */
    READY,
    /** An attempt is at work on it. */
    RUNNING,
    /** Its handler waits for something named: a timer, a signal, a child. */
    WAITING,
    /** Somebody paused it. */
    PAUSED,
    /** It can't go on by itself; it says what happened and what can be done. */
    NEEDS_ATTENTION,
    /** Cancellation is requested; the handler is given time to end. */
    CANCELLING,
    /** It ended with a result. */
    COMPLETED,
    /** It ended with a failure. */
    FAILED,
    /** It ended because somebody cancelled it. */
    CANCELLED;

    /** Whether the task has ended. */
    public boolean isFinal() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, NEEDS_ATTENTION, CANCELLING -> false;
        };
    }

    /** The name on the wire and in the store, such as {@code needs_attention}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of that name. */
    public static TaskState ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
