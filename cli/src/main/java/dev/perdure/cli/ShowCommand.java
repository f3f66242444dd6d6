package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.RefusedException;
import dev.perdure.cli.view.Advice;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.StepLine;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows all about one task. */
@Command(
        name = "show",
        description = "Show a task: where it is, its input and result, its steps, and what can be done.")
final class ShowCommand extends TaskCommand {
    private static final int NAME_CELLS = 10;

    @Parameters(index = "0", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Override
    int run() throws IOException {
        String path = TaskId.path(idOf(id));
        // Reading the steps may find out that the history is damaged, which the task then says.
        JsonNode steps = daemon().get(path + "/steps").path("steps");
        JsonNode json = daemon().get(path);
        JsonNode input = input(path);
        JsonNode signals = daemon().get(path + "/signals").path("signals");
        TaskInfo task = Decoding.task(json);
        JsonNode result = task.state() == TaskState.COMPLETED ? TaskId.result(daemon(), task.id()) : null;
        if (json()) {
            ObjectNode answer = JsonText.object();
            answer.set("task", json);
            answer.set("input", input);
            answer.set("steps", steps);
            answer.set("signals", signals);
            if (result != null) {
                answer.set("result", result);
            }
            io().print(JsonText.line(answer));
            return 0;
        }
        about(task);
        value("input", input);
        if (result != null) {
            value("result", result);
        }
        steps(task, Decoding.steps(JsonText.object().set("steps", steps)));
        setAside(task, signals);
        return 0;
    }

    /** What the task was given, or why that can't be read: the rest is worth showing then too. */
    private JsonNode input(String path) throws IOException {
        try {
            return daemon().get(path + "/input");
        } catch (RefusedException e) {
            if (!is(e, ErrorCode.STORE_DAMAGED)) {
                throw e;
            }
            return JsonText.object().put("unreadable", e.getMessage());
        }
    }

    private void about(TaskInfo task) {
        field("task", Line.of(Style.BOLD, task.id()));
        field("type", Line.of(task.type() + (task.version() > 1 ? " (version " + task.version() + ")" : "")));
        Line state = Line.of(Style.of(task.state()), task.state().code().replace('_', ' '));
        if (task.state() == TaskState.WAITING && task.waitingFor() != null) {
            state = state.and(" for " + task.waitingFor());
        }
        field("state", task.attempt() > 1 ? state.and(", attempt " + task.attempt()) : state);
        if (task.progress() != null) {
            Double share = task.progress().share();
            field(
                    "progress",
                    Line.of((share == null ? "" : Math.round(share * 100) + " %  ")
                            + task.progress().message()));
        }
        field("created", moment(task.createdAt()));
        field(task.state().isFinal() ? "ended" : "updated", moment(task.updatedAt()));
        optional("deadline", task.deadline());
        optional("wakes", task.wakeAt());
        if (task.parent() != null) {
            field("parent", Line.of(task.parent()));
        }
        if (!(task.tenant().equals("default") && task.queue().equals("default") && task.priority() == 0)) {
            field("queue", Line.of(task.queue() + ", tenant " + task.tenant() + ", priority " + task.priority()));
        }
        task.labels().forEach((name, value) -> field("label", Line.of(name + "=" + value)));
    }

    private void steps(TaskInfo task, List<StepInfo> steps) {
        if (!steps.isEmpty()) {
            io().print("");
            io().print(Line.of(Style.DIM, "steps"));
            for (StepInfo step : steps) {
                StepLine.of(step, io().symbols(), Instant.now())
                        .forEach(line -> io().print(Line.of("  ").and(line)));
            }
        }
        Failure failure = task.failure();
        if (failure != null && task.state() != TaskState.COMPLETED) {
            io().print("");
            String where = failure.step() == null ? "" : " in " + failure.step();
            io().print(Line.of(Style.BAD, failure.mode().code() + where + ": ").and(failure.message()));
            if (!failure.detail().isBlank()) {
                failure.detail().lines().forEach(line -> io().print(Line.of(Style.DIM, "  " + line)));
            }
        }
        List<Advice.Suggestion> suggestions = advice().of(task, steps);
        if (!suggestions.isEmpty()) {
            io().print("");
            io().print(Line.of(Style.DIM, "what can be done"));
            for (Advice.Suggestion suggestion : suggestions) {
                io().print(Line.of("  ")
                        .and(Style.COMMAND, suggestion.command())
                        .and(Style.DIM, "   # " + suggestion.purpose()));
            }
        }
    }

    /** Signals that the handler could not take; nobody else tells of them, since the task just waits on. */
    private void setAside(TaskInfo task, JsonNode signals) {
        for (JsonNode signal : signals) {
            if (signal.path("setAside").isString()) {
                String event = signal.path("taskSeq").asString("");
                io().print("");
                io().print(Line.of(
                                Style.WARNING,
                                "signal " + signal.path("name").asString("") + " (event " + event + ") was set aside: ")
                        .and(signal.path("setAside").asString("")));
                io().print(Line.of("  ")
                        .and(Style.COMMAND, advice().command("signal " + task.id() + " --drop " + event))
                        .and(Style.DIM, "   # when it is no longer needed; a right one can be sent at any time"));
            }
        }
    }

    private void value(String name, JsonNode value) {
        io().print("");
        io().print(Line.of(Style.DIM, name));
        JsonText.pretty(value).lines().forEach(line -> io().print(Line.of("  " + line)));
    }

    private void field(String name, Line value) {
        io().print(Line.of(Style.DIM, name + " ".repeat(Math.max(1, NAME_CELLS - name.length())))
                .and(value));
    }

    private void optional(String name, @Nullable Instant moment) {
        if (moment != null) {
            field(name, moment(moment));
        }
    }

    private static Line moment(Instant moment) {
        return Line.of(Spans.moment(moment, ZoneId.systemDefault()));
    }
}
