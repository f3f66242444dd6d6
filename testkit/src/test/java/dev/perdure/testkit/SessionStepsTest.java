package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.CommandResult;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.Json;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.Task;
import dev.perdure.api.TaskFailedException;
import dev.perdure.api.TaskType;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.task.TaskSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of tasks under the test's engine, with real shells. */
@Timeout(240)
class SessionStepsTest {
    private static final TaskType<Json, String> TYPE =
            TaskType.of("commands", Json.class, String.class).withFailurePolicy(FailurePolicy.FAIL);

    @TempDir
    Path directory;

    private Sessions sessions;
    private TaskSessions host;

    @BeforeEach
    void open() {
        sessions = Sessions.open(directory.resolve("state"), SessionsOptions.DEFAULT);
        host = TaskSessions.on(sessions);
    }

    @AfterEach
    void close() {
        sessions.endAll();
        sessions.close();
    }

    private Task<Json, String> handler() {
        return (ctx, input) -> {
            var shell = ctx.session("build", SessionSettings.SHELL.in(directory));
            String output = "";
            for (int i = 1; i <= 2; i++) {
                CommandResult result = shell.run("echo " + i + " >>runs; echo out " + i + "; (exit " + i + ")");
                output += result.exitCode() + ":" + result.output();
            }
            return output;
        };
    }

    @Test
    void aCommandRunsOnceWhereverTheEngineIsKilled() throws Exception {
        Path runs = directory.resolve("runs");
        long crashes = CrashEverywhere.of(TYPE, handler(), Json.NULL)
                .hostSessionsBy(host)
                .before(() -> delete(runs))
                .check(result -> {
                    assertThat(result).isEqualTo("1:out 1\n2:out 2\n");
                    assertThat(runs).hasContent("1\n2\n");
                });
        // Begin of task and attempt; intent, way back and result of each command; the end.
        assertThat(crashes).isEqualTo(9);
    }

    @Test
    void aHistoryWithCommandsIsReplayedWithoutAHost() throws Exception {
        try (var perdure = TestPerdure.inMemory().hostSessionsBy(host).register(TYPE, handler())) {
            String id = perdure.start(TYPE, Json.NULL).id();
            perdure.rest();
            Replay replay = Replay.of(perdure, id);
            assertThat(replay.against(TYPE, handler()).fits()).isTrue();
            assertThat(replay.against(
                                    TYPE,
                                    (ctx, input) ->
                                            ctx.session("build").run("another").output())
                            .fits())
                    .isFalse();
        }
    }

    @Test
    void withoutAHostTheStepSaysWhatToAdd() {
        try (var perdure = TestPerdure.inMemory().register(TYPE, handler())) {
            var task = perdure.start(TYPE, Json.NULL);
            assertThatThrownBy(task::result)
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessageContaining("Add the dependency dev.perdure:perdure-session.");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
