package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a new task that shares another's history up to an event. */
@Command(name = "fork", description = "Start a new task that shares this one's history up to an event.")
final class ForkCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Option(
            names = "--at",
            required = true,
            paramLabel = "N",
            description = "The last event to share: a number in the first column of 'perdure history'.")
    private long at;

    @Option(
            names = "--input",
            paramLabel = "INPUT",
            description = "Another input: a JSON file, '-', or JSON in quotes.")
    private @Nullable String input;

    @Override
    int run() throws IOException {
        if (at < 1) {
            throw bad("--at is not positive: " + at + ". The first event is 1.");
        }
        ObjectNode body = JsonText.object();
        body.put("at", at);
        if (input != null) {
            body.set("input", JsonArgument.read(input, io().in()));
        }
        JsonNode fork = change(idOf(id), "fork", body);
        String forked = fork.path("id").asString("");
        return answer(
                fork,
                Line.of(Style.BOLD, forked)
                        .and(" goes on from event " + at + ". Watch it with: ")
                        .and(Style.COMMAND, advice().command("watch " + forked)));
    }
}
