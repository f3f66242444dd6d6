package dev.perdure.engine;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.runtime.Scheduler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Waiting for the layer's answers on a client's thread, by the scheduler that the layer lives by. */
final class Waits {
    private Waits() {}

    /** The answer, or the exception that it was refused with. */
    static <T extends @Nullable Object> T forAnswer(Scheduler scheduler, CompletableFuture<T> answer) {
        try {
            return interruptibly(scheduler, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(
                    ErrorCode.CLOSED,
                    "The thread was interrupted while it waited for an answer; whether the change was made is not known.",
                    e);
        }
    }

    /** The same for waits that may take long. */
    static <T extends @Nullable Object> T interruptibly(Scheduler scheduler, CompletableFuture<T> answer)
            throws InterruptedException {
        scheduler.await(answer);
        try {
            return answer.join();
        } catch (CompletionException | CancellationException e) {
            if (e.getCause() instanceof PerdureException meant) {
                throw meant;
            }
            throw new PerdureException(ErrorCode.INTERNAL, "The layer failed: " + e.getCause(), e.getCause());
        }
    }
}
