package dev.perdure.server;

import io.javalin.config.RoutesConfig;

/** One thing that HTTP offers, with its routes. */
interface Resource {
    void addTo(RoutesConfig routes);
}
