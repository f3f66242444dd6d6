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
import dev.perdure.api.StepHandle;
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
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final List<CompletableFuture<Void>> bodies = new ArrayList<>();

    StepRunner(Run run, Payloads payloads) {
        this.run = run;
        this.payloads = payloads;
    }

    /** Runs a step on this thread, or takes its result from the record. */
    <R extends @Nullable Object> Recorded<R> run(Step<R> step, String key, StepBody<R> body) {
        return run(step, key, body, step.effect() == Effect.ONCE);
    }

    private <R extends @Nullable Object> Recorded<R> run(
            Step<R> step, String key, StepBody<R> body, boolean recordsStart) {
        while (true) {
            StepEntry entry = find(key);
            StepState state = entry == null ? StepState.DUE : entry.state();
            switch (state) {
                case DONE -> {
                    Payload result =
                            Objects.requireNonNull(Objects.requireNonNull(entry).result());
                    return new Recorded<>(payloads.decode(result, step.type()), entry.time());
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
                        record(new Command.MarkUnknown(run.attempt(), key), key, List.of());
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
        PayloadCodec.Encoded encoded;
        try {
            value = isWatched(step) ? watched(step, context, body) : plain(context, body);
            encoded = payloads.encode(value, step.type());
        } catch (Unwind e) {
            throw e;
        } catch (Throwable thrown) {
            context.close();
            failed(step, key, failures + 1, thrown);
            return null;
        }
        StepEntry done =
                record(new Command.CompleteStep(run.attempt(), key, encoded.payload()), key, payloads.blobs(encoded));
        return new Recorded<>(value, done.time());
    }

    private <R extends @Nullable Object> void failed(Step<R> step, String key, int failures, Throwable thrown) {
        if (run.isStopping() || run.isAborted()) {
            throw Unwind.leave();
        }
        if (run.isCancelled() && thrown instanceof InterruptedException) {
            throw run.cancelled();
        }
        boolean cutOff = thrown instanceof BodyTimeoutException;
        if ((cutOff || thrown instanceof CommandStep.UnsettledException) && step.effect() == Effect.ONCE) {
            // It was left alone, not ended: whether it took effect, or still will, is not known.
            settle(step, key, record(new Command.MarkUnknown(run.attempt(), key), key, List.of()));
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
            outcome = inBody(() -> reconcile.check(context));
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
                PayloadCodec.Encoded encoded = payloads.encode(done.value(), step.type());
                record(
                        new Command.Reconcile(run.attempt(), key, true, encoded.payload()),
                        key,
                        payloads.blobs(encoded));
            }
            case Outcome.NotDone<R> _ -> record(new Command.Reconcile(run.attempt(), key, false, null), key, List.of());
            case Outcome.Unknown<R> unknown -> throw Unwind.park(unknown(key, unknown.reason()));
        }
    }

    private static Failure unknown(String key, String reason) {
        return new Failure(
                FailureMode.UNKNOWN_OUTCOME,
                "Step " + key + " was cut off, and whether it took effect is not known. " + reason
                        + " Look, then resolve the step as done or as not done.",
                null,
                key,
                "");
    }

    // -- bodies

    private static boolean isWatched(Step<?> step) {
        return step.timeout() != null || step.heartbeatTimeout() != null;
    }

    private <R extends @Nullable Object> R plain(BodyContext context, StepBody<R> body) throws Exception {
        return inBody(() -> body.run(context));
    }

    /** Runs a body on this thread so that a cancellation can interrupt it, and keeps the interrupt from what comes after. */
    private <R extends @Nullable Object> R inBody(Body<R> body) throws Exception {
        Scheduler.Worker here = run.scheduler().current();
        run.enter(here);
        try {
            return body.run();
        } finally {
            run.exit(here);
            run.scheduler().clearInterrupt();
        }
    }

    private interface Body<R extends @Nullable Object> {
        R run() throws Exception;
    }

    /**
     * Runs a body on a thread of its own, under its limits. One that is over its limit is interrupted and left alone: it can't hold up
     * the task, and what it still returns is not heard.
     */
    private <R extends @Nullable Object> R watched(Step<R> step, BodyContext context, StepBody<R> body)
            throws Exception {
        CompletableFuture<R> result = new CompletableFuture<>();
        Scheduler scheduler = run.scheduler();
        Scheduler.Worker worker = scheduler.start("perdure-body-" + context.key(), () -> {
            try {
                result.complete(body.run(context));
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        run.enter(worker);
        try {
            Instant begun = scheduler.now();
            while (!result.isDone()) {
                Limit limit = nearest(step, context, begun);
                Duration left = Duration.between(scheduler.now(), limit.at());
                if (left.isNegative() || left.isZero()) {
                    worker.interrupt();
                    context.close();
                    throw new BodyTimeoutException(limit.words());
                }
                awaitBody(result, left, worker);
            }
        } finally {
            run.exit(worker);
        }
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception meant) {
                throw meant;
            }
            if (e.getCause() instanceof Error meant) {
                throw meant;
            }
            throw e;
        }
    }

    private void awaitBody(CompletableFuture<?> result, Duration left, Scheduler.Worker worker) {
        try {
            run.scheduler().await(result, left);
        } catch (InterruptedException _) {
            worker.interrupt();
        }
    }

    private record Limit(Instant at, String words) {}

    private static Limit nearest(Step<?> step, BodyContext context, Instant begun) {
        Duration timeout = step.timeout();
        Duration silence = step.heartbeatTimeout();
        Limit whole = timeout == null ? null : new Limit(begun.plus(timeout), "it took longer than " + timeout);
        Limit beat = silence == null
                ? null
                : new Limit(context.lastBeat().plus(silence), "it gave no heartbeat for " + silence);
        if (whole == null || (beat != null && beat.at().isBefore(whole.at()))) {
            return Objects.requireNonNull(beat, "a watched step has a limit");
        }
        return whole;
    }

    /** A body was over its limit. */
    private static final class BodyTimeoutException extends Exception {
        private static final long serialVersionUID = 1;

        BodyTimeoutException(String message) {
            super(message, null, false, false);
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
        bodies.add(over);
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
        for (CompletableFuture<Void> body : bodies) {
            while (!body.isDone()) {
                try {
                    run.scheduler().await(body);
                } catch (InterruptedException _) {
                    run.abort();
                }
            }
        }
    }

    /**
     * A step that runs beside the handler.
     *
     * @param <R> the step's result
     */
    static final class Beside<R extends @Nullable Object> implements StepHandle<R> {
        private final Run run;
        private final String key;
        private final Consumer<Instant> saw;
        private final CompletableFuture<Recorded<R>> result = new CompletableFuture<>();
        private volatile boolean heard;

        Beside(Run run, String key, Consumer<Instant> saw) {
            this.run = run;
            this.key = key;
            this.saw = saw;
        }

        private void settle(Supplier<Recorded<R>> step) {
            try {
                result.complete(step.get());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
                if (thrown instanceof Unwind unwind && unwind.parked() != null) {
                    run.park(unwind);
                }
            }
            run.pulse();
        }

        @Override
        public String key() {
            return key;
        }

        /** Waits, and throws the step's failure unless the handler has been told of it. */
        void joinUnheard() {
            if (!heard) {
                R _ = join();
            }
        }

        @Override
        public R join() {
            run.awaitBeside(result);
            heard = true;
            try {
                Recorded<R> recorded = Answers.of(result);
                saw.accept(recorded.time());
                return recorded.value();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error meant) {
                    throw meant;
                }
                throw new PerdureException(ErrorCode.INTERNAL, "Step " + key + " ended strangely.", e.getCause());
            }
        }
    }
}
