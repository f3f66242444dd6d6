package dev.perdure.engine.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How a finished future ended, with the exception that was meant and not a wrapper of it. */
final class Answers {
    private Answers() {}

    static <T extends @Nullable Object> T of(CompletableFuture<T> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException meant) {
                throw meant;
            }
            throw e;
        }
    }
}
