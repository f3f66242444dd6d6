package dev.perdure.engine.runtime;

import dev.perdure.api.CodeChangedException;
import dev.perdure.api.Effect;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.Reconcile;
import dev.perdure.api.Step;
import dev.perdure.api.StepBody;
import dev.perdure.api.StepFailedException;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.engine.runtime.HandlerContext.Recorded;
import dev.perdure.store.BlobRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a step from where its record stands to its end: runs bodies, records what they come to, waits between tries, and settles
 * outcomes that a crash left unknown. Thread-safe; each step on a thread of its own.
 *
 * <p>The order of records and bodies is what keeps the promises. A ONCE body begins after the record of its intent, so if that record
 * has no end, its outcome is unknown and only a check or a person may settle it. A REPEATABLE body's end is recorded before the
 * handler hears of it, so a crash between both repeats the body and nothing else.
 */
final class StepRunner {
    private final Run run;
    private final Payloads payloads;
    private final BodyRunner bodies;
    private final List<CompletableFuture<Void>> beside = new ArrayList<>();

    StepRunner(Run run, Payloads payloads) {
        this.run = run;
        this.payloads = payloads;
        bodies = new BodyRunner(run);
    }

    /** Runs a step on this thread, or takes its result from the record. */
    <R extends @Nullable Object> Recorded<R> run(Step<R> step, String key, StepBody<R> body) {
        return run(step, key, body, step.effect() == Effect.ONCE);
    }

    private <R extends @Nullable Object> Recorded<R> run(
            Step<R> step, String key, StepBody<R> body, boolean recordsStart) {
        payloads.requireReadable("The result of step", step.name(), step.type());
        if (step.effect() == Effect.ONCE) {
            payloads.expectations().runs(run.created().type(), key, step.type());
        }
        while (true) {
            StepEntry entry = find(key);
            StepState state = entry == null ? StepState.DUE : entry.state();
            switch (state) {
                case DONE -> {
                    return recorded(step, key, Objects.requireNonNull(entry));
                }
                case FAILED -> throw new StepFailedException(failureOf(Objects.requireNonNull(entry)));
                case RETRYING -> {
                    if (run.isCancelled()) {
                        throw run.cancelled();
                    }
                    run.awaitRetry(
                            key,
                            Objects.requireNonNull(Objects.requireNonNull(entry).retryAt()));
                }
                case UNKNOWN -> settle(step, key, Objects.requireNonNull(entry));
                case STARTED -> {
                    if (Objects.requireNonNull(entry).effect() == Effect.ONCE) {
                        run.check();
                        record(new Command.MarkUnknown(run.attempt(), key, null), key, List.of());
                    } else {
                        Recorded<R> result = attempt(step, key, body, entry);
                        if (result != null) {
                            return result;
                        }
                    }
                }
                case DUE -> {
                    run.check();
                    if (recordsStart) {
                        entry = record(new Command.StartStep(run.attempt(), key, step.effect()), key, List.of());
                    }
                    Recorded<R> result = attempt(step, key, body, entry);
                    if (result != null) {
                        return result;
                    }
                }
            }
        }
    }

    /** The recorded result. One that a person gave and that is of another type leaves the outcome unknown, as it was before. */
    private <R extends @Nullable Object> Recorded<R> recorded(Step<R> step, String key, StepEntry entry) {
        Payload result = Objects.requireNonNull(entry.result(), "a step that is done has a result");
        try {
            return new Recorded<>(payloads.decode(result, step.type()), entry.time());
        } catch (PerdureException e) {
            if (e.code() != ErrorCode.BAD_INPUT || !entry.resolved()) {
                throw e;
            }
            throw stillUnknown(key, "It was resolved as done with a result that is of no use. " + Texts.message(e));
        }
    }

    private Unwind stillUnknown(String key, String reason) {
        run.check();
        record(new Command.MarkUnknown(run.attempt(), key, reason), key, List.of());
        return Unwind.park(unknown(key, reason));
    }

    private @Nullable StepEntry find(String key) {
        Entry entry = run.find(key);
        if (entry != null && !(entry instanceof StepEntry)) {
            throw new CodeChangedException(key, Decider.describe(entry), "a step");
        }
        return (StepEntry) entry;
    }

    /** Runs the body once and records what it came to; null when it failed, which is recorded too. */
    private <R extends @Nullable Object> @Nullable Recorded<R> attempt(
            Step<R> step, String key, StepBody<R> body, @Nullable StepEntry entry) {
        run.check();
        int failures = entry == null ? 0 : entry.failures();
        BodyContext context = new BodyContext(
                run,
                payloads,
                step,
                key,
                failures + 1,
                entry == null ? null : entry.failure(),
                entry == null ? null : entry.heartbeat());
        R value;
        try {
            value = bodies.run(step, context, body);
        } catch (Unwind e) {
            throw e;
        } catch (Throwable thrown) {
            context.close();
            failed(step, key, failures + 1, thrown);
            return null;
        }
        PayloadCodec.Proven<R> proven;
        try {
            proven = payloads.prove(value, step.type());
        } catch (PerdureException | StackOverflowError e) {
            context.close();
            if (step.effect() == Effect.ONCE) {
                // Its effect took place. As a failure it would be run again.
                throw stillUnknown(
                        key,
                        "Its body ended, and its result can't be recorded. " + Texts.message(e)
                                + " Mend that before you resolve it.");
            }
            failed(step, key, failures + 1, e);
            return null;
        }
        PayloadCodec.Encoded encoded = proven.encoded();
        StepEntry done =
                record(new Command.CompleteStep(run.attempt(), key, encoded.payload()), key, payloads.blobs(encoded));
        return new Recorded<>(proven.value(), done.time());
    }

