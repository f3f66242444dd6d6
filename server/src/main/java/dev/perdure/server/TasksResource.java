package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All tasks: pages of them, and a new one. */
record TasksResource(Perdure perdure, long payloadLimit) implements Resource {
    private static final Set<String> START = Set.of(
            "type", "input", "id", "idempotencyKey", "tenant", "queue", "priority", "delay", "deadline", "labels");
    private static final Set<String> LIST =
            Set.of("state", "type", "tenant", "queue", "parent", "root", "cursor", "limit");

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/tasks", this::start);
        routes.get("/v1/tasks", this::list);
    }

    private void start(Context ctx) {
        JsonBody body = JsonBody.of(ctx, payloadLimit, START);
        String type = body.requiredString("type");
        Json input = Objects.requireNonNullElse(body.json("input"), Json.NULL);
        TaskHandle<Json> task = perdure.start(type, input, options(ctx, body));
        ctx.header("Location", "/v1/tasks/" + task.id());
        Answer.json(ctx, 201, task.info());
    }

    private static StartOptions options(Context ctx, JsonBody body) {
        StartOptions defaults = StartOptions.DEFAULT;
        String key = ctx.header("Idempotency-Key");
        Duration delay = body.duration("delay");
        try {
            return new StartOptions(
                    body.string("id"),
                    key == null ? body.string("idempotencyKey") : key,
                    orElse(body.string("tenant"), defaults.tenant()),
                    orElse(body.string("queue"), defaults.queue()),
                    orElse(body.integer("priority"), defaults.priority()),
                    delay == null ? defaults.delay() : delay,
                    body.instant("deadline"),
                    body.strings("labels"));
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The task can't be started: " + e.getMessage() + ".", e);
        }
    }

    private static <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }

    private void list(Context ctx) {
        Query query = Query.of(ctx, LIST);
        Answer.json(
                ctx,
                perdure.tasks(new TaskQuery(
                        states(query.string("state")),
                        query.string("type"),
                        query.string("tenant"),
                        query.string("queue"),
                        query.string("parent"),
                        query.string("root"),
                        query.string("cursor"),
                        (int) query.number("limit", 100, 1, 1000))));
    }

    private static Set<TaskState> states(@Nullable String codes) {
        Set<TaskState> states = EnumSet.noneOf(TaskState.class);
        for (String code : codes == null ? new String[0] : codes.split(",", -1)) {
            states.add(Arrays.stream(TaskState.values())
                    .filter(state -> state.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new PerdureException(
                            ErrorCode.BAD_INPUT, "There is no state " + code + "; states are " + allStates() + ".")));
        }
        return states;
    }

    private static String allStates() {
        return Arrays.stream(TaskState.values()).map(TaskState::code).collect(Collectors.joining(", "));
    }
}
