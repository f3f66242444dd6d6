package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.SignalInfo;
import dev.perdure.api.Step;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values of the wrong type: refused at the door where the type is known, and otherwise no task is lost by them. */
@Timeout(60)
class WrongValuesTest {
    private static final TaskType<Integer, String> TYPE =
            TaskType.of("typed", Integer.class, String.class).withFailurePolicy(FailurePolicy.FAIL);
    private static final Task<Integer, String> APPROVED = (ctx, n) -> {
        boolean approved =
                ctx.await("approve", Boolean.class, Duration.ofDays(3)).orElse(false);
        return approved ? "approved" : "nobody approved";
    };

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

    private void reopen() {
        perdure.close();
        perdure = Perdure.open(directory);
    }

    private void waits(String id) {
        await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
    }

    /** A task whose signals came while nobody here knew what it awaits. */
    private String signalledUnknown(@Nullable Object... payloads) {
        perdure.register(TYPE, APPROVED);
        String id = perdure.start(TYPE, 1).id();
        for (@Nullable Object payload : payloads) {
            perdure.handle(id).signal("approve", payload);
        }
        return id;
    }

    @Test
    void aSignalOfTheWrongTypeIsRefusedWhereTheTypeIsKnown() throws Exception {
        perdure.register(TYPE, APPROVED).launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        waits(task.id());
        assertThatThrownBy(() -> task.signal("approve", "yes"))
                .isInstanceOfSatisfying(
                        PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContainingAll("approve", "typed", "true or false is expected", "\"yes\"");
        assertThatThrownBy(() -> task.signal("approve", null)).hasMessageContaining("Send a value");
        assertThat(task.signals()).isEmpty();
        task.signal("approve", true);
        assertThat(task.result()).isEqualTo("approved");
    }

    @Test
    void aSignalOfTheWrongTypeIsSetAsideAndTheWaitGoesOn() throws Exception {
        String id = signalledUnknown("yes", null, true, "later");
        perdure.launch();
        TaskHandle<Json> task = perdure.handle(id);
        assertThat(task.result()).isEqualTo(new Json("\"approved\""));
        assertThat(task.signals())
                .extracting(SignalInfo::payload)
                .containsExactly(new Json("\"yes\""), Json.NULL, new Json("\"later\""));
        assertThat(task.signals().getFirst().setAside()).contains("true or false is expected");
        assertThat(task.signals().get(1).setAside()).contains("Send a value");
        assertThat(task.events(0, 100))
                .extracting(Event::kind)
                .filteredOn("signal_set_aside"::equals)
                .hasSize(2);
    }

    @Test
    void whatWasSetAsideIsStillThereAfterAnotherOpeningAndCanBeDropped() throws Exception {
        String id = signalledUnknown("yes");
        perdure.launch();
        await().until(() -> !perdure.handle(id).signals().isEmpty()
                && perdure.handle(id).signals().getFirst().setAside() != null);
        waits(id);
        assertThat(perdure.handle(id).info().wakeAt()).isNotNull();
        reopen();
        perdure.register(TYPE, APPROVED).launch();
        TaskHandle<Json> task = perdure.handle(id);
        waits(id);
        long event = task.signals().getFirst().taskSeq();
        task.dropSignal(event);
        assertThat(task.signals()).isEmpty();
        assertThatThrownBy(() -> task.dropSignal(event)).hasMessageContaining("keeps no signal of event " + event);
        task.signal("approve", true);
        assertThat(task.result()).isEqualTo(new Json("\"approved\""));
    }

    @Test
    void aWaitWhoseSignalWasSetAsideStillEndsByItsTime() throws Exception {
        perdure.register(
                TYPE,
                (ctx, n) -> ctx.await("approve", Boolean.class, Duration.ofMillis(300))
                                .isEmpty()
                        ? "timed out"
                        : "got one");
        String id = perdure.start(TYPE, 1).id();
        perdure.handle(id).signal("approve", null);
        perdure.launch();
        assertThat(perdure.handle(id).result()).isEqualTo(new Json("\"timed out\""));
    }

    @Test
    void aForkKeepsWhatWasSetAside() throws Exception {
        String id = signalledUnknown("yes");
        perdure.launch();
        await().until(() -> perdure.handle(id).events(0, 100).stream()
                .anyMatch(event -> event.kind().equals("signal_set_aside")));
        long last = perdure.handle(id).events(0, 100).getLast().taskSeq();
        TaskHandle<Json> fork = perdure.handle(id).fork(last, 2);
        waits(fork.id());
        assertThat(fork.signals()).hasSize(1);
        assertThatThrownBy(() -> perdure.handle(id).fork(last, "no number")).hasMessageContaining("a whole number");
        fork.signal("approve", true);
        assertThat(fork.result()).isEqualTo(new Json("\"approved\""));
    }

    private String cutOffStep() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        perdure.register(
                        TYPE,
                        (ctx, n) -> "paid "
                                + ctx.step(Step.of("pay", Integer.class).once(), _ -> {
                                    inBody.countDown();
                                    new CountDownLatch(1).await();
                                    return 1;
                                }))
                .launch();
        String id = perdure.start(TYPE, 1).id();
        inBody.await();
        reopen();
        return id;
    }

