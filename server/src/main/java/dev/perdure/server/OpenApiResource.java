package dev.perdure.server;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The description of this interface, as an OpenAPI document. */
record OpenApiResource() implements Resource {
    static final String DOCUMENT = "openapi.json";

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get(
                "/v1/openapi.json", ctx -> ctx.contentType("application/json").result(document()));
    }

    private static byte[] document() throws IOException {
        try (InputStream in = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
            return Objects.requireNonNull(in, "openapi.json is missing from the jar")
                    .readAllBytes();
        }
    }
}
