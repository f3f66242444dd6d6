package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StepHandle;
import dev.perdure.engine.runtime.HandlerContext.Recorded;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A step that runs beside the handler.
 *
 * @param <R> the step's result
 */
final class Beside<R extends @Nullable Object> implements StepHandle<R> {
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

    void settle(Supplier<Recorded<R>> step) {
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
        run.checkNotInBody("stepAsync's join");
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
