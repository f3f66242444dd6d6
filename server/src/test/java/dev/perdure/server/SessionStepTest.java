package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.CommandResult;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.Progress;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.SessionPolicy;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.StepInfo;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        try (Sessions left = Sessions.open(directory.resolve("state"), SessionsOptions.DEFAULT)) {
            left.endAll();
        }
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

    @Test
    void aCommandOverItsLimitIsInterruptedAndItsStepFails() throws Exception {
        perdure.register(TYPE, (ctx, input) -> {
                    var late = SessionCommand.of("echo begun; sleep 1000").withTimeout(Duration.ofSeconds(1));
                    try {
                        return ctx.session("build", here()).run(late);
                    } catch (StepFailedException e) {
                        assertThat(e.failure().mode()).isEqualTo(FailureMode.TIMEOUT);
                        assertThat(e.failure().detail()).startsWith("begun\n");
                        return ctx.session("build", here())
                                .run("echo " + e.failure().mode());
                    }
                })
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        assertThat(task.result().output()).isEqualTo("TIMEOUT\n");
        assertThat(task.steps())
                .extracting(StepInfo::state)
                .containsExactly(StepInfo.State.FAILED, StepInfo.State.DONE);
    }

    @Test
    void aSessionThatWasKilledLeavesTheOutcomeToAPerson() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here()).run("echo $$ >shell; echo x >>runs; sleep 1000"))
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().until(() -> Files.exists(directory.resolve("runs")));
        kill9(pid("shell"));
        NeedsAttentionException parked = catchThrowableOfType(NeedsAttentionException.class, () -> task.result());
        assertThat(parked.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME);
        assertThat(parked)
                .hasMessageContaining("has ended (137) before the command's end was seen")
                .hasMessageContaining("resolve the step");
        assertThat(directory.resolve("runs")).hasContent("x\n");
    }

    @Test
    void whatAPersonSaysWasNotDoneIsRunAgainInAFreshSession() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here())
                                .run("echo $$ >shell; echo x >>runs; until [ -e gate ]; do sleep 0.05; done"))
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().until(() -> Files.exists(directory.resolve("runs")));
        kill9(pid("shell"));
        await().until(() -> task.info().state() == TaskState.NEEDS_ATTENTION);
        Files.createFile(directory.resolve("gate"));
        task.resolve(task.steps().getFirst().key(), Outcome.notDone());
        assertThat(task.result().exitCode()).isZero();
        assertThat(directory.resolve("runs")).hasContent("x\nx\n");
        assertThat(progress(task)).contains("in a fresh one");
    }

    @Test
    void cancellingInterruptsTheCommandAndEndsTheSession() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here())
                                .run(
                                        "echo $$ >shell; sh -c 'trap \"touch interrupted; exit\" INT; touch begun; sleep 1000 & wait'"))
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().until(() -> Files.exists(directory.resolve("begun")));
        task.cancel("not needed");
        await().until(() -> task.info().state() == TaskState.CANCELLED);
        await().until(() -> Files.exists(directory.resolve("interrupted")));
        await().until(() -> !isAlive(pid("shell")));
    }

    @Test
    void aLimitHoldsAlsoForTheLayerThatFollowsTheCommandAfterwards() throws Exception {
        Task<Json, CommandResult> handler = (ctx, input) -> ctx.session("build", here())
                .run(SessionCommand.of("echo begun; touch begun; sleep 1000").withTimeout(Duration.ofSeconds(3)));
        perdure.register(TYPE, handler).launch();
        String id = perdure.start(TYPE, Json.NULL).id();
        await().until(() -> Files.exists(directory.resolve("begun")));
        perdure.close();
        open();
        perdure.register(TYPE, handler).launch();
        NeedsAttentionException parked = catchThrowableOfType(
                NeedsAttentionException.class,
                () -> perdure.handle(id, TYPE.output()).result());
        assertThat(parked.failure().mode()).isEqualTo(FailureMode.TIMEOUT);
        assertThat(parked.failure().detail()).startsWith("begun\n");
    }

    @Test
    void aCommandThatIsFollowedAfterwardsIsInterruptedByACancellationToo() throws Exception {
        Task<Json, CommandResult> handler = (ctx, input) -> ctx.session("build", here())
                .run("echo $$ >shell; sh -c 'trap \"touch interrupted; exit\" INT; touch begun; sleep 1000 & wait'");
        perdure.register(TYPE, handler).launch();
        String id = perdure.start(TYPE, Json.NULL).id();
        await().until(() -> Files.exists(directory.resolve("begun")));
        perdure.close();
        open();
        perdure.register(TYPE, handler).launch();
        await().until(() -> perdure.handle(id).steps().getFirst().state() == StepInfo.State.UNKNOWN);
        perdure.handle(id).cancel("not needed");
        await().until(() -> perdure.handle(id).info().state() == TaskState.CANCELLED);
        await().until(() -> !isAlive(pid("shell")));
    }

    @Test
    void aCommandThatWasOverItsLimitRunsAgainWhenTheTaskIsRetried() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here())
                                .run(SessionCommand.of("echo x >>runs; until [ -e gate ]; do sleep 0.05; done")
                                        .withTimeout(Duration.ofSeconds(1))))
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().until(() -> task.info().state() == TaskState.NEEDS_ATTENTION);
        Files.createFile(directory.resolve("gate"));
        task.retry();
        assertThat(task.result().exitCode()).isZero();
        assertThat(directory.resolve("runs")).hasContent("x\nx\n");
    }

    @Test
    void aPausedTaskLeavesItsCommandAloneAndCollectsItWhenItIsResumed() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here())
                                .run("echo x >>runs; until [ -e gate ]; do echo >>beats; sleep 0.05; done;"
                                        + " echo over; touch over"))
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().until(() -> Files.exists(directory.resolve("beats")));
        task.pause("lunch");
        await().until(() -> task.info().state() == TaskState.PAUSED);
        // The step looks at its command every half second; these beats take three.
        long beats = Files.size(directory.resolve("beats"));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.size(directory.resolve("beats")) > beats + 60);
        Files.createFile(directory.resolve("gate"));
        await().until(() -> Files.exists(directory.resolve("over")));
        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        task.resume();
        assertThat(task.result().output()).isEqualTo("over\n");
        assertThat(directory.resolve("runs")).hasContent("x\n");
    }

    @Test
    void aSessionEndsWithItsTaskAndLeavesNoProcess() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here())
                                .run("sleep 1000 & echo $! >job; echo $$ >shell; echo $PPID >anchor"))
                .launch();
        perdure.start(TYPE, Json.NULL).result();
        await().until(() -> !isAlive(pid("shell")) && !isAlive(pid("job")) && !isAlive(pid("anchor")));
    }

    @Test
    void aSessionOfAnEndedTaskIsEndedByTheNextLayerToo() throws Exception {
        // The end of the task, told to nobody: a kept session whose record says otherwise now.
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here().withPolicy(SessionPolicy.KEEP))
                                .run("echo $$ >shell"))
                .launch();
        String session = perdure.start(TYPE, Json.NULL).result().session();
        perdure.close();
        assertThat(isAlive(pid("shell"))).isTrue();
        Path record = directory.resolve("state/sessions/" + session + "/session.json");
        String json = Files.readString(record);
        assertThat(json).contains("\"endsWithTask\":false");
        Files.writeString(record, json.replace("\"endsWithTask\":false", "\"endsWithTask\":true"));
        open();
        await().until(() -> !isAlive(pid("shell")));
    }

    @Test
    void aSessionThatIsKeptGoesOnAfterItsTask() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, input) -> ctx.session("build", here().withPolicy(SessionPolicy.KEEP))
                                .run("echo $$ >shell"))
                .launch();
        perdure.start(TYPE, Json.NULL).result();
        perdure.close();
        assertThat(isAlive(pid("shell"))).isTrue();
        kill9(pid("shell"));
        open();
    }

    @Test
    void aSessionEndsWhenItIsIdleForSoLong() throws Exception {
        perdure.register(TYPE, (ctx, input) -> {
                    var idle = here().withPolicy(SessionPolicy.endAfterIdle(Duration.ofSeconds(1)));
                    CommandResult result = ctx.session("build", idle).run("echo $$ >shell");
                    ctx.await("end", Json.class);
                    return result;
                })
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(directory.resolve("shell")) && !isAlive(pid("shell")));
        assertThat(task.info().state().isFinal()).isFalse();
        task.signal("end", null);
        assertThat(task.result().exitCode()).isZero();
    }

    @Test
    void aCommandThatEndsItsShellIsLeftToAPerson() {
        perdure.register(TYPE, (ctx, input) -> ctx.session("build", here()).run("exit 5"))
                .launch();
        assertThatThrownBy(() -> perdure.start(TYPE, Json.NULL).result())
                .isInstanceOf(NeedsAttentionException.class)
                .hasMessageContaining("has ended (5) before the command's end was seen");
    }

    @Test
    void twoTasksHaveTwoSessionsOfOneName() throws Exception {
        perdure.register(TYPE, (ctx, input) -> ctx.session("build", here()).run("echo $$"))
                .launch();
        CommandResult one = perdure.start(TYPE, Json.NULL).result();
        CommandResult other = perdure.start(TYPE, Json.NULL).result();
        assertThat(one.session()).isNotEqualTo(other.session());
        assertThat(one.output()).isNotEqualTo(other.output());
    }

    @Test
    void twoCommandsAreTwoStepsAndTheirOutputCanBeFoundInTheSessions() throws Exception {
        perdure.register(TYPE, (ctx, input) -> {
                    CommandResult first = ctx.session("build", here()).run("echo one");
                    CommandResult second = ctx.session("build", here()).run("echo two");
                    assertThat(second.session()).isEqualTo(first.session());
                    assertThat(second.from()).isGreaterThan(first.to());
                    return second;
                })
                .launch();
        TaskHandle<CommandResult> task = perdure.start(TYPE, Json.NULL);
        task.result();
        assertThat(task.steps()).extracting(StepInfo::key).containsExactly("build: echo one#1", "build: echo two#1");
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(directory.resolve(file)).strip());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void kill9(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static String progress(TaskHandle<?> task) {
        Progress progress = task.info().progress();
        return progress == null ? "" : progress.message();
    }
}
