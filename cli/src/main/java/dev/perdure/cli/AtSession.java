package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.Request;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the commands about sessions share: who acts, and how a session is asked for something. */
abstract class AtSession extends TaskCommand {
    /** The environment variable in which a session's program finds the session's name. */
    static final String INSIDE = "PERDURE_SESSION";

    /** Freezing and ending wait for processes. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--as",
            paramLabel = "OPERATOR",
            description = "Act as agent:NAME, service:NAME or device:NAME (else PERDURE_OPERATOR, else you).")
    private @Nullable String as;

    /** As the daemon is told; empty for the user. */
    final String operator() {
        return as != null ? as : io().environment().getOrDefault("PERDURE_OPERATOR", "");
    }

    final JsonNode look(String target) throws IOException {
        return daemon().postRepeatable(from(Request.get(target)));
    }

    final JsonNode ask(String target, ObjectNode body) throws IOException {
        return daemon().post(from(Request.post(target, JsonText.line(body))), PATIENCE);
    }

    final Request from(Request request) {
        return operator().isEmpty() ? request : request.with("Perdure-Operator", operator());
    }

    static String path(String session) {
        return "/v1/sessions/" + TaskId.encode(session);
    }

    /** Has a session changed and says what it is then. */
    final int change(String session, String verb, ObjectNode body, String what) throws IOException {
        JsonNode changed = ask(path(session) + "/" + verb, body);
        return answer(
                changed, Line.of(Style.BOLD, changed.path("name").asString("")).and(" " + what));
    }
}
