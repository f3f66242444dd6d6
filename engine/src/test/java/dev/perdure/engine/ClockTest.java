package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.engine.runtime.ThreadScheduler;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tasks wait for when the clock is set, or the machine was suspended, which looks the same. */
@Timeout(60)
class ClockTest {
    private static final TaskType<String, String> TYPE = TaskType.of("clocked", String.class, String.class);
    private static final Duration HOUR = Duration.ofHours(1);
    /** A second until the clock is looked at, and time for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final SetClock clock = new SetClock();
    private Engine engine;

    @BeforeEach
    void open() {
        engine = Engine.open(
                SqliteStore.open(directory),
                new ThreadScheduler(clock),
                PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(50)));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static void awaitWaiting(TaskHandle<?> task, TaskState state) {
        await().until(() -> task.info().state() == state && task.info().wakeAt() != null);
    }

    @Test
    void whatIsOverdueAfterTheClockWasSetForwardComesSoon() {
        engine.register(TYPE, (ctx, what) -> {
                    if (what.equals("sleep")) {
                        ctx.sleep(HOUR);
                    } else {
                        return ctx.await("never", String.class, HOUR).orElse(what);
                    }
                    return what;
                })
                .launch();
        TaskHandle<String> sleep = engine.start(TYPE, "sleep");
        TaskHandle<String> await = engine.start(TYPE, "await");
        TaskHandle<String> delayed = engine.start(TYPE, "delayed", StartOptions.DEFAULT.withDelay(HOUR));
        TaskHandle<String> late = engine.start(
                TYPE, "late", StartOptions.DEFAULT.withDeadline(clock.instant().plus(HOUR)));
        awaitWaiting(sleep, TaskState.WAITING);
        awaitWaiting(await, TaskState.WAITING);
        awaitWaiting(late, TaskState.WAITING);
        awaitWaiting(delayed, TaskState.SCHEDULED);
        clock.jump(HOUR.plusSeconds(1));
        await().atMost(SOON).until(() -> sleep.info().state() == TaskState.COMPLETED);
        await().atMost(SOON).until(() -> await.info().state() == TaskState.COMPLETED);
        await().atMost(SOON).until(() -> late.info().state() == TaskState.FAILED);
        await().atMost(SOON).until(() -> delayed.info().state() != TaskState.SCHEDULED);
    }

    @Test
    void nothingComesBeforeTheClockShowsItsTimeAlsoWhenItWasSetBack() {
        CountDownLatch beginning = new CountDownLatch(1);
        engine.register(TYPE, (ctx, what) -> {
                    Instant end = ctx.now().plus(Duration.ofMillis(400));
                    beginning.countDown();
                    ctx.sleepUntil(end);
                    ctx.step("look", _ -> {
                        if (clock.instant().isBefore(end)) {
                            throw new IllegalStateException("it is not " + end + " yet");
                        }
                    });
                    return what;
                })
                .launch();
        TaskHandle<String> task = engine.start(TYPE, "x");
        awaitWaiting(task, TaskState.WAITING);
        clock.jump(HOUR.negated());
        // Its hour has not come: it has left memory, as a long wait does, and stays asleep while the clock is looked
        // at.
        await().until(() -> engine.running() == 0);
        await().during(Duration.ofSeconds(2)).until(() -> task.info().state() == TaskState.WAITING);
        clock.jump(HOUR);
        await().atMost(SOON).until(() -> task.info().state() == TaskState.COMPLETED);
    }

    @Test
    void aPauseAfterARunThatEndedUnrecordedKeepsItsLengthWhenTheClockIsSetBack() {
        AtomicReference<Throwable> kept = new AtomicReference<>();
        AtomicInteger runs = new AtomicInteger();
        TaskType<String, String> first = TaskType.of("first", String.class, String.class);
        engine.register(first, (ctx, what) -> {
            try {
                return ctx.await("never", String.class);
            } catch (Throwable unwinding) {
                kept.set(unwinding);
                throw unwinding;
            }
        });
        engine.register(TYPE, (ctx, what) -> {
            if (runs.incrementAndGet() == 1) {
                clock.jump(HOUR.negated());
            }
            throw (Error) kept.get();
        });
        engine.launch();
        engine.start(first, "x");
        await().until(() -> kept.get() != null);
        TaskHandle<String> task = engine.start(TYPE, "x");
        await().until(() -> runs.get() == 1);
        clock.jump(HOUR.negated());
        await().atMost(SOON).until(() -> task.info().state() == TaskState.NEEDS_ATTENTION);
    }

    @Test
    void aClockThatIsSetCutsOffNoBody() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Step<String> pay = Step.of("pay", String.class).once().withTimeout(HOUR).withHeartbeat(HOUR);
        engine.register(
                        TYPE,
                        (ctx, what) -> ctx.step(pay, s -> {
                            inside.countDown();
                            mayEnd.await();
                            s.heartbeat("paying");
                            return what;
                        }))
                .launch();
        TaskHandle<String> task = engine.start(TYPE, "paid");
        inside.await();
        clock.jump(HOUR.multipliedBy(3));
        await().during(Duration.ofMillis(300)).until(() -> task.info().state() == TaskState.RUNNING);
        clock.jump(HOUR.multipliedBy(-5));
        mayEnd.countDown();
        assertThat(task.result()).isEqualTo("paid");
        assertThat(task.events(0, 100)).noneMatch(event -> event.kind().equals("step_unknown"));
    }
}
