package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Prints a session's output as it was. */
@Command(name = "log", description = "Print a session's output, byte for byte.")
final class LogCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Option(names = "--offset", paramLabel = "N", description = "From this byte on (else the first that is kept).")
    private @Nullable Long offset;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until the session ends.")
    private boolean follow;

    @Override
    int run() throws IOException {
        String at = offset == null ? "" : "&offset=" + offset;
        boolean more = true;
        while (more && !io().out().checkError()) {
            // Asked before: what was put out until the end is then printed by the last round.
            boolean alive = follow && isAlive();
            JsonNode part = look(path(session) + "/output?max=1048576" + (alive ? "&wait=PT10S" : "") + at);
            print(part);
            long next = part.path("next").asLong(0);
            at = "&offset=" + next;
            more = alive || next < part.path("end").asLong(0);
        }
        io().out().flush();
        return 0;
    }

    private boolean isAlive() throws IOException {
        return SessionListCommand.isAlive(look(path(session)).path("state").asString(""));
    }

    private void print(JsonNode part) {
        if (json()) {
            io().print(JsonText.line(part));
        } else if (part.path("dropped").asBoolean(false)) {
            io().tell(Line.of("Output up to byte " + part.path("next").asLong(0) + " is not kept."));
        } else {
            byte[] bytes = Base64.getDecoder().decode(part.path("base64").asString(""));
            io().out().write(bytes, 0, bytes.length);
        }
    }
}
