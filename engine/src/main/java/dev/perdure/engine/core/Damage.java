package dev.perdure.engine.core;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.PerdureException;

/**
 * Where a task's history breaks off: what comes from event {@code at} on can't be read, or does not fit what is before it.
 *
 * @param at the place of the first event that can't be read, from 1
 * @param kind its kind as it is stored, or empty where it is missing
 * @param why what is wrong with it, in words
 */
public record Damage(long at, String kind, String why) {
    public Damage {
        requireNonNull(kind, "kind is null");
        requireNonNull(why, "why is null");
    }

    /** The failure that a task in quarantine shows. */
    public Failure failure() {
        return Failure.of(FailureMode.DAMAGED_HISTORY, sentence());
    }

    /** What is damaged, as a sentence. */
    public String sentence() {
        return "Event " + at + (kind.isEmpty() ? "" : " (" + kind + ")") + " of its history can't be read: " + why
                + ".";
    }

    /** Why something can't be done to a task with this damage, and what can. */
    PerdureException refusal(String taskId, String wanted) {
        String before = at > 1 ? "cancel it, fork it at an event before " + at + ", or have it repaired" : "cancel it";
        return new PerdureException(
                ErrorCode.INVALID_STATE,
                "Task " + taskId + " can not be " + wanted + ". " + sentence() + " What can be done: " + before + ".");
    }
}
