package dev.perdure.engine.runtime;

import dev.perdure.api.ChildFailedException;
import dev.perdure.api.CodeChangedException;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskFailure;
import dev.perdure.engine.core.Command;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an attempt ends whose handler threw: what is recorded of it. Whatever the user's code threw is recorded by the task's policy. Only
 * two things are not: that the run is to end anyway, and an exception that the layer itself threw in this run to say that the run can't
 * write any more. The latter is told by identity, since a handler can make exceptions of the same classes and codes.
 */
final class AttemptEnd {
    private AttemptEnd() {}

    /** Records the end, or throws what kept it from being recorded. */
    static void record(Run run, FailurePolicy policy, Throwable thrown) {
        if (thrown instanceof Unwind unwind) {
            Failure parked = unwind.parked();
            if (parked != null) {
                end(run, new Command.Park(run.attempt(), parked));
            } else if (!run.isStopping()) {
                // Somebody kept it and threw it again: this run was not told to leave.
                throw unwind;
            }
            return;
        }
        if (run.isStopping()) {
            return;
        }
        if (run.isCancelled()) {
            end(run, new Command.Yield(run.attempt()));
            return;
        }
        run.throwIfRefused(thrown);
        end(run, command(run, policy, thrown));
    }

    private static Command.OfAttempt command(Run run, FailurePolicy policy, Throwable thrown) {
        long attempt = run.attempt();
        Failure failure = describe(run, thrown);
        if (thrown instanceof TaskFailure) {
            return new Command.Fail(attempt, failure);
        }
        if (thrown instanceof CodeChangedException) {
            return new Command.Park(attempt, failure);
        }
        Optional<Instant> retryAt = NextTry.at(policy.retry(), thrown, run.failedAttempts() + 1, run.scheduler());
        if (retryAt.isPresent()) {
            return new Command.RetryAttempt(attempt, failure, retryAt.get());
        }
        return switch (policy.exhausted()) {
            case PARK -> new Command.Park(attempt, failure);
            case FAIL -> new Command.Fail(attempt, failure);
        };
    }

    /** Users may extend some of these exceptions, and make others with nothing in them. */
    private static Failure describe(Run run, Throwable thrown) {
        try {
            return failure(run, thrown);
        } catch (RuntimeException | Error broken) {
            return new Failure(
                    FailureMode.UNEXPECTED_ERROR,
                    Texts.message(thrown) + " (What it carries can't be read: " + Texts.message(broken) + ")",
                    thrown.getClass().getName(),
                    null,
                    Texts.trace(thrown));
        }
    }

    private static Failure failure(Run run, Throwable thrown) {
        String error = thrown.getClass().getName();
        return switch (thrown) {
            case StepFailedException step -> {
                Failure cause = step.failure();
                yield new Failure(
                        cause.mode(), Texts.message(step), cause.error(), cause.step(), Texts.detail(cause.detail()));
            }
            case ChildFailedException child ->
                new Failure(
                        child.failure().mode(),
                        Texts.message(child),
                        child.failure().error(),
                        run.record().childKey(child.childId()).orElse(null),
                        Texts.detail(child.failure().detail()));
            case TaskFailure declared ->
                new Failure(
                        Objects.requireNonNull(declared.mode(), "its mode is null"),
                        Texts.message(declared),
                        error,
                        null,
                        "");
            case CodeChangedException changed ->
                new Failure(FailureMode.CODE_CHANGED, Texts.message(changed), error, null, "");
            case TaskCancelledException cancelled ->
                new Failure(FailureMode.CANCELLED, Texts.message(cancelled), error, null, "");
            default ->
                new Failure(FailureMode.UNEXPECTED_ERROR, Texts.message(thrown), error, null, Texts.trace(thrown));
        };
    }

    private static void end(Run run, Command.OfAttempt command) {
        run.record(command, null, List.of());
    }
}
