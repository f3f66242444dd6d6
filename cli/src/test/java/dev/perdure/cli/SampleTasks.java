package dev.perdure.cli;

import dev.perdure.api.Child;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.SessionPolicy;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.Step;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskRegistry;
import dev.perdure.api.TaskSession;
import dev.perdure.api.TaskType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The task types that the daemons of these tests offer. */
public final class SampleTasks implements TaskLibrary {
    private static final TaskType<Json, Json> ECHO =
            TaskType.of("echo", Json.class, Json.class).withDescription("Returns its input.");

    /** For {@link java.util.ServiceLoader}. */
    public SampleTasks() {}

    @Override
    public void registerWith(TaskRegistry registry) {
        registry.register(ECHO, (ctx, input) -> ctx.step("copy", Json.class, _ -> input));
        registry.register(TaskType.of("gate", Json.class, String.class), (ctx, input) -> {
            ctx.progress(0.5, "half-way");
            return "opened by " + ctx.await("open", Json.class).text();
        });
        registry.register(
                TaskType.of("approval", Json.class, String.class),
                (ctx, input) ->
                        ctx.await("approve", Boolean.class, Duration.ofDays(1)).orElse(false) ? "yes" : "no");
        registry.register(TaskType.of("family", Integer.class, Integer.class), (ctx, count) -> {
            List<Child<Json>> children = IntStream.range(0, count)
                    .mapToObj(i -> ctx.start(ECHO, new Json(Integer.toString(i))))
                    .toList();
            ctx.await("open", Json.class);
            return ctx.joinAll(children).size();
        });
        registry.register(
                TaskType.of("note", Json.class, Json.class),
                (ctx, input) -> ctx.step(Step.of("build $ mvn", Json.class), _ -> input));
        registry.register(TaskType.of("shell", String.class, Integer.class), (ctx, directory) -> {
            TaskSession shell = ctx.session(
                    "build",
                    SessionSettings.SHELL
                            .in(Path.of(directory))
                            .withCommand("bash", "--norc", "--noprofile")
                            .withPolicy(SessionPolicy.KEEP));
            shell.run("echo before");
            shell.run("printf '\\033[32minside\\033[m\\n'; echo the-step");
            return shell.run("echo after").exitCode();
        });
        registry.register(TaskType.of("refuse", Json.class, Json.class), (_, _) -> {
            throw new TaskFailure(FailureMode.MISSING_INFORMATION, "There is no price.");
        });
        registry.register(
                TaskType.of("break", Json.class, Json.class),
                (ctx, input) -> ctx.step(Step.of("read", Json.class).withRetry(RetryPolicy.NONE), _ -> {
                    if (!Files.exists(Path.of(input.text().replace("\"", "")))) {
                        throw new IllegalStateException("The file is not there.");
                    }
                    return input;
                }));
        registry.register(
                TaskType.of("pay", String.class, String.class),
                (ctx, directory) -> ctx.step(Step.of("pay", String.class).once(), _ -> {
                    Files.writeString(Path.of(directory, "paying"), "");
                    Thread.sleep(Duration.ofMinutes(5));
                    return "paid";
                }));
    }
}
