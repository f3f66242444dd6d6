package dev.perdure.server;

import io.javalin.config.RoutesConfig;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The daemon's end.
 *
 * @param stop begins a clean stop and returns at once; told whether to end the sessions too
 */
record ShutdownResource(Consumer<Boolean> stop) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/shutdown", ctx -> {
            boolean endSessions = JsonBody.of(ctx, 0, Set.of("endSessions")).flag("endSessions");
            Answer.json(ctx, 202, new Stopping(true));
            stop.accept(endSessions);
        });
    }

    private record Stopping(boolean stopping) {}
}
