package dev.perdure.server;

import dev.perdure.api.TaskInfo;
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
        routes.get("/v1/tasks/{id}/chain", ctx -> Answer.json(ctx, chain(ctx.pathParam("id"))));
    }

    private Report report() {
        Doctor.Checkup checkup = engine.doctor().check();
        List<String> findings = Stream.concat(libraries.problems().stream(), checkup.findings().stream())
                .toList();
        return new Report(findings, checkup.tasks(), engine.storeSummary(), SessionsCheck.ofThisSystem());
    }

    private Chain chain(String taskId) {
        TaskInfo task = engine.handle(taskId).info();
        String finding = engine.doctor().verifyChain(task.id());
        return new Chain(finding == null ? List.of() : List.of(finding), task.events());
    }

    private record Chain(List<String> findings, long events) {}

    private record Report(List<String> findings, long tasks, Engine.StoreSummary store, SessionsCheck sessions) {}
}