    private <R extends @Nullable Object> void failed(Step<R> step, String key, int failures, Throwable thrown) {
        if (run.isStopping() || run.isAborted()) {
            throw Unwind.leave();
        }
        if (run.isCancelled() && thrown instanceof InterruptedException) {
            throw run.cancelled();
        }
        boolean cutOff = thrown instanceof BodyRunner.BodyTimeoutException;
        if ((cutOff || thrown instanceof CommandStep.UnsettledException) && step.effect() == Effect.ONCE) {
            // It was left alone, not ended: whether it took effect, or still will, is not known.
            settle(step, key, record(new Command.MarkUnknown(run.attempt(), key, null), key, List.of()));
            if (Objects.requireNonNull(find(key)).state() == StepState.DONE) {
                return;
            }
        }
        boolean late = cutOff || thrown instanceof CommandStep.CommandTimeoutException;
        FailureMode mode = late ? FailureMode.TIMEOUT : FailureMode.TOOL_FAILURE;
        String detail = thrown instanceof CommandStep.CommandTimeoutException timeout
                ? Texts.tail(timeout.output())
                : Texts.trace(thrown);
        Failure failure =
                new Failure(mode, Texts.message(thrown), thrown.getClass().getName(), key, detail);
        Instant retryAt = step.retry().retries(thrown)
                ? step.retry()
                        .delayAfter(failures, run.scheduler().random())
                        .map(run.scheduler().now()::plus)
                        .orElse(null)
                : null;
        record(new Command.FailStep(run.attempt(), key, failures, failure, retryAt), key, List.of());
    }

    private StepEntry record(Command.OfAttempt command, String key, List<BlobRow> blobs) {
        return (StepEntry) Objects.requireNonNull(run.record(command, key, blobs), "a recorded step has an entry");
    }

    private static Failure failureOf(StepEntry entry) {
        return Objects.requireNonNull(entry.failure(), "a failed step has a failure");
    }

    // -- unknown outcomes

    private <R extends @Nullable Object> void settle(Step<R> step, String key, StepEntry entry) {
        run.check();
        Reconcile<R> reconcile = step.reconcile();
        if (reconcile == null) {
            throw Unwind.park(unknown(key, "The step has no check of its own."));
        }
        BodyContext context =
                new BodyContext(run, payloads, step, key, entry.failures() + 1, entry.failure(), entry.heartbeat());
        Outcome<R> outcome;
        try {
            outcome = bodies.here(() -> reconcile.check(context));
        } catch (Unwind e) {
            throw e;
        } catch (Throwable thrown) {
            if (run.isStopping()) {
                throw Unwind.leave();
            }
            if (run.isCancelled() && thrown instanceof InterruptedException) {
                throw run.cancelled();
            }
            if (thrown instanceof CommandStep.CommandTimeoutException) {
                failed(step, key, entry.failures() + 1, thrown);
                return;
            }
            throw Unwind.park(unknown(key, "The step's own check failed: " + Texts.message(thrown)));
        }
        switch (outcome) {
            case Outcome.Done<R> done -> {
                PayloadCodec.Encoded encoded = proven(step, key, done.value());
                record(
                        new Command.Reconcile(run.attempt(), key, true, encoded.payload()),
                        key,
                        payloads.blobs(encoded));
            }
            case Outcome.NotDone<R> _ -> record(new Command.Reconcile(run.attempt(), key, false, null), key, List.of());
            case Outcome.Unknown<R> unknown -> throw Unwind.park(unknown(key, unknown.reason()));
        }
    }

    private <R extends @Nullable Object> PayloadCodec.Encoded proven(Step<R> step, String key, R found) {
        try {
            return payloads.prove(found, step.type()).encoded();
        } catch (PerdureException e) {
            throw Unwind.park(unknown(key, "What its own check found can't be recorded. " + Texts.message(e)));
        }
    }

    private static Failure unknown(String key, String reason) {
        return new Failure(
                FailureMode.UNKNOWN_OUTCOME,
                Texts.bounded("Step " + key + " was cut off, and whether it took effect is not known. " + reason
                        + " Look, then resolve the step as done or as not done."),
                null,
                key,
                "");
    }

    // -- beside the handler

    /** Begins a step on a thread of its own. */
    <R extends @Nullable Object> Beside<R> beside(Step<R> step, String key, StepBody<R> body, Consumer<Instant> saw) {
        Beside<R> handle = new Beside<>(run, key, saw);
        StepEntry entry = find(key);
        if (entry != null && (entry.state() == StepState.DONE || entry.state() == StepState.FAILED)) {
            handle.settle(() -> run(step, key, body, true));
            return handle;
        }
        run.check();
        run.threadBegins();
        CompletableFuture<Void> over = new CompletableFuture<>();
        beside.add(over);
        run.scheduler().start("perdure-step-" + key, () -> {
            try {
                handle.settle(() -> run(step, key, body, true));
            } finally {
                run.threadEnds();
                over.complete(null);
            }
        });
        return handle;
    }

    /** Waits until no step runs beside the handler any more, whatever they came to. */
    void quiesce() {
        for (CompletableFuture<Void> body : beside) {
            while (!body.isDone()) {
                try {
                    run.scheduler().await(body);
                } catch (InterruptedException _) {
                    run.abort();
                }
            }
        }
    }
}
