package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.engine.core.Entry.StepEntry;

/** What a task is parked with when nobody knows what a ONCE body did. */
final class UnknownOutcome {
    private UnknownOutcome() {}

    /** {@code why} says in a sentence why it can't be settled; {@code mayStillRun} whether the body may be at work yet. */
    static Failure of(StepEntry step, String why, boolean mayStillRun) {
        Failure failure = step.failure();
        String message;
        if (step.hasReturned() && failure != null) {
            message = "Step " + step.key() + " ran to its end, but " + failure.message() + ". " + why
                    + " Resolve the step as done, with its result.";
        } else {
            message = "Step " + step.key() + " " + how(failure) + ", and whether it took effect is not known. " + why
                    + (mayStillRun ? " Its body may still be at work." : "")
                    + " Look, then resolve the step as done or as not done.";
        }
        return new Failure(
                FailureMode.UNKNOWN_OUTCOME,
                Texts.bounded(message),
                failure == null ? null : failure.error(),
                step.key(),
                failure == null ? "" : failure.detail());
    }

    private static String how(@org.jspecify.annotations.Nullable Failure failure) {
        if (failure == null) {
            return "was cut off";
        }
        return (failure.mode() == FailureMode.TIMEOUT ? "was cut off (" : "failed (") + failure.message() + ")";
    }
}
