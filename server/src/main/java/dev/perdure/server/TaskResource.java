package dev.perdure.server;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskHandle;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One task to look at: as it stands, what it was given, its steps, its history. */
record TaskResource(Perdure perdure) implements Resource {
    private static final Set<String> PAGE = Set.of("after", "limit");

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/tasks/{id}", ctx -> Answer.json(ctx, task(ctx).info()));
        routes.get("/v1/tasks/{id}/input", ctx -> Answer.json(ctx, task(ctx).input()));
        routes.get(
                "/v1/tasks/{id}/steps",
                ctx -> Answer.json(ctx, new Steps(task(ctx).steps())));
        routes.get("/v1/tasks/{id}/events", this::events);
    }

    private void events(Context ctx) {
        Query query = Query.of(ctx, PAGE);
        int limit = (int) query.number("limit", 100, 1, 10_000);
        List<Event> events = task(ctx).events(query.number("after", 0, 0, Long.MAX_VALUE), limit);
        Answer.json(
                ctx,
                new Events(
                        events, events.size() < limit ? null : events.getLast().taskSeq()));
    }

    private TaskHandle<Json> task(Context ctx) {
        return perdure.handle(ctx.pathParam("id"));
    }

    private record Steps(List<StepInfo> steps) {}

    private record Events(List<Event> events, @Nullable Long next) {}
}
