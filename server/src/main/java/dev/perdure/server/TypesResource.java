package dev.perdure.server;

import dev.perdure.api.Perdure;
import dev.perdure.api.TaskType;
import io.javalin.config.RoutesConfig;
import java.util.Comparator;
import java.util.List;

/** The task types that can be started. */
record TypesResource(Perdure perdure) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/types", ctx -> Answer.json(ctx, types()));
    }

    private Types types() {
        return new Types(perdure.types().stream()
                .sorted(Comparator.comparing(TaskType::name))
                .map(type -> new Type(
                        type.name(),
                        type.version(),
                        type.description(),
                        type.input().toString(),
                        type.output().toString()))
                .toList());
    }

    private record Types(List<Type> types) {}

    private record Type(String name, int version, String description, String input, String output) {}
}
