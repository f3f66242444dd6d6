package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.Task;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskFailedException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.api.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Times and spans that no clock gets to. Each of these tests has a task beside it with an effect in flight: whatever somebody asks of
 * another task, that one must not be disturbed.
 */
@Timeout(60)
class FarTimesTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration MILLENNIUM = Duration.ofDays(365_250);
    private static final TaskType<String, String> TYPE = TaskType.of("far", String.class, String.class);
    private static final TaskType<String, String> BESIDE = TaskType.of("beside", String.class, String.class);

    @TempDir
    Path directory;

    private final CountDownLatch paying = new CountDownLatch(1);
    private final CountDownLatch mayPay = new CountDownLatch(1);
    private final AtomicInteger payments = new AtomicInteger();

    private Perdure perdure;
    private TaskHandle<String> beside;

    @BeforeEach
    void openWithAnEffectInFlight() throws InterruptedException {
        open();
        register(
                BESIDE,
                (ctx, in) -> ctx.step(Step.of("pay", String.class).once(), _ -> {
                    payments.incrementAndGet();
                    paying.countDown();
                    mayPay.await();
                    return "paid";
                }));
        perdure.launch();
        beside = perdure.start(BESIDE, "");
        paying.await();
    }

    private void open() {
        perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(20)));
    }

    private void register(TaskType<String, String> type, Task<String, String> handler) {
        perdure.register(type, handler);
    }

    @AfterEach
    void theOtherTaskHasPaidOnce() throws InterruptedException {
        mayPay.countDown();
        assertThat(beside.result()).isEqualTo("paid");
        assertThat(payments).hasValue(1);
        assertThat(kinds(beside)).doesNotContain("step_unknown", "attempt_failed");
        perdure.close();
    }

    private static List<String> kinds(TaskHandle<?> task) {
        return task.events(0, 1000).stream().map(Event::kind).toList();
    }

    private void awaitEvicted(TaskHandle<?> task) {
        await().until(() -> task.info().state() == TaskState.WAITING && ((Engine) perdure).loaded() == 1);
    }

    @Test
    void aSleepUntilTheEndOfTimeLastsAndOneUntilItsBeginningIsOver() throws InterruptedException {
        register(TYPE, (ctx, in) -> {
            ctx.sleepUntil(Instant.MIN);
            ctx.sleep(Duration.ofSeconds(Long.MIN_VALUE));
            ctx.sleepUntil(Instant.MAX);
            return in;
        });
        TaskHandle<String> task = perdure.start(TYPE, "x");
        awaitEvicted(task);
        assertThat(task.info().wakeAt()).isEqualTo(Timeline.LATEST);
        assertThat(kinds(task)).filteredOn("timer_fired"::equals).hasSize(2);
        perdure.handle(task.id()).cancel("enough", Duration.ZERO);
        assertThatThrownBy(task::result).isInstanceOf(TaskCancelledException.class);
    }

    @Test
    void waitsOfAThousandYearsAndMoreAreWaits() {
        register(TYPE, (ctx, in) -> {
            ctx.sleep(in.isEmpty() ? MILLENNIUM : ENDLESS);
            return in;
        });
        TaskHandle<String> thousand = perdure.start(TYPE, "");
        TaskHandle<String> endless = perdure.start(TYPE, "x");
        awaitEvicted(thousand);
        awaitEvicted(endless);
        assertThat(thousand.info().wakeAt()).isAfter(Instant.now().plus(Duration.ofDays(365_000)));
        assertThat(endless.info().wakeAt()).isEqualTo(Timeline.LATEST);
    }

    @Test
    void anAwaitThatNeverTimesOutTakesItsSignal() throws InterruptedException {
        register(TYPE, (ctx, in) -> ctx.await("go", String.class, ENDLESS).orElse("nobody"));
        TaskHandle<String> task = perdure.start(TYPE, "x");
        awaitEvicted(task);
        task.signal("go", "came");
        assertThat(task.result()).isEqualTo("came");
    }

    @Test
    void deadlinesAndDelaysMayBeAsFarAsOneLikes() throws InterruptedException {
        register(TYPE, (ctx, in) -> in.equals("e") ? ctx.await("never", String.class) : in);
        assertThat(perdure.start(TYPE, "a", StartOptions.DEFAULT.withDeadline(Instant.MAX))
                        .result())
                .isEqualTo("a");
        assertThat(perdure.start(TYPE, "b", StartOptions.DEFAULT.withDeadline(Instant.parse("9999-12-31T23:59:59Z")))
                        .result())
                .isEqualTo("b");
        TaskHandle<String> delayed = perdure.start(TYPE, "c", StartOptions.DEFAULT.withDelay(Duration.ofDays(400_000)));
        TaskHandle<String> never = perdure.start(TYPE, "d", StartOptions.DEFAULT.withDelay(ENDLESS));
        assertThat(delayed.info().state()).isEqualTo(TaskState.SCHEDULED);
        assertThat(never.info().wakeAt()).isEqualTo(Timeline.LATEST);
        assertThatThrownBy(() -> perdure.start(TYPE, "e", StartOptions.DEFAULT.withDeadline(Instant.MIN))
                        .result())
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("deadline");
    }

    @Test
    void aTypesDeadlineMayBeAsFarAsOneLikes() throws InterruptedException {
        TaskType<String, String> patient =
                TaskType.of("patient", String.class, String.class).withDeadline(ENDLESS);
        register(patient, (ctx, in) -> in);
        assertThat(perdure.start(patient, "a", StartOptions.DEFAULT.withDelay(Duration.ofMillis(1)))
                        .result())
                .isEqualTo("a");
    }

    @Test
    void aGraceMayBeAsLongAsOneLikesAlsoForATaskThatHasLeftMemory() throws InterruptedException {
        register(TYPE, (ctx, in) -> {
            ctx.sleep(MILLENNIUM);
            return in;
        });
        for (Duration grace : List.of(Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE))) {
            TaskHandle<String> task = perdure.start(TYPE, "x");
            awaitEvicted(task);
            task.cancel("enough", grace);
            assertThatThrownBy(task::result).isInstanceOf(TaskCancelledException.class);
        }
        TaskHandle<String> task = perdure.start(TYPE, "x");
        assertThatThrownBy(() -> task.cancel("enough", Duration.ofSeconds(Long.MIN_VALUE)))
                .hasMessageContaining("grace is negative");
        task.cancel("enough", Duration.ZERO);
    }

    @Test
    void aBodyWithAnEndlessTimeLimitPaysOnce() throws InterruptedException {
        AtomicInteger paid = new AtomicInteger();
        Step<String> step = Step.of("pay", String.class)
                .once()
                .withTimeout(Duration.ofSeconds(Long.MAX_VALUE))
                .withHeartbeat(Duration.ofSeconds(Long.MAX_VALUE));
        register(
                TYPE,
                (ctx, in) -> ctx.step(step, s -> {
                    s.heartbeat("alive");
                    s.heartbeat("still alive");
                    return "paid " + paid.incrementAndGet();
                }));
        TaskHandle<String> task = perdure.start(TYPE, "x");
        assertThat(task.result()).isEqualTo("paid 1");
        assertThat(kinds(task)).doesNotContain("step_unknown");
    }

    @Test
    void aHugeWaitBetweenTriesIsNoHotLoop() {
        AtomicInteger tries = new AtomicInteger();
        Step<String> step = Step.of("flaky", String.class).withRetry(RetryPolicy.DEFAULT.withInitialInterval(ENDLESS));
        register(
                TYPE,
                (ctx, in) -> ctx.step(step, _ -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("not today");
                }));
        TaskHandle<String> task = perdure.start(TYPE, "x");
        awaitEvicted(task);
        assertThat(tries).hasValue(1);
        assertThat(kinds(task)).filteredOn("step_failed"::equals).hasSize(1);
    }

    @Test
    void endlessBoundsOfTheLayerAreBounds() throws Exception {
        mayPay.countDown();
        assertThat(beside.result()).isEqualTo("paid");
        perdure.close();
        perdure = Perdure.open(
                directory, PerdureOptions.DEFAULT.withLinger(ENDLESS).withCancelGrace(ENDLESS));
        register(TYPE, (ctx, in) -> {
            ctx.sleep(Duration.ofMillis(20));
            return ctx.await("go", String.class);
        });
        perdure.launch();
        TaskHandle<String> task = perdure.start(TYPE, "x");
        await().until(() -> task.info().state() == TaskState.WAITING
                && "the signal go".equals(task.info().waitingFor()));
        task.cancel("enough");
        assertThatThrownBy(task::result).isInstanceOf(TaskCancelledException.class);
        beside = perdure.handle(beside.id(), BESIDE.output());
    }

    @Test
    void aTaskWhoseDeadlineHasPassedIsNotRetriedButMayBeForked() throws InterruptedException {
        register(TYPE, (ctx, in) -> ctx.await("go", String.class));
        TaskHandle<String> task = perdure.start(
                TYPE, "x", StartOptions.DEFAULT.withDeadline(Instant.now().plusMillis(100)));
        assertThatThrownBy(task::result).isInstanceOf(TaskFailedException.class);
        assertThatThrownBy(task::retry)
                .isInstanceOfSatisfying(
                        PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                .hasMessageContaining("its deadline")
                .hasMessageContaining("Fork it");
        assertThat(task.info().state()).isEqualTo(TaskState.FAILED);
        TaskHandle<String> fork = task.fork(1, null);
        fork.signal("go", "on");
        assertThat(fork.result()).isEqualTo("on");
        assertThat(perdure.handle(fork.id()).result()).isEqualTo(new Json("\"on\""));
    }
}
