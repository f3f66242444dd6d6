package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the test's clock does when it is set, and at its ends. */
@Timeout(60)
class ClockJumpTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("task", Integer.class, Integer.class);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void whatIsDueWhenTheClockIsSetForwardComesAtOnce() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                ctx.sleep(HOUR);
                return n;
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofSeconds(5));
            perdure.setClock(perdure.now().plus(HOUR)).pass(Duration.ofMillis(10));
            assertThat(task.info().state()).isEqualTo(TaskState.COMPLETED);
        }
    }

    @Test
    void whatIsWaitedForWhenTheClockIsSetBackComesWhenTheClockShowsItsTime() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                ctx.sleep(HOUR);
                return n;
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofSeconds(5));
            perdure.setClock(perdure.now().minus(HOUR)).pass(HOUR);
            assertThat(task.info().state()).isEqualTo(TaskState.WAITING);
            perdure.pass(HOUR);
            assertThat(task.info().state()).isEqualTo(TaskState.COMPLETED);
        }
    }

    @Test
    void aBodysTimeLimitKeepsItsLength() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            Step<Integer> step = Step.of("slow", Integer.class).once().withTimeout(HOUR);
            perdure.register(
                    TYPE,
                    (ctx, n) -> ctx.step(step, _ -> {
                        perdure.sleep(Duration.ofMinutes(30));
                        return n;
                    }));
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofMinutes(10));
            perdure.setClock(perdure.now().plus(HOUR)).pass(Duration.ofMinutes(10));
            perdure.setClock(perdure.now().minus(HOUR.multipliedBy(9)));
            assertThat(task.result()).isEqualTo(1);
        }
    }

    @Test
    void whatNeverComesIsNotSkippedTo() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                ctx.sleepUntil(Instant.MAX);
                return n;
            });
            Instant before = perdure.now();
            TaskHandle<Integer> task = perdure.start(TYPE, 1, StartOptions.DEFAULT.withDeadline(Instant.MAX));
            perdure.rest();
            assertThat(task.info().state()).isEqualTo(TaskState.WAITING);
            assertThat(perdure.now()).isBefore(before.plus(HOUR));
            assertThatThrownBy(task::result).hasMessageContaining("Nothing can happen any more");
            perdure.setClock(Instant.MAX)
                    .pass(Duration.ofSeconds(Long.MAX_VALUE))
                    .rest();
            assertThat(task.info().state()).isEqualTo(TaskState.WAITING);
            assertThatThrownBy(() -> perdure.pass(Duration.ofSeconds(-1))).hasMessageContaining("time is negative");
        }
    }

    @Test
    void aTimeWithAFractionOfAMillisecondIsNeverTooEarly() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                for (int i = 0; i < 20; i++) {
                    Instant end = ctx.now().plusNanos(1 + i * 777_777L);
                    ctx.sleepUntil(end);
                    if (ctx.now().isBefore(end)) {
                        throw new IllegalStateException("it is not " + end + " yet");
                    }
                }
                return n;
            });
            assertThat(perdure.start(TYPE, 1).result()).isEqualTo(1);
        }
    }
}
