package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists sessions. */
@Command(name = "list", description = "List the sessions that are alive.")
final class SessionListCommand extends AtSession {
    @Option(
            names = {"-a", "--all"},
            description = "Those that have ended and are kept, too.")
    private boolean all;

    @Override
    int run() throws IOException {
        JsonNode answer = look("/v1/sessions");
        if (json()) {
            io().print(JsonText.line(answer));
            return 0;
        }
        var table = new Table("SESSION", "STATE", "AGE", "SIZE", "ATTACHED", "HELM", "COMMAND");
        int hidden = 0;
        for (JsonNode session : answer.path("sessions")) {
            String state = session.path("state").asString("");
            if (!all && !isAlive(state)) {
                hidden++;
            } else {
                table.row(
                        Line.of(Style.BOLD, session.path("name").asString("")),
                        Line.of(styleOf(state), stateOf(session)),
                        Line.of(age(session)),
                        Line.of(sizeOf(session.path("size"))),
                        Line.of(Integer.toString(session.path("attached").size())),
                        Line.of(session.path("helm").path("holder").asString("")),
                        Line.of(words(session.path("command"))));
            }
        }
        List<Line> lines = table.lines(io().isLive() ? io().columns() : Integer.MAX_VALUE);
        lines.forEach(io()::print);
        JsonNode setAside = answer.path("setAside");
        for (JsonNode each : setAside) {
            io().tell(Line.of(
                    Style.WARNING,
                    "Session " + each.path("id").asString("") + " is set aside, and its program goes on: "
                            + each.path("reason").asString("") + " Its files are in "
                            + each.path("directory").asString("") + "."));
        }
        if (lines.isEmpty() && setAside.isEmpty()) {
            io().tell(Line.of("No sessions. Start one with: ").and(Style.COMMAND, advice().command("session start")));
        }
        if (hidden > 0) {
            io().tell(Line.of(hidden + (hidden == 1 ? " has ended and is" : " have ended and are") + " kept; see: ")
                    .and(Style.COMMAND, advice().command("session list --all")));
        }
        return 0;
    }

    static boolean isAlive(String state) {
        return state.equals("running") || state.equals("frozen");
    }

    static Style styleOf(String state) {
        return switch (state) {
            case "running" -> Style.ACTIVE;
            case "frozen", "lost" -> Style.WARNING;
            default -> Style.DIM;
        };
    }

    static String stateOf(JsonNode session) {
        String state = session.path("state").asString("");
        JsonNode code = session.path("exitCode");
        return code.isNumber() ? state + " " + code.asInt() : state;
    }

    static String age(JsonNode session) {
        return Spans.text(
                Duration.between(Instant.parse(session.path("startedAt").asString("")), Instant.now()));
    }

    static String sizeOf(JsonNode size) {
        return size.path("columns").asInt(0) + "x" + size.path("rows").asInt(0);
    }

    static String words(JsonNode command) {
        var words = new ArrayList<String>();
        command.forEach(word -> words.add(word.asString("")));
        return String.join(" ", words);
    }
}
