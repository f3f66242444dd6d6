package dev.perdure.engine.runtime;

import dev.perdure.api.CodeChangedException;
import dev.perdure.api.Effect;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.NotDoneException;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a step from where its record stands to its end: runs bodies, records what they come to, waits between tries, and settles
 * outcomes that a crash left unknown. Thread-safe; each step on a thread of its own.
 *
 * <p>The order of records and bodies is what keeps the promises. A ONCE body begins after the record of its intent, so if that record
 * has no end, its outcome is unknown and only a check or a person may settle it. The same holds for whatever is thrown after it began, by
 * the body or by the layer around it, unless the body says that it came before the effect. A REPEATABLE body's end is recorded before
 * the handler hears of it, so a crash between both repeats the body and nothing else.
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
        boolean mine = false;
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
                case UNKNOWN -> {
                    if (!mine) {
                        awaitTakeover(step);
                    }
                    settle(step, key, Objects.requireNonNull(entry), mine);
                }
                case STARTED -> {
                    if (Objects.requireNonNull(entry).effect() == Effect.ONCE) {
                        awaitTakeover(step);
                        run.check();
                        record(new Command.MarkUnknown(run.attempt(), key), key, List.of());
                    } else {
                        Recorded<R> result = attempt(step, key, body, entry, () -> true);
                        if (result != null) {
                            return result;
                        }
                    }
                }
                case DUE -> {
                    run.check();
                    mine = true;
                    Duration recordedAt = run.scheduler().uptime();
                    if (recordsStart) {
                        entry = record(new Command.StartStep(run.attempt(), key, step.effect()), key, List.of());
                    }
                    Recorded<R> result = attempt(step, key, body, entry, () -> mayBegin(step, recordedAt));
                    if (result != null) {
                        return result;
                    }
                }
            }
        }
    }

    /** Asked right before a body begins. What may be repeated may begin at any time. */
    private boolean mayBegin(Step<?> step, Duration recordedAt) {
        return step.effect() != Effect.ONCE
                || run.partition().tenure().mayBegin(recordedAt, run.scheduler().uptime());
    }

    /** Waits until a body that an earlier owner of the partition let begin is over, as far as its limit tells. */
    private void awaitTakeover(Step<?> step) {
        run.awaitUptime(run.partition().tenure().settlesAt(step.timeout()));
    }

    /** The recorded result. One that a person gave and that is of another type leaves the outcome unknown, as it was before. */
    private <R extends @Nullable Object> Recorded<R> recorded(Step<R> step, String key, StepEntry entry) {
        Payload result = Objects.requireNonNull(entry.result(), "a step that is done has a result");
        try {
            return new Recorded<>(run.reading(() -> payloads.decode(result, step.type())), entry.time());
        } catch (PerdureException e) {
            if (e.code() != ErrorCode.BAD_INPUT || !entry.resolved()) {
                throw e;
            }
            run.check();
            String why = "it was resolved as done with a result that is of no use: " + Texts.message(e);
            Failure failure = new Failure(FailureMode.UNKNOWN_OUTCOME, Texts.bounded(why), null, key, "");
            StepEntry unknown = record(new Command.MarkUnknown(run.attempt(), key, failure), key, List.of());
            throw Unwind.park(UnknownOutcome.of(unknown, "Nothing is run again.", false));
        }
    }

    private @Nullable StepEntry find(String key) {
        Entry entry = run.find(key);
        if (entry != null && !(entry instanceof StepEntry)) {
            throw new CodeChangedException(key, Decider.describe(entry), "a step");
        }
        return (StepEntry) entry;
    }

    /** Runs the body once and records what it came to; null when it came to no result, which is recorded too. */
    private <R extends @Nullable Object> @Nullable Recorded<R> attempt(
            Step<R> step, String key, StepBody<R> body, @Nullable StepEntry entry, BooleanSupplier mayBegin) {
        run.check();
        int failures = entry == null ? 0 : entry.failures();
        BodyContext context = context(step, key, failures + 1, entry, () -> bodyCount(key) > 1);
        boolean returned = false;
        try {
            R value = bodies.run(step, context, mayBegin, body);
            returned = true;
            PayloadCodec.Proven<R> proven = payloads.prove(value, step.type());
            PayloadCodec.Encoded encoded = proven.encoded();
            StepEntry done = record(
                    new Command.CompleteStep(run.attempt(), key, encoded.payload()), key, payloads.blobs(encoded));
            return new Recorded<>(proven.value(), done.time());
        } catch (Unwind e) {
            throw e;
        } catch (BodyRunner.NotBegunException _) {
            record(new Command.MarkUnknown(run.attempt(), key), key, List.of());
            record(new Command.Reconcile(run.attempt(), key, false, null), key, List.of());
        } catch (Throwable thrown) {
            run.throwIfRefused(thrown);
            if (returned && step.effect() == Effect.ONCE) {
                unwritten(key, thrown);
            } else {
                context.close();
                failed(step, key, failures + 1, thrown);
            }
        }
        return null;
    }

    private <R extends @Nullable Object> BodyContext context(
            Step<R> step, String key, int attempt, @Nullable StepEntry entry, BooleanSupplier mayStillRun) {
        return new BodyContext(
                run,
                payloads,
                step,
                key,
                attempt,
                entry == null ? null : entry.failure(),
                entry == null ? null : entry.heartbeat(),
                mayStillRun);
    }

    private int bodyCount(String key) {
        return run.partition().bodies().count(run.taskId(), key);
    }

    /** A ONCE body ran to its end, so its effect took place; only what it gave can't be kept. */
    private void unwritten(String key, Throwable thrown) {
        Failure failure = new Failure(
                FailureMode.UNKNOWN_OUTCOME,
                "its result could not be written: " + Texts.message(thrown),
                thrown.getClass().getName(),
                key,
                Texts.trace(thrown));
        record(new Command.MarkUnknown(run.attempt(), key, failure), key, List.of());
    }

    private <R extends @Nullable Object> void failed(Step<R> step, String key, int failures, Throwable thrown) {
        if (run.isStopping() || run.isAborted()) {
            throw Unwind.leave();
        }
        if (run.isCancelled() && thrown instanceof InterruptedException) {
            throw run.cancelled();
        }
        Failure failure = failure(key, thrown);
        if (step.effect() == Effect.ONCE && !saysNotDone(step, thrown)) {
            // An exception does not tell whether the effect came before it; one that was left alone may even be at it
            // still.
            settle(step, key, record(new Command.MarkUnknown(run.attempt(), key, failure), key, List.of()), true);
            if (Objects.requireNonNull(find(key)).state() == StepState.DONE) {
                return;
            }
        }
        Instant retryAt = thrown instanceof MisplacedCallException
                ? null
                : NextTry.at(step.retry(), thrown, failures, run.scheduler()).orElse(null);
        record(new Command.FailStep(run.attempt(), key, failures, failure, retryAt), key, List.of());
    }

    private static boolean saysNotDone(Step<?> step, Throwable thrown) {
        return thrown instanceof NotDoneException
                || thrown instanceof CommandStep.CommandTimeoutException
                || (step.failsBeforeEffect() && !(thrown instanceof BodyRunner.BodyTimeoutException));
    }

    private static Failure failure(String key, Throwable thrown) {
        boolean late = thrown instanceof BodyRunner.BodyTimeoutException
                || thrown instanceof CommandStep.CommandTimeoutException;
        String detail = thrown instanceof CommandStep.CommandTimeoutException timeout
                ? Texts.tail(timeout.output())
                : Texts.trace(thrown);
        return new Failure(
                late ? FailureMode.TIMEOUT : FailureMode.TOOL_FAILURE,
                Texts.message(thrown),
                thrown.getClass().getName(),
                key,
                detail);
    }

    private StepEntry record(Command.OfAttempt command, String key, List<BlobRow> blobs) {
        return (StepEntry) Objects.requireNonNull(run.record(command, key, blobs), "a recorded step has an entry");
    }

    private static Failure failureOf(StepEntry entry) {
        return Objects.requireNonNull(entry.failure(), "a failed step has a failure");
    }

    // -- unknown outcomes

    /** Has an unknown outcome settled by the step's check, or parks the task. {@code mine} says that the body was begun by this run. */
    private <R extends @Nullable Object> void settle(Step<R> step, String key, StepEntry entry, boolean mine) {
        run.check();
        Reconcile<R> reconcile = step.reconcile();
        boolean elsewhere = !mine && run.partition().tenure().lease().predecessorMayLive();
        BooleanSupplier mayStillRun = () -> elsewhere || bodyCount(key) > 0;
        if (reconcile == null) {
            throw Unwind.park(
                    UnknownOutcome.of(entry, "The step has no check of its own.", mayStillRun.getAsBoolean()));
        }
        BodyContext context = context(step, key, entry.failures() + 1, entry, mayStillRun);
        Outcome<R> outcome;
        PayloadCodec.@Nullable Encoded result;
        try {
            outcome = Objects.requireNonNull(
                    bodies.check(key, () -> reconcile.check(context)), "the check returned no outcome");
            result = outcome instanceof Outcome.Done<R> done
                    ? payloads.prove(done.value(), step.type()).encoded()
                    : null;
        } catch (Unwind e) {
            throw e;
        } catch (Throwable thrown) {
            if (run.isStopping()) {
                throw Unwind.leave();
            }
            run.throwIfRefused(thrown);
            if (run.isCancelled() && thrown instanceof InterruptedException) {
                throw run.cancelled();
            }
            if (thrown instanceof CommandStep.CommandTimeoutException) {
                failed(step, key, entry.failures() + 1, thrown);
                return;
            }
            throw Unwind.park(UnknownOutcome.of(
                    entry, "The step's own check failed: " + Texts.message(thrown), mayStillRun.getAsBoolean()));
        }
        switch (outcome) {
            case Outcome.Done<R> _ ->
                record(
                        new Command.Reconcile(
                                run.attempt(),
                                key,
                                true,
                                Objects.requireNonNull(result).payload()),
                        key,
                        payloads.blobs(result));
            case Outcome.NotDone<R> _ -> {
                if (entry.hasReturned()) {
                    throw Unwind.park(UnknownOutcome.of(
                            entry, "The step's own check says that it is not done, which can't be.", false));
                }
                record(new Command.Reconcile(run.attempt(), key, false, null), key, List.of());
            }
            case Outcome.Unknown<R> unknown ->
                throw Unwind.park(UnknownOutcome.of(entry, unknown.reason(), mayStillRun.getAsBoolean()));
        }
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
