package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.SignalInfo;
import dev.perdure.api.TaskHandle;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a task: signal, look at and drop signals that it keeps, cancel, pause, resume, retry, repair, resolve, fork. Each
 * is answered with the task after it.
 */
record ControlResource(Perdure perdure, long payloadLimit) implements Resource {
    private static final String NO_REASON = "no reason given";

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/tasks/{id}/signals", this::signal);
        routes.get(
                "/v1/tasks/{id}/signals",
                ctx -> Answer.json(ctx, new Signals(task(ctx).signals())));
        routes.post("/v1/tasks/{id}/signals/drop", this::drop);
        routes.post("/v1/tasks/{id}/cancel", this::cancel);
        routes.post("/v1/tasks/{id}/pause", this::pause);
        routes.post("/v1/tasks/{id}/resume", this::resume);
        routes.post("/v1/tasks/{id}/retry", this::retry);
        routes.post("/v1/tasks/{id}/repair", this::repair);
        routes.post("/v1/tasks/{id}/resolve", this::resolve);
        routes.post("/v1/tasks/{id}/fork", this::fork);
    }

    private void signal(Context ctx) {
        JsonBody body = body(ctx, "name", "payload", "key");
        String name = body.requiredString("name");
        Json payload = Objects.requireNonNullElse(body.json("payload"), Json.NULL);
        task(ctx).signal(name, payload, body.string("key"));
        Answer.json(ctx, task(ctx).info());
    }

    private void drop(Context ctx) {
        Long event = body(ctx, "event").number("event");
        if (event == null) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "The field \"event\" names the signal's event; see the task's signals.");
        }
        task(ctx).dropSignal(event);
        Answer.json(ctx, task(ctx).info());
    }

    private void cancel(Context ctx) {
        JsonBody body = body(ctx, "reason", "grace");
        Duration grace = body.duration("grace");
        if (grace == null) {
            task(ctx).cancel(reason(body));
        } else if (grace.isNegative()) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The field \"grace\" is negative: " + grace);
        } else {
            task(ctx).cancel(reason(body), grace);
        }
        Answer.json(ctx, task(ctx).info());
    }

    private void pause(Context ctx) {
        task(ctx).pause(reason(body(ctx, "reason")));
        Answer.json(ctx, task(ctx).info());
    }

    private void resume(Context ctx) {
        body(ctx);
        task(ctx).resume();
        Answer.json(ctx, task(ctx).info());
    }

    private void retry(Context ctx) {
        body(ctx);
        task(ctx).retry();
        Answer.json(ctx, task(ctx).info());
    }

    private void repair(Context ctx) {
        body(ctx);
        task(ctx).repair();
        Answer.json(ctx, task(ctx).info());
    }

    private void resolve(Context ctx) {
        JsonBody body = body(ctx, "step", "outcome", "result");
        String step = body.requiredString("step");
        String outcome = body.requiredString("outcome");
        Json result = body.json("result");
        task(ctx).resolve(step, outcome(outcome, result));
        Answer.json(ctx, task(ctx).info());
    }

    private static Outcome<Json> outcome(String outcome, @Nullable Json result) {
        return switch (outcome) {
            case "done" -> Outcome.done(Objects.requireNonNullElse(result, Json.NULL));
            case "not_done" -> {
                if (result != null) {
                    throw new PerdureException(
                            ErrorCode.BAD_INPUT, "A step that is not done has no result; leave \"result\" out.");
                }
                yield Outcome.notDone();
            }
            default ->
                throw new PerdureException(
                        ErrorCode.BAD_INPUT, "The field \"outcome\" is neither \"done\" nor \"not_done\": " + outcome);
        };
    }

    private void fork(Context ctx) {
        JsonBody body = body(ctx, "at", "input");
        Integer at = body.integer("at");
        if (at == null || at < 1) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "The field \"at\" names the last event to share, from 1 on; see the task's events.");
        }
        TaskHandle<Json> fork = task(ctx).fork(at, body.json("input"));
        ctx.header("Location", "/v1/tasks/" + fork.id());
        Answer.json(ctx, 201, fork.info());
    }

    private record Signals(List<SignalInfo> signals) {}

    private static String reason(JsonBody body) {
        return Objects.requireNonNullElse(body.string("reason"), NO_REASON);
    }

    private JsonBody body(Context ctx, String... known) {
        return JsonBody.of(ctx, payloadLimit, Set.of(known));
    }

    private TaskHandle<Json> task(Context ctx) {
        return perdure.handle(ctx.pathParam("id"));
    }
}
