package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.server.Version;
import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints versions: of this program, and of the daemon if one runs. */
@Command(name = "version", description = "Print the version of this program, and of the daemon if one runs.")
final class VersionCommand extends TaskCommand {
    @Override
    int run() throws IOException {
        ObjectNode answer = JsonText.object();
        answer.put("version", Version.current());
        answer.put("java", Runtime.version().toString());
        Door door = Door.ofRunning(cli());
        Line line = Line.of("perdure " + Version.current());
        if (door.isOpen()) {
            JsonNode info = door.client().get("/v1/info");
            String daemon = info.path("version").asString("");
            answer.put("daemon", daemon);
            line = line.and(", daemon " + daemon + " (pid " + info.path("pid").asLong() + ", "
                    + door.state().path() + ")");
        }
        return answer(answer, line);
    }
}
