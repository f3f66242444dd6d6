package dev.perdure.server;

import dev.perdure.api.CommandResult;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.Json;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskRegistry;
import dev.perdure.api.TaskSession;
import dev.perdure.api.TaskType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The task types that the daemons of these tests offer. */
public final class SampleTasks implements TaskLibrary {
    static final TaskType<Json, Json> ECHO =
            TaskType.of("echo", Json.class, Json.class).withDescription("Returns its input.");
    static final TaskType<Json, String> GATE = TaskType.of("gate", Json.class, String.class);
    static final TaskType<Lines, Integer> LINES = TaskType.of("lines", Lines.class, Integer.class);
    static final TaskType<Json, Json> REFUSE = TaskType.of("refuse", Json.class, Json.class);
    static final TaskType<Json, Json> BREAK = TaskType.of("break", Json.class, Json.class);
    static final TaskType<Json, String> PARENT = TaskType.of("parent", Json.class, String.class);

    static final TaskType<Commands, CommandResult> COMMANDS =
            TaskType.of("commands", Commands.class, CommandResult.class);

    /** For {@link java.util.ServiceLoader}. */
    public SampleTasks() {}

    @Override
    public void registerWith(TaskRegistry registry) {
        registry.register(ECHO, (ctx, input) -> input)
                .register(
                        GATE,
                        (ctx, input) ->
                                "opened by " + ctx.await("open", Json.class).text())
                .register(LINES, (ctx, input) -> {
                    for (int i = 1; i <= input.count(); i++) {
                        String line = "line " + i + "\n";
                        ctx.step("write", step -> {
                            Files.writeString(
                                    Path.of(input.file()), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        });
                        if (i == input.count() / 2) {
                            ctx.await("open", Json.class);
                        }
                    }
                    return input.count();
                })
                .register(REFUSE, (ctx, input) -> {
                    throw new TaskFailure(FailureMode.MISSING_INFORMATION, "There is no price.");
                })
                .register(BREAK.withFailurePolicy(FailurePolicy.PARK), (ctx, input) -> {
                    throw new IllegalStateException("a bug");
                })
                .register(COMMANDS, (ctx, input) -> {
                    TaskSession session = ctx.session("build", SessionSettings.SHELL.in(Path.of(input.directory())));
                    CommandResult last = session.run("true");
                    for (String command : input.commands()) {
                        last = session.run(command);
                    }
                    return last;
                })
                .register(
                        PARENT, (ctx, input) -> ctx.join(ctx.start(ECHO, input)).text());
    }

    /** Writes lines to a file, a step each; half-way it waits for the signal {@code open}. */
    record Lines(String file, int count) {}

    /** Runs commands one after the other in the task's session; the result is the last one's. */
    record Commands(String directory, List<String> commands) {}
}
