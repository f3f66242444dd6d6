package dev.perdure.server;

import dev.perdure.api.TaskType;
import dev.perdure.engine.Engine;
import io.javalin.config.RoutesConfig;
import java.time.Instant;
import java.util.List;

/** What this daemon is. */
record InfoResource(Engine engine, StateDirectory state, DaemonFile self) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/info", ctx -> Answer.json(ctx, info()));
    }

    private Info info() {
        return new Info(
                "perdure",
                self.version(),
                self.pid(),
                state.path().toString(),
                self.startedAt(),
                engine.types().stream().map(TaskType::name).sorted().toList(),
                engine.storeSummary(),
                engine.lastSeq());
    }

    private record Info(
            String name,
            String version,
            long pid,
            String state,
            Instant startedAt,
            List<String> types,
            Engine.StoreSummary store,
            long lastSeq) {}
}
