package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.RefusedException;
import dev.perdure.cli.view.Advice;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What the commands share: the way to the daemon, and how answers are printed. */
abstract class TaskCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
    private CommandSpec spec;

    private @Nullable DaemonClient client;

    @Override
    public final Integer call() throws IOException {
        return run();
    }

    /** Does it and returns the exit code. */
    abstract int run() throws IOException;

    final PerdureCli cli() {
        return (PerdureCli) spec.root().userObject();
    }

    final Io io() {
        return cli().io();
    }

    final boolean json() {
        return cli().json;
    }

    /** The daemon, started where none runs. */
    final DaemonClient daemon() {
        DaemonClient known = client;
        if (known == null) {
            known = Door.of(cli(), types()).client();
            client = known;
        }
        return known;
    }

    /** Jars with task types for a daemon that has to be started. */
    java.util.List<java.nio.file.Path> types() {
        return java.util.List.of();
    }

    final Advice advice() {
        String program = io().environment().getOrDefault("PERDURE_COMMAND", "perdure");
        return new Advice(cli().state == null ? program : program + " --state " + cli().state);
    }

    /** The full id of the task that {@code given} begins. */
    final String idOf(String given) throws IOException {
        return TaskId.resolve(daemon(), given);
    }

    /** The daemon's answer as JSON, or a line about it for people. */
    final int answer(JsonNode answer, Line line) {
        if (json()) {
            io().print(JsonText.line(answer));
        } else {
            io().print(line);
        }
        return 0;
    }

    /** A sentence about a task that was changed, with its state. */
    final int changed(JsonNode task, String what) {
        return answer(
                task,
                Line.of(Style.BOLD, task.path("id").asString(""))
                        .and(" " + what)
                        .and(Style.DIM, "  (" + task.path("state").asString("").replace('_', ' ') + ")"));
    }

    /** Asks for a change of a task, by the daemon's name for it. */
    final JsonNode change(String id, String verb, JsonNode body) throws IOException {
        return daemon().post(TaskId.path(id) + "/" + verb, JsonText.line(body));
    }

    /** Bad input, with what to do about it. */
    static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }

    static boolean is(RefusedException e, ErrorCode code) {
        return e.code() == code;
    }
}
