package dev.perdure.server;

import dev.perdure.api.Perdure;
import io.javalin.config.RoutesConfig;
import java.util.List;

/** What is not as it should be, a sentence each; an empty list is good news. */
record DoctorResource(Perdure perdure, StateDirectory state, TaskLibraries libraries) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/doctor", ctx -> Answer.json(ctx, new Report(libraries.problems())));
    }

    private record Report(List<String> findings) {}
}
