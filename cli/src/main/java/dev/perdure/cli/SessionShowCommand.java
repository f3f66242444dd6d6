package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows what a session is. */
@Command(name = "show", description = "Show a session: what runs, since when, who is attached, who has the helm.")
final class SessionShowCommand extends AtSession {
    private static final int COLUMN = 13;

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Override
    int run() throws IOException {
        JsonNode shown = look(path(session));
        if (json()) {
            io().print(JsonText.line(shown));
        } else {
            print(io(), shown);
        }
        return 0;
    }

    static void print(Io io, JsonNode session) {
        String state = session.path("state").asString("");
        io.print(Line.of(Style.BOLD, session.path("name").asString(""))
                .and("  ")
                .and(SessionListCommand.styleOf(state), SessionListCommand.stateOf(session))
                .and(
                        Style.DIM,
                        "  " + SessionListCommand.age(session) + "  "
                                + session.path("id").asString("")));
        field(io, "command", SessionListCommand.words(session.path("command")));
        field(io, "directory", session.path("directory").asString(""));
        field(io, "started by", session.path("startedBy").asString(""));
        field(io, "title", session.path("title").asString(""));
        field(io, "why", session.path("reason").asString(""));
        field(
                io,
                "size",
                SessionListCommand.sizeOf(session.path("size")) + " ("
                        + session.path("sizePolicy").asString("") + ")");
        for (JsonNode attached : session.path("attached")) {
            String window = attached.has("window") ? ", " + SessionListCommand.sizeOf(attached.path("window")) : "";
            field(
                    io,
                    "attached",
                    attached.path("operator").asString("") + " ("
                            + attached.path("right").asString("") + window + ")");
        }
        JsonNode task = session.path("task");
        if (!task.isMissingNode()) {
            String end = task.path("endsWithTask").asBoolean(false) ? ", ends with it" : "";
            field(
                    io,
                    "task",
                    task.path("id").asString("") + " (" + task.path("name").asString("") + end + ")");
        }
        JsonNode helm = session.path("helm");
        field(io, "helm", helm.path("holder").asString("free"));
        helm.path("requests").forEach(request -> field(io, "wants it", request.asString("")));
    }

    private static void field(Io io, String name, String value) {
        if (!value.isEmpty()) {
            io.print(Line.of(Style.DIM, "  " + name).at(COLUMN, Style.PLAIN, value));
        }
    }
}
