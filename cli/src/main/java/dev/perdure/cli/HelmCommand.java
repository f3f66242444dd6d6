package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Moves the exclusive right to send input. */
@Command(name = "helm", description = "Show who has a session's helm, or move it.")
final class HelmCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "request, take, release, or grant with --to.")
    private @Nullable String action;

    @Option(names = "--to", paramLabel = "OPERATOR", description = "Whom it is granted to.")
    private @Nullable String to;

    @Option(names = "--time", paramLabel = "SPAN", description = "How long it is kept without input; 0s for ever.")
    private @Nullable String time;

    @Override
    int run() throws IOException {
        if (action == null) {
            return tell(look(path(session)));
        }
        ObjectNode body = JsonText.object().put("action", action.toLowerCase(Locale.ROOT));
        if (to != null) {
            body.put("to", to);
        }
        if (time != null) {
            body.put("time", Times.span(time).toString());
        }
        return tell(ask(path(session) + "/helm", body));
    }

    private int tell(JsonNode now) {
        JsonNode helm = now.path("helm");
        String holder = helm.path("holder").asString("");
        Line line = holder.isEmpty()
                ? Line.of("Nobody has the helm of ")
                        .and(Style.BOLD, now.path("name").asString(""))
                        .and("; everybody may type who steers.")
                : Line.of(Style.BOLD, holder)
                        .and(" has the helm of ")
                        .and(Style.BOLD, now.path("name").asString(""))
                        .and(".");
        for (JsonNode request : helm.path("requests")) {
            line = line.and(" " + request.asString("") + " asks for it.");
        }
        return answer(now, line);
    }
}
