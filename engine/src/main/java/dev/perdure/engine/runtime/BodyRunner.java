package dev.perdure.engine.runtime;

import dev.perdure.api.Step;
import dev.perdure.api.StepBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs users' code where a cancellation can interrupt it, and under the limits of its step. Thread-safe. */
final class BodyRunner {
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final Run run;
    private final Bodies bodies;

    BodyRunner(Run run) {
        this.run = run;
        this.bodies = run.partition().bodies();
    }

    /**
     * Runs a step's body once, unless it may not begin any more at the last moment. Throws what it throws, {@link BodyTimeoutException},
     * or {@link NotBegunException}.
     */
    <R extends @Nullable Object> R run(Step<R> step, BodyContext context, BooleanSupplier mayBegin, StepBody<R> body)
            throws Exception {
        Body<R> begun = () -> {
            if (!mayBegin.getAsBoolean()) {
                throw new NotBegunException();
            }
            try (Bodies.Body _ = bodies.body(run.taskId(), context.key())) {
                return body.run(context);
            }
        };
        boolean apart = step.timeout() != null || step.heartbeatTimeout() != null || step.platformThread();
        return apart ? apart(step, context, begun) : here(context.key(), begun);
    }

    /** Runs a step's check on this thread. */
    <R extends @Nullable Object> R check(String key, Body<R> check) throws Exception {
        return here(key, () -> {
            try (Bodies.Body _ = bodies.check(run.taskId(), key)) {
                return check.run();
            }
        });
    }

    /** Runs a body on this thread so that a cancellation can interrupt it, and keeps the interrupt from what comes after. */
    private <R extends @Nullable Object> R here(String key, Body<R> body) throws Exception {
        Scheduler.Worker here = run.scheduler().current();
        run.enter(here);
        boolean inHandler = run.entersBody(key);
        try {
            return body.run();
        } finally {
            if (inHandler) {
                run.leavesBody();
            }
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
    private <R extends @Nullable Object> R apart(Step<R> step, BodyContext context, Body<R> body) throws Exception {
        CompletableFuture<@Nullable Void> began = new CompletableFuture<>();
        CompletableFuture<R> result = new CompletableFuture<>();
        Scheduler scheduler = run.scheduler();
        Runnable work = () -> {
            try {
                context.begins();
                began.complete(null);
                if (run.isAborted()) {
                    throw Unwind.leave();
                }
                result.complete(body.run());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            } finally {
                began.complete(null);
            }
        };
        String name = "perdure-body-" + context.key();
        Scheduler.Worker worker =
                step.platformThread() ? scheduler.startApart(name, work) : scheduler.start(name, work);
        run.enter(worker);
        try {
            while (step.platformThread() && !began.isDone()) {
                awaitBody(began, LONGEST_WAIT, worker);
            }
            while (!result.isDone()) {
                Limit limit = nearest(step, context);
                if (!limit.left().isPositive()) {
                    worker.interrupt();
                    context.close();
                    throw new BodyTimeoutException(limit.words());
                }
                awaitBody(result, limit.left(), worker);
            }
        } finally {
            run.exit(worker);
            if (!result.isDone()) {
                // Whatever made this thread leave, nobody hears of the body any more.
                worker.interrupt();
                context.shut();
            }
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

    private record Limit(Duration left, String words) {}

    private static Limit nearest(Step<?> step, BodyContext context) {
        Limit nearest = new Limit(LONGEST_WAIT, "");
        if (step.timeout() != null) {
            nearest = nearer(nearest, step.timeout(), context.sinceBegin(), "it took longer than ");
        }
        if (step.heartbeatTimeout() != null) {
            nearest = nearer(nearest, step.heartbeatTimeout(), context.sinceBeat(), "it gave no heartbeat for ");
        }
        return nearest;
    }

    private static Limit nearer(Limit other, Duration limit, Duration passed, String words) {
        Duration left = limit.minus(passed);
        return left.compareTo(other.left()) < 0 ? new Limit(left, words + limit) : other;
    }

    /** A body was over its limit. */
    static final class BodyTimeoutException extends Exception {
        private static final long serialVersionUID = 1;

        BodyTimeoutException(String message) {
            super(message, null, false, false);
        }
    }

    /** A body was not begun, since its start had been recorded too long ago. */
    static final class NotBegunException extends Exception {
        private static final long serialVersionUID = 1;

        NotBegunException() {
            super("it was not begun", null, false, false);
        }
    }
}