    @Test
    void aWrongResultOfAResolvedStepIsRefusedWhereTheTypeIsKnown() throws Exception {
        String id = cutOffStep();
        perdure.register(
                        TYPE,
                        (ctx, n) ->
                                "paid " + ctx.step(Step.of("pay", Integer.class).once(), _ -> 2))
                .launch();
        TaskHandle<Json> task = perdure.handle(id);
        assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
        assertThatThrownBy(() -> task.resolve("pay#1", Outcome.done(new Json("\"by hand\""))))
                .hasMessageContainingAll("pay#1", "a whole number", "\"by hand\"");
        task.resolve("pay#1", Outcome.done(new Json("42")));
        assertThat(task.result()).isEqualTo(new Json("\"paid 42\""));
    }

    @Test
    void aWrongResultThatNobodyCouldKnowOfLeavesTheOutcomeUnknownAndCanBeCorrected() throws Exception {
        String id = cutOffStep();
        Task<Integer, String> pays =
                (ctx, n) -> "paid " + ctx.step(Step.of("pay", Integer.class).once(), _ -> 2);
        perdure.register(TYPE, pays).launch();
        assertThatThrownBy(() -> perdure.handle(id).result()).isInstanceOf(NeedsAttentionException.class);
        reopen();
        perdure.handle(id).resolve("pay#1", Outcome.done(new Json("\"by hand\"")));
        perdure.register(TYPE, pays).launch();
        TaskHandle<Json> task = perdure.handle(id);
        assertThatThrownBy(task::result).isInstanceOfSatisfying(NeedsAttentionException.class, e -> {
            assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME);
            assertThat(e.failure().message()).contains("a whole number", "\"by hand\"");
        });
        task.resolve("pay#1", Outcome.done(new Json("42")));
        assertThat(task.result()).isEqualTo(new Json("\"paid 42\""));
    }

    sealed interface Shape permits Circle {}

    record Circle(double radius) implements Shape {}

    @Test
    void aResultThatCanNotBeReadIsRefusedBeforeTheBodyRuns() {
        perdure.register(TYPE, (ctx, n) -> {
                    ctx.step(Step.of("draw", Shape.class).once(), _ -> new Circle(1));
                    return "drawn";
                })
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        assertThatThrownBy(task::result).hasMessageContainingAll("step draw", "Shape is abstract");
        assertThat(task.events(0, 100)).extracting(Event::kind).doesNotContain("step_started");
        TaskType<Shape, String> shapes = TaskType.of("shapes", Shape.class, String.class);
        assertThatThrownBy(() -> perdure.register(shapes, (ctx, shape) -> "x"))
                .hasMessageContainingAll("input type of shapes", "abstract");
    }

    @Test
    void aOnceStepWhoseResultCanNotBeRecordedIsNeverRunAgainOnAGuess() throws Exception {
        perdure.register(TYPE, (ctx, n) -> ctx.step(Step.of("pay", String.class).once(), _ -> "paid \ud800"))
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, 1);
        assertThatThrownBy(task::result).isInstanceOfSatisfying(NeedsAttentionException.class, e -> {
            assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME);
            assertThat(e.failure().message()).contains("surrogate");
        });
        task.resolve("pay#1", Outcome.done(new Json("\"paid\"")));
        assertThat(task.result()).isEqualTo("paid");
    }
}
