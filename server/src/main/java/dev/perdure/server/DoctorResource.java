package dev.perdure.server;

import dev.perdure.engine.Doctor;
import dev.perdure.engine.Engine;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.stream.Stream;

/** What is not as it should be, a sentence each; an empty list is good news. It reads the whole store, which takes its time. */
record DoctorResource(Engine engine, TaskLibraries libraries) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/doctor", ctx -> Answer.json(ctx, report()));
    }

    private Report report() {
        Doctor.Checkup checkup = engine.doctor().check();
        List<String> findings = Stream.concat(libraries.problems().stream(), checkup.findings().stream())
                .toList();
        return new Report(findings, checkup.tasks(), engine.storeSummary());
    }

    private record Report(List<String> findings, long tasks, Engine.StoreSummary store) {}
}
