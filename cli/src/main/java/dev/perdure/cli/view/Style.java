package dev.perdure.cli.view;

import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskState;

/** How a piece of text looks; by SGR codes of ECMA-48 §8.3.117 that every terminal has. */
public enum Style {
    /** As the terminal's user has it. */
    PLAIN(""),
    /** What matters most. */
    BOLD("\033[1m"),
    /** What matters least. */
    DIM("\033[2m"),
    /** It went well. */
    GOOD("\033[32m"),
    /** It failed. */
    BAD("\033[31m"),
    /** Somebody should look. */
    WARNING("\033[33m"),
    /** It is at work. */
    ACTIVE("\033[36m"),
    /** Something to type. */
    COMMAND("\033[1;35m");

    /** Back to plain. */
    static final String RESET = "\033[0m";

    private final String sgr;

    Style(String sgr) {
        this.sgr = sgr;
    }

    String sgr() {
        return sgr;
    }

    /** How a task in that state looks. */
    public static Style of(TaskState state) {
        return switch (state) {
            case COMPLETED -> GOOD;
            case FAILED -> BAD;
            case NEEDS_ATTENTION, PAUSED, CANCELLED, CANCELLING -> WARNING;
            case RUNNING, WAITING -> ACTIVE;
            case READY, SCHEDULED -> DIM;
        };
    }

    /** How a step in that state looks. */
    public static Style of(StepInfo.State state) {
        return switch (state) {
            case DONE -> GOOD;
            case FAILED, TIMED_OUT -> BAD;
            case UNKNOWN, RETRYING -> WARNING;
            case OPEN -> ACTIVE;
        };
    }
}
