package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.CommandResult;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.TaskType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of tasks in sessions, in a program that embeds the layer. */
@Timeout(120)
class SessionStepTest {
    private static final TaskType<Json, CommandResult> TYPE = TaskType.of("command", Json.class, CommandResult.class);

    @TempDir
    Path directory;

    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory.resolve("state"));
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private SessionSettings here() {
        return SessionSettings.SHELL.in(directory);
    }

    @Test
    void aCommandIsAStepWithExitCodeAndOutput() throws Exception {
        perdure.register(TYPE, (ctx, input) -> ctx.session("build", here()).run("echo hello; (exit 7)"))
                .launch();
        CommandResult result = perdure.start(TYPE, Json.NULL).result();
        assertThat(result.exitCode()).isEqualTo(7);
        assertThat(result.output()).isEqualTo("hello\n");
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void theSecondCommandIsInTheSameShell() throws Exception {
        perdure.register(TYPE, (ctx, input) -> {
                    ctx.session("build", here()).run("kept=before; cd /");
                    return ctx.session("build", here()).run("echo $kept $PWD");
                })
                .launch();
        assertThat(perdure.start(TYPE, Json.NULL).result().output()).isEqualTo("before /\n");
    }

    @Test
    void aCommandRunsOnWhileTheLayerIsClosedAndIsCollectedByTheNext() throws Exception {
        Path runs = directory.resolve("runs");
        Path gate = directory.resolve("gate");
        String command = "echo ran >>runs; until [ -e gate ]; do sleep 0.05; done; echo over; (exit 3)";
        perdure.register(TYPE, (ctx, input) -> ctx.session("build", here()).run(command))
                .launch();
        String id = perdure.start(TYPE, Json.NULL).id();
        await().until(() -> Files.exists(runs));
        perdure.close();
        Files.createFile(gate);
        open();
        perdure.register(TYPE, (ctx, input) -> ctx.session("build", here()).run(command))
                .launch();
        CommandResult result = perdure.handle(id, TYPE.output()).result();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("over\n");
        assertThat(runs).hasContent("ran\n");
    }
}
