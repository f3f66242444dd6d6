package dev.perdure.engine;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waiting for the layer's answers on a client's thread. */
final class Waits {
    private Waits() {}

    /** The answer, or the exception that it was refused with. */
    static <T extends @Nullable Object> T forAnswer(CompletableFuture<T> answer) {
        try {
            return interruptibly(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(
                    ErrorCode.CLOSED,
                    "The thread was interrupted while it waited for an answer; whether the change was made is not known.",
                    e);
        }
    }

    /** The same for waits that may take long. */
    static <T extends @Nullable Object> T interruptibly(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PerdureException meant) {
                throw meant;
            }
            throw new PerdureException(ErrorCode.INTERNAL, "The layer failed: " + e.getCause(), e.getCause());
        }
    }
}
