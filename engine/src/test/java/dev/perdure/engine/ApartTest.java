package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.perdure.api.FailureMode;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Perdure;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Steps that compute without a pause: apart they stop nobody, and where they do, it is said who does. */
@Timeout(120)
class ApartTest {
    private static final TaskType<Integer, Integer> BUSY = TaskType.of("busy", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> QUICK = TaskType.of("quick", Integer.class, Integer.class);

    @TempDir
    Path directory;

    private final AtomicBoolean enough = new AtomicBoolean();
    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory);
        perdure.register(QUICK, (ctx, n) -> ctx.step("quick", Integer.class, _ -> n + 1));
    }

    @AfterEach
    void close() {
        enough.set(true);
        perdure.close();
    }

    private int compute() {
        int sum = 0;
        while (!enough.get() && !Thread.currentThread().isInterrupted()) {
            sum++;
        }
        return sum;
    }

    private List<TaskHandle<Integer>> compute(Step<Integer> step) {
        AtomicInteger begun = new AtomicInteger();
        perdure.register(
                        BUSY,
                        (ctx, n) -> ctx.step(step, _ -> {
                            begun.incrementAndGet();
                            return compute();
                        }))
                .launch();
        int cores = Runtime.getRuntime().availableProcessors();
        List<TaskHandle<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            tasks.add(perdure.start(BUSY, i));
        }
        await().until(() -> begun.get() == cores);
        return tasks;
    }

    @Test
    void bodiesThatComputeApartDoNotStopOthers() throws Exception {
        List<TaskHandle<Integer>> busy = compute(Step.of("busy", Integer.class).onPlatformThread());
        // It would not end at all before the others do.
        assertThat(perdure.start(QUICK, 1).result()).isEqualTo(2);
        assertThat(busy).allMatch(task -> task.info().state() == TaskState.RUNNING);
        enough.set(true);
        for (TaskHandle<Integer> task : busy) {
            assertThat(task.result()).isNotNegative();
        }
    }

    @Test
    void aBodyApartIsOnAPlatformThreadAndIsInterruptedByItsLimit() {
        AtomicBoolean virtual = new AtomicBoolean(true);
        perdure.register(
                        BUSY,
                        (ctx, n) -> ctx.step(
                                Step.of("busy", Integer.class)
                                        .onPlatformThread()
                                        .withRetry(RetryPolicy.NONE)
                                        .withTimeout(Duration.ofMillis(100)),
                                _ -> {
                                    virtual.set(Thread.currentThread().isVirtual());
                                    return compute();
                                }))
                .launch();
        Assertions.assertThatThrownBy(() -> perdure.start(BUSY, 1).result())
                .isInstanceOfSatisfying(
                        NeedsAttentionException.class,
                        e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.TIMEOUT));
        assertThat(virtual).isFalse();
    }

    @Test
    void aBodyApartIsInterruptedByACancellation() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        perdure.register(
                        BUSY,
                        (ctx, n) -> ctx.step(Step.of("busy", Integer.class).onPlatformThread(), _ -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                            return 1;
                        }))
                .launch();
        TaskHandle<Integer> task = perdure.start(BUSY, 1);
        begun.await();
        task.cancel("not needed");
        interrupted.await();
        await().until(() -> task.info().state() == TaskState.CANCELLED);
    }

    @Test
    void itIsSaidWhichStepsTakeAllCores() {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.perdure.engine.runtime.Crowding");
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.list = new CopyOnWriteArrayList<>();
        heard.start();
        logger.addAppender(heard);
        try {
            List<TaskHandle<Integer>> _ = compute(Step.of("hog", Integer.class));
            await().atMost(Duration.ofSeconds(30)).until(() -> !heard.list.isEmpty());
            enough.set(true);
            assertThat(heard.list.getFirst().getFormattedMessage())
                    .contains("step hog#1 of task busy-", "onPlatformThread()");
        } finally {
            enough.set(true);
            logger.detachAppender(heard);
        }
    }
}
