package dev.perdure.cli;

import dev.perdure.api.Progress;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists tasks, newest first. */
@Command(name = "tasks", description = "List tasks, newest first.")
final class TasksCommand extends TaskCommand {
    private static final int PAGE = 1000;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATE",
            split = ",",
            description = "Only tasks in these states, or 'active' for all that have not ended.")
    private List<String> states = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Only tasks of this type.")
    private @Nullable String type;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Only tasks of this tenant.")
    private @Nullable String tenant;

    @Option(names = "--queue", paramLabel = "NAME", description = "Only tasks of this queue.")
    private @Nullable String queue;

    @Option(names = "--root", paramLabel = "ID", description = "Only tasks of this one's tree.")
    private @Nullable String root;

    @Option(names = "--parent", paramLabel = "ID", description = "Only children of this task.")
    private @Nullable String parent;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many at most (${DEFAULT-VALUE}).",
            defaultValue = "50")
    private int limit;

    @Option(names = "--all", description = "All, however many.")
    private boolean all;

    @Override
    int run() throws IOException {
        if (limit < 1) {
            throw bad("--limit is not positive: " + limit + ".");
        }
        checkDirectory();
        String filter = filter();
        long wanted = all ? Long.MAX_VALUE : limit;
        ArrayNode found = JsonText.object().putArray("tasks");
        String cursor = "";
        do {
            long size = Math.min(PAGE, wanted - found.size());
            JsonNode page = daemon().get("/v1/tasks?limit=" + size + filter
                    + (cursor.isEmpty() ? "" : "&cursor=" + TaskId.encode(cursor)));
            page.path("tasks").forEach(found::add);
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty() && found.size() < wanted);
        return print(found, !cursor.isEmpty());
    }

    private int print(ArrayNode found, boolean more) throws IOException {
        if (json()) {
            ObjectNode answer = JsonText.object();
            answer.set("tasks", found);
            io().print(JsonText.line(answer));
            return 0;
        }
        var table = new Table("ID", "TYPE", "STATE", "AGE", "NOTE");
        Instant now = Instant.now();
        for (JsonNode each : found) {
            TaskInfo task = Decoding.task(each);
            table.row(
                    Line.of(task.id()),
                    Line.of(task.type()),
                    Line.of(Style.of(task.state()), task.state().code()),
                    Line.of(Spans.text(Duration.between(task.createdAt(), now))),
                    Line.of(note(task)));
        }
        table.lines(io().isLive() ? io().columns() : Integer.MAX_VALUE).forEach(io()::print);
        if (found.isEmpty()) {
            io().tell(Line.of(Style.DIM, "No tasks."));
        } else if (more) {
            io().tell(Line.of(Style.DIM, "There are more; --all shows them."));
        }
        return 0;
    }

    private static String note(TaskInfo task) {
        if (task.failure() != null && task.state() != TaskState.COMPLETED) {
            return task.failure().message();
        }
        if (task.waitingFor() != null && task.state() == TaskState.WAITING) {
            return task.waitingFor();
        }
        Progress progress = task.progress();
        if (progress == null || task.state().isFinal()) {
            return "";
        }
        return progress.share() == null
                ? progress.message()
                : Math.round(progress.share() * 100) + " %  " + progress.message();
    }

    private String filter() throws IOException {
        var filter = new StringBuilder();
        add(filter, "state", states());
        add(filter, "type", type);
        add(filter, "tenant", tenant);
        add(filter, "queue", queue);
        add(filter, "root", root == null ? null : idOf(root));
        add(filter, "parent", parent == null ? null : idOf(parent));
        return filter.toString();
    }

    private @Nullable String states() {
        var codes = new ArrayList<String>();
        for (String word : states) {
            int before = codes.size();
            String code = word.toLowerCase(Locale.ROOT).replace('-', '_');
            for (TaskState state : TaskState.values()) {
                if (state.code().equals(code) || (code.equals("active") && !state.isFinal())) {
                    codes.add(state.code());
                }
            }
            if (codes.size() == before) {
                throw bad("There is no state " + word + "; states are " + String.join(", ", allStates())
                        + ", and active for all that have not ended.");
            }
        }
        return codes.isEmpty() ? null : String.join(",", codes);
    }

    /** The word state means two things here; whoever mixes them up should not get a new store. */
    private void checkDirectory() {
        if (cli().state != null && allStates().contains(cli().state.toString()) && !Files.exists(cli().state)) {
            throw bad("--state names the state directory. To list tasks by their state: --status " + cli().state);
        }
    }

    private static List<String> allStates() {
        var codes = new ArrayList<String>();
        for (TaskState state : TaskState.values()) {
            codes.add(state.code());
        }
        return codes;
    }

    private static void add(StringBuilder filter, String name, @Nullable String value) {
        if (value != null) {
            filter.append('&').append(name).append('=').append(TaskId.encode(value));
        }
    }
}
