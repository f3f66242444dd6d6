package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.Request;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Sends a signal to a task. */
@Command(
        name = "signal",
        description = "Send a signal to a task, or drop one that it keeps. It is kept until the task awaits it.")
final class SignalCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The signal's name.")
    private @Nullable String name;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PAYLOAD",
            description = "A JSON file, '-' for standard input, or JSON in quotes; null if left out.")
    private @Nullable String payload;

    @Option(names = "--key", paramLabel = "KEY", description = "A second signal of the same key is dropped.")
    private @Nullable String key;

    @Option(
            names = "--drop",
            paramLabel = "EVENT",
            description = "Send none, but drop the one that this event brought; 'perdure show' names those set aside.")
    private @Nullable Long dropped;

    @Override
    int run() throws IOException {
        ObjectNode body = JsonText.object();
        if (dropped != null) {
            if (name != null) {
                throw bad("Name a signal to send, or an event whose signal is dropped, not both.");
            }
            body.put("event", dropped);
            return changed(change(idOf(id), "signals/drop", body), "has dropped the signal of event " + dropped);
        }
        if (name == null) {
            throw bad("The signal's name is missing. Write: perdure signal ID NAME [PAYLOAD].");
        }
        body.put("name", name);
        if (payload != null) {
            body.set("payload", JsonArgument.read(payload, io().in()));
        }
        // The key makes it safe to ask a second daemon when the first one dies before it answers.
        body.put("key", key == null ? "cli-" + UUID.randomUUID() : key);
        Request request = Request.post(TaskId.path(idOf(id)) + "/signals", JsonText.line(body));
        return changed(daemon().postRepeatable(request), "got the signal " + name);
    }
}
