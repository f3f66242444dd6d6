package dev.perdure.cli.view;

import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskState;

/**
 * The signs in front of tasks and steps.
 *
 * @param done it ended well
 * @param failed it failed
 * @param attention somebody has to decide
 * @param cancelled somebody cancelled it
 * @param running it is at work
 * @param waiting it waits for something named
 * @param ready it has not begun
 * @param paused somebody paused it
 * @param retrying it failed and is tried again
 * @param branch in front of an entry that others follow
 * @param last in front of the last entry
 * @param stem in front of what belongs to an entry that others follow
 * @param full a filled part of a progress bar
 * @param hollow an empty part of a progress bar
 */
public record Symbols(
        String done,
        String failed,
        String attention,
        String cancelled,
        String running,
        String waiting,
        String ready,
        String paused,
        String retrying,
        String branch,
        String last,
        String stem,
        String full,
        String hollow) {
    /** For terminals that show UTF-8. */
    public static final Symbols UNICODE =
            new Symbols("✔", "✘", "!", "⊘", "●", "◌", "○", "‖", "↻", "├─ ", "└─ ", "│  ", "█", "░");

    /** For the others. */
    public static final Symbols ASCII =
            new Symbols("+", "x", "!", "/", "*", "~", "o", "=", "r", "|- ", "`- ", "|  ", "#", ".");

    /** The sign of a state. */
    public String of(TaskState state) {
        return switch (state) {
            case COMPLETED -> done;
            case FAILED -> failed;
            case NEEDS_ATTENTION -> attention;
            case CANCELLED, CANCELLING -> cancelled;
            case RUNNING -> running;
            case WAITING -> waiting;
            case READY, SCHEDULED -> ready;
            case PAUSED -> paused;
        };
    }

    /** The sign of a state. */
    public String of(StepInfo step) {
        boolean hasBody = step.kind() == StepInfo.Kind.STEP || step.kind() == StepInfo.Kind.LOOP;
        return switch (step.state()) {
            case DONE -> done;
            case FAILED, TIMED_OUT -> failed;
            case UNKNOWN -> attention;
            case RETRYING -> retrying;
            case OPEN -> hasBody ? running : waiting;
        };
    }
}
