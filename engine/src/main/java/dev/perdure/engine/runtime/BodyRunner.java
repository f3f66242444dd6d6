package dev.perdure.engine.runtime;

import dev.perdure.api.Step;
import dev.perdure.api.StepBody;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Runs users' code where a cancellation can interrupt it, and under the limits of its step. Thread-safe. */
final class BodyRunner {
    private final Run run;

    BodyRunner(Run run) {
        this.run = run;
    }

    /** Runs a step's body once. Throws what it throws, or {@link BodyTimeoutException}. */
    <R extends @Nullable Object> R run(Step<R> step, BodyContext context, StepBody<R> body) throws Exception {
        boolean limited = step.timeout() != null || step.heartbeatTimeout() != null;
        return limited ? watched(step, context, body) : here(() -> body.run(context));
    }

    /** Runs a body on this thread so that a cancellation can interrupt it, and keeps the interrupt from what comes after. */
    <R extends @Nullable Object> R here(Body<R> body) throws Exception {
        Scheduler.Worker here = run.scheduler().current();
        run.enter(here);
        try {
            return body.run();
        } finally {
            run.exit(here);
            run.scheduler().clearInterrupt();
        }
    }

    /** Users' code. */
    interface Body<R extends @Nullable Object> {
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
            Duration begun = scheduler.uptime();
            while (!result.isDone()) {
                Limit limit = nearest(step, context, begun);
                Duration left = limit.at().minus(scheduler.uptime());
                if (!left.isPositive()) {
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

    /** A limit; {@code at} is a time of the scheduler's uptime, so that a clock that is set cuts no body off. */
    private record Limit(Duration at, String words) {}

    private static Limit nearest(Step<?> step, BodyContext context, Duration begun) {
        Duration timeout = step.timeout();
        Duration silence = step.heartbeatTimeout();
        Limit whole = timeout == null ? null : new Limit(begun.plus(timeout), "it took longer than " + timeout);
        Limit beat = silence == null
                ? null
                : new Limit(context.lastBeat().plus(silence), "it gave no heartbeat for " + silence);
        if (whole == null || (beat != null && beat.at().compareTo(whole.at()) < 0)) {
            return Objects.requireNonNull(beat, "a watched step has a limit");
        }
        return whole;
    }

    /** A body was over its limit. */
    static final class BodyTimeoutException extends Exception {
        private static final long serialVersionUID = 1;

        BodyTimeoutException(String message) {
            super(message, null, false, false);
        }
    }
}
