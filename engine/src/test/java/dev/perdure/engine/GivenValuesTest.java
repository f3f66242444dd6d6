package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.Json;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.Progress;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names, numbers and texts that handlers and clients give: taken such that they come back, or refused in a sentence. */
@Timeout(60)
class GivenValuesTest {
    private static final TaskType<Integer, String> TYPE = TaskType.of("given", Integer.class, String.class);
    private static final List<String> BAD_NAMES =
            List.of("", " ", "a\nb", "a\0b", "a\u001b[2Jb", "half\ud800", "x".repeat(1 << 20));

    @TempDir
    Path directory;

    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory);
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    @Test
    void aShareThatIsNoNumberIsRefusedAndThePartitionGoesOn() throws Exception {
        perdure.register(TYPE, (ctx, n) -> {
                    String refusal = "none";
                    try {
                        ctx.progress(Double.NaN, "half");
                    } catch (PerdureException e) {
                        refusal = e.code().code();
                    }
                    ctx.progress(Double.POSITIVE_INFINITY, "all\0of\ud800it");
                    return refusal;
                })
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        assertThat(task.result()).isEqualTo("bad_input");
        Progress progress = Objects.requireNonNull(task.info().progress());
        assertThat(progress.share()).isEqualTo(1.0);
        assertThat(progress.message()).isEqualTo("all\ufffdof\ufffdit");
    }

    @Test
    void aStepMayBeNamedAsTheLayerNamesItsOwnEntries() throws Exception {
        perdure.register(TYPE, (ctx, n) -> {
                    StringBuilder result = new StringBuilder();
                    for (String name :
                            List.of("progress", "timer", "signal:go", "child:part", "loop:turns", "step:timer")) {
                        ctx.progress("at " + name);
                        result.append(ctx.step(name, String.class, step -> step.key() + " "));
                    }
                    ctx.sleep(java.time.Duration.ofMillis(1));
                    result.append(ctx.iterate("turns", Integer.class, 0, (i, round) -> dev.perdure.api.Next.done(7)));
                    return result + ctx.await("go", String.class);
                })
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        await().until(() -> task.info().state() == TaskState.WAITING);
        task.signal("go", "!");
        assertThat(task.result())
                .isEqualTo("step:progress#1 step:timer#1 step:signal:go#1 step:child:part#1 step:loop:turns#1"
                        + " step:step:timer#1 7!");
    }

    @Test
    void aHeartbeatAboveItsLimitIsRefused() throws Exception {
        Step<String> beating = Step.of("beating", String.class).withRetry(RetryPolicy.NONE);
        perdure.register(TYPE, (ctx, n) -> {
                    try {
                        return ctx.step(beating, step -> {
                            step.heartbeat("x".repeat(JsonLimits.HEARTBEAT_BYTES - 2));
                            step.heartbeat("ü".repeat(JsonLimits.HEARTBEAT_BYTES / 2));
                            return "taken";
                        });
                    } catch (StepFailedException e) {
                        return e.failure().message();
                    }
                })
                .launch();
        assertThat(perdure.start(TYPE, 1).result())
                .contains("65538 bytes", "65536")
                .doesNotContain("raise");
    }

    @Test
    void whatAHandlerSeesLiveIsWhatItSeesInAReplay() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        for (int opening = 0; opening < 2; opening++) {
            perdure.register(TYPE, (ctx, n) -> {
                        seen.add(ctx.step(
                                "when", OffsetDateTime.class, _ -> OffsetDateTime.parse("2026-03-01T00:30+02:00")));
                        seen.add(ctx.step("zero", Double.class, _ -> -0.0));
                        return ctx.await("go", String.class);
                    })
                    .launch();
            if (opening == 0) {
                String id = perdure.start(TYPE, 1, StartOptions.DEFAULT.withId("one"))
                        .id();
                await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
                perdure.close();
                perdure = Perdure.open(directory);
            }
        }
        perdure.handle("one").signal("go", "!");
        assertThat(perdure.handle("one").result()).isEqualTo(new Json("\"!\""));
        assertThat(seen).hasSize(4);
        assertThat(seen.subList(2, 4)).isEqualTo(seen.subList(0, 2));
    }

    @Test
    void namesThatWouldNotComeBackAreRefusedAtEveryDoor() {
        perdure.register(TYPE, (ctx, n) -> ctx.await("go", String.class)).launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        for (String bad : BAD_NAMES) {
            refused(() -> task.signal(bad, "x"));
            refused(() -> task.signal("go", "x", bad));
            refused(() -> perdure.actingAs(bad));
            refused(() -> Step.of(bad, String.class));
            refused(() -> StartOptions.DEFAULT.withIdempotencyKey(bad));
            refused(() -> StartOptions.DEFAULT.withId(bad));
            refused(() -> StartOptions.DEFAULT.withTenant(bad));
            refused(() -> StartOptions.DEFAULT.withLabels(Map.of(bad, "x")));
        }
        refused(() -> StartOptions.DEFAULT.withPriority(Integer.MIN_VALUE));
        refused(() -> task.pause("x".repeat(1 << 20)));
        refused(() -> task.cancel("a\0b"));
        refused(() -> TYPE.withDescription("half\udfff"));
    }

    private static void refused(Runnable door) {
        assertThatThrownBy(door::run)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(IllegalArgumentException.class),
                        e -> assertThat(((PerdureException) e).code()).isEqualTo(ErrorCode.BAD_INPUT))
                .message()
                .hasSizeLessThan(300)
                .doesNotContain("\0", "\u001b", "\n");
    }

    @Test
    void aHandlersBadNamesFailItsTaskInASentenceAndNothingElse() {
        perdure.register(TYPE, (ctx, n) -> {
                    String bad = BAD_NAMES.get(n);
                    return n % 2 == 0
                            ? ctx.await(bad, String.class)
                            : ctx.iterate(bad, String.class, "", (s, round) -> dev.perdure.api.Next.done("x"));
                })
                .launch();
        for (int i = 0; i < BAD_NAMES.size(); i++) {
            TaskHandle<String> task = perdure.start(TYPE, i);
            await().until(() -> task.info().state() == TaskState.NEEDS_ATTENTION);
            Failure failure = Objects.requireNonNull(task.info().failure());
            assertThat(failure.message()).contains("name").hasSizeLessThan(300);
        }
    }
}
