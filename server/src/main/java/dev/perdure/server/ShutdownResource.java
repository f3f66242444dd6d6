package dev.perdure.server;

import io.javalin.config.RoutesConfig;

/**
 * The daemon's end.
 *
 * @param stop begins a clean stop and returns at once
 */
record ShutdownResource(Runnable stop) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/shutdown", ctx -> {
            Answer.json(ctx, 202, new Stopping(true));
            stop.run();
        });
    }

    private record Stopping(boolean stopping) {}
}
