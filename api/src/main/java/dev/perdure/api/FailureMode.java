package dev.perdure.api;

import java.util.Locale;

/** A named way to fail. The names are stable: they are the same in Java, in the store and at every door. */
public enum FailureMode {
    /** What must be known does not fit into what may be given. */
    CONTEXT_OVERFLOW,
    /** A step failed and its retries are used up. */
    TOOL_FAILURE,
    /** Two binding instructions contradict each other. */
    CONFLICTING_INSTRUCTIONS,
    /** Something needed is not there. */
    MISSING_INFORMATION,
    /** A result rests on memory that has changed since. */
    STALE_BASIS,
    /** A guard in force said no. */
    GUARD_VIOLATION,
    /** The same failing action came again and again. */
    REPETITION,
    /** An effect that must not happen twice was cut off, and nobody knows whether it happened. */
    UNKNOWN_OUTCOME,
    /** The record and the handler's code no longer fit. */
    CODE_CHANGED,
    /** The worker went away while it held the task. */
    LOST_WORKER,
    /** A time limit passed. */
    TIMEOUT,
    /** What the task may spend is spent. */
    BUDGET_EXHAUSTED,
    /** No worker here runs the task's type. */
    UNKNOWN_TYPE,
    /** The handler threw something that nobody declared. */
    UNEXPECTED_ERROR,
    /** The task's history can't be read from some event on. */
    DAMAGED_HISTORY,
    /** The task was cancelled. */
    CANCELLED;

    /** The name on the wire and in the store, such as {@code unknown_outcome}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of that name. */
    public static FailureMode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
