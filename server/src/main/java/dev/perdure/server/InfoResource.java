package dev.perdure.server;

import dev.perdure.api.Perdure;
import dev.perdure.api.TaskType;
import io.javalin.config.RoutesConfig;
import java.time.Instant;
import java.util.List;

/** What this daemon is. */
record InfoResource(Perdure perdure, StateDirectory state, DaemonFile self) implements Resource {
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
                perdure.types().stream().map(TaskType::name).sorted().toList(),
                perdure.lastSeq());
    }

    private record Info(
            String name, String version, long pid, String state, Instant startedAt, List<String> types, long lastSeq) {}
}
