package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.RefusedException;
import dev.perdure.cli.client.Request;
import dev.perdure.cli.view.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a task and shows how it goes. */
@Command(
        name = "run",
        description = "Start a task and watch it. Leaving the view with Ctrl-C leaves the work going on.")
final class RunCommand extends TaskCommand {
    @Parameters(index = "0", paramLabel = "TYPE", description = "The task type; 'perdure types' lists them.")
    private String type = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "INPUT",
            description = "A JSON file, '-' for standard input, or JSON in quotes; null if left out.")
    private @Nullable String input;

    @Option(names = "--id", paramLabel = "ID", description = "The task's id.")
    private @Nullable String id;

    @Option(names = "--key", paramLabel = "KEY", description = "Starting again with the same key finds the same task.")
    private @Nullable String key;

    @Option(names = "--queue", paramLabel = "NAME", description = "The queue it waits in.")
    private @Nullable String queue;

    @Option(names = "--priority", paramLabel = "N", description = "Higher runs first, -100 to 100.")
    private @Nullable Integer priority;

    @Option(names = "--tenant", paramLabel = "NAME", description = "On whose behalf.")
    private @Nullable String tenant;

    @Option(names = "--label", paramLabel = "K=V", description = "A label; may be repeated.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--delay", paramLabel = "SPAN", description = "Begin later, such as 90s, 2h or PT1H30M.")
    private @Nullable String delay;

    @Option(
            names = "--deadline",
            paramLabel = "WHEN",
            description = "When it must have ended: a moment, or a span from now.")
    private @Nullable String deadline;

    @Option(
            names = {"-d", "--detach"},
            description = "Print the id and leave.")
    private boolean detach;

    @Option(
            names = "--types",
            paramLabel = "JAR",
            split = ",",
            description = "Jars with task types, if a daemon has to be started.")
    private List<Path> types = new ArrayList<>();

    @Override
    int run() throws IOException {
        ObjectNode start = request();
        long before = daemon().get("/v1/info").path("lastSeq").asLong(0);
        JsonNode task = start(start);
        if (detach) {
            return answer(task, Line.of(task.path("id").asString("")));
        }
        return new Watching(daemon(), io(), advice(), json()).task(Decoding.task(task), before, false);
    }

    @Override
    List<Path> types() {
        return types;
    }

    private ObjectNode request() throws IOException {
        ObjectNode start = JsonText.object();
        start.put("type", type);
        start.set("input", input == null ? JsonText.parse("null") : JsonArgument.read(input, io().in()));
        put(start, "id", id);
        put(start, "tenant", tenant);
        put(start, "queue", queue);
        if (priority != null) {
            start.put("priority", priority);
        }
        put(start, "delay", delay == null ? null : Times.span(delay).toString());
        put(
                start,
                "deadline",
                deadline == null ? null : Times.moment(deadline, Instant.now()).toString());
        if (!labels.isEmpty()) {
            ObjectNode all = start.putObject("labels");
            labels.forEach(all::put);
        }
        return start;
    }

    /** The key makes it safe to ask a second daemon when the first one dies before it answers. */
    private JsonNode start(ObjectNode start) throws IOException {
        String sent = key == null ? "cli-" + UUID.randomUUID() : key;
        try {
            return daemon().postRepeatable(
                            Request.post("/v1/tasks", JsonText.line(start)).with("Idempotency-Key", sent));
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.UNKNOWN_TASK_TYPE) {
                throw unknownType(e);
            }
            throw e;
        }
    }

    private PerdureException unknownType(RefusedException e) throws IOException {
        var known = new ArrayList<String>();
        for (JsonNode each : daemon().get("/v1/types").path("types")) {
            known.add(each.path("name").asString(""));
        }
        String hint = Nearest.to(type, known)
                .map(nearest -> " Did you mean " + nearest + "?")
                .orElse(
                        known.isEmpty()
                                ? " Put jars with task types into types/ in the state directory, or name them with --types;"
                                        + " a running daemon has to be stopped first: perdure down."
                                : "");
        return new PerdureException(e.code(), e.getMessage() + hint, e);
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
