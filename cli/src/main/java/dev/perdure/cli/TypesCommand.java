package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Table;
import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists the task types that can be started. */
@Command(name = "types", description = "List the task types that can be started.")
final class TypesCommand extends TaskCommand {
    @Override
    int run() throws IOException {
        JsonNode answer = daemon().get("/v1/types");
        if (json()) {
            io().print(JsonText.line(answer));
            return 0;
        }
        var table = new Table("TYPE", "VERSION", "INPUT", "OUTPUT", "DESCRIPTION");
        for (JsonNode type : answer.path("types")) {
            table.row(
                    Line.of(Style.BOLD, type.path("name").asString("")),
                    Line.of(Integer.toString(type.path("version").asInt(1))),
                    Line.of(simple(type.path("input").asString(""))),
                    Line.of(simple(type.path("output").asString(""))),
                    Line.of(type.path("description").asString("")));
        }
        table.lines(io().isLive() ? io().columns() : Integer.MAX_VALUE).forEach(io()::print);
        if (answer.path("types").isEmpty()) {
            io().tell(Line.of("No task types. Put jars with task types into types/ in the state directory,"
                    + " then: perdure down, and any command starts the daemon again."));
        }
        return 0;
    }

    /** A Java type without its packages and enclosing classes. */
    static String simple(String type) {
        var simple = new StringBuilder();
        int word = 0;
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == '.' || c == '$') {
                simple.setLength(word);
            } else {
                simple.append(c);
                if (!Character.isJavaIdentifierPart(c)) {
                    word = simple.length();
                }
            }
        }
        return simple.toString();
    }
}
