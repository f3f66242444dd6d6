package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import tools.jackson.databind.JsonNode;

/** The answer to who serves a port, in a line for each who does. */
final class PortQuestion {
    private static final int NOBODY = 1;

    private PortQuestion() {}

    /** Prints it and returns the exit code: 0 where somebody serves it. */
    static int answer(Io io, boolean json, JsonNode port) {
        boolean served = port.path("served").asBoolean(false);
        if (json) {
            io.print(JsonText.line(port));
        } else if (served) {
            port.path("by").forEach(server -> io.print(line(server)));
        } else {
            io.print(Line.of("Nobody serves port " + port.path("port").asInt(0) + "."));
        }
        return served ? 0 : NOBODY;
    }

    private static Line line(JsonNode server) {
        Line line = Line.of(Style.BOLD, server.path("address").asString("")).and("  ");
        if (!server.has("pid")) {
            return line.and(Style.WARNING, "served by a process that this user can't see");
        }
        line = line.and(server.path("pid").asString("") + "  ");
        // It may have ended since the kernel was asked who it is.
        line = line.and(server.path("title").asString("a process that has just ended"));
        JsonNode session = server.path("session");
        return session.isMissingNode()
                ? line.and(Style.DIM, "  in no session")
                : line.and("  in session ").and(Style.BOLD, session.path("name").asString(""));
    }
}
