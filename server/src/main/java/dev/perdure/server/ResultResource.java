package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task's result, waited for as long as the client likes, within a bound.
 *
 * @param perdure the layer
 * @param stopping completes when the daemon stops, which ends every wait
 */
record ResultResource(Perdure perdure, CompletableFuture<?> stopping) implements Resource {
    private static final Set<String> PARAMETERS = Set.of("wait");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/tasks/{id}/result", this::result);
    }

    private void result(Context ctx) throws InterruptedException {
        Duration wait = Query.of(ctx, PARAMETERS).duration("wait", Duration.ZERO, LONGEST_WAIT);
        TaskHandle<Json> task = perdure.handle(ctx.pathParam("id"));
        CompletableFuture<Json> result = task.resultAsync();
        try {
            CompletableFuture.anyOf(result, stopping).get(patience(task, wait).toMillis(), TimeUnit.MILLISECONDS);
            if (!result.isDone()) {
                throw new PerdureException(ErrorCode.CLOSED, "The daemon is stopping; ask again when it is back.");
            }
            Answer.json(ctx, new Completed(TaskState.COMPLETED, result.get()));
        } catch (TimeoutException e) {
            Answer.json(ctx, 202, new Pending(task.info().state()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new PerdureException(ErrorCode.INTERNAL, "The result could not be had.", e.getCause());
        } finally {
            result.cancel(false);
        }
    }

    /** What has ended is answered with its end, also to who doesn't wait: it only has to be read. */
    private static Duration patience(TaskHandle<Json> task, Duration wait) {
        TaskState state = task.info().state();
        boolean reached = state.isFinal() || state == TaskState.NEEDS_ATTENTION;
        return reached ? LONGEST_WAIT : wait;
    }

    private record Completed(TaskState state, Json result) {}

    private record Pending(TaskState state) {}
}
