package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.testkit.internal.EngineKilledException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TestPerdureTest {
    private static final TaskType<Integer, Integer> COUNT = TaskType.of("count", Integer.class, Integer.class);

    @Test
    void aSleepOfThirtyDaysTakesNoTime() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(COUNT, (ctx, n) -> {
                ctx.sleep(Duration.ofDays(30));
                return n + 1;
            });
            Instant before = perdure.now();
            assertThat(perdure.start(COUNT, 1).result()).isEqualTo(2);
            assertThat(Duration.between(before, perdure.now())).isGreaterThanOrEqualTo(Duration.ofDays(30));
        }
    }

    @Test
    void goesOnAfterACrashOnARealStore(@TempDir Path directory) throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        try (TestPerdure perdure = TestPerdure.in(directory)) {
            perdure.register(COUNT, (ctx, n) -> {
                int one = ctx.step("one", Integer.class, _ -> bodies.incrementAndGet());
                return one + ctx.await("go", Integer.class);
            });
            String id = perdure.start(COUNT, 1).id();
            perdure.rest();
            assertThat(perdure.handle(id).info().state()).isEqualTo(TaskState.WAITING);
            perdure.crash();
            TaskHandle<Json> task = perdure.handle(id);
            task.signal("go", 41);
            assertThat(task.result()).isEqualTo(new Json("42"));
            assertThat(bodies).hasValue(1);
        }
    }

    @Test
    void timePassesOnlyAsFarAsItIsTold() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(
                    COUNT,
                    (ctx, n) ->
                            ctx.await("go", Integer.class, Duration.ofHours(2)).orElse(-1));
            TaskHandle<Integer> task = perdure.start(COUNT, 1);
            perdure.pass(Duration.ofMinutes(119));
            assertThat(task.info().state()).isEqualTo(TaskState.WAITING);
            perdure.pass(Duration.ofMinutes(2));
            assertThat(task.info().state()).isEqualTo(TaskState.COMPLETED);
        }
    }

    @Test
    void aWaitThatNothingCanEndSaysWhatTheTasksWaitFor() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(COUNT, (ctx, n) -> ctx.await("review", Integer.class));
            TaskHandle<Integer> task = perdure.start(COUNT, 1);
            assertThatThrownBy(task::result)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("waiting for the signal review");
        }
    }

    @Test
    void aKilledEngineIsToldToWhoWaits() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(COUNT, (ctx, n) -> ctx.step("one", Integer.class, _ -> n));
            TaskHandle<Integer> task = perdure.start(COUNT, 7);
            perdure.killAfterEvent(3);
            assertThatThrownBy(task::result).isInstanceOf(EngineKilledException.class);
            assertThat(perdure.crash().handle(task.id()).result()).isEqualTo(new Json("7"));
            assertThat(perdure.history(task.id()))
                    .extracting(Event::kind)
                    .containsExactly(
                            "task_created", "attempt_started", "step_completed", "attempt_started", "task_completed");
        }
    }

    @Test
    void bodiesOfAKilledEngineDoNotGoOn() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(COUNT, (ctx, n) -> {
                try {
                    return ctx.await("go", Integer.class);
                } finally {
                    done.incrementAndGet();
                }
            });
            TaskHandle<Integer> task = perdure.start(COUNT, 1);
            perdure.pass(Duration.ofMillis(10));
            perdure.crash();
            assertThat(done).hasValue(0);
            perdure.handle(task.id()).signal("go", 5);
            assertThat(perdure.handle(task.id()).result()).isEqualTo(new Json("5"));
            assertThat(done).hasValue(1);
        }
    }

    @Test
    void crashesEverywhereAndIsRightEveryTime() {
        TaskType<Integer, Integer> parent = TaskType.of("parent", Integer.class, Integer.class);
        AtomicInteger charged = new AtomicInteger();
        long crashes = CrashEverywhere.of(
                        parent,
                        (ctx, n) -> {
                            var child = ctx.start(COUNT, n);
                            int charge = ctx.step(
                                    Step.of("charge", Integer.class)
                                            .once(_ -> charged.get() > 0
                                                    ? dev.perdure.api.Outcome.done(charged.get())
                                                    : dev.perdure.api.Outcome.notDone()),
                                    _ -> charged.incrementAndGet());
                            ctx.sleep(Duration.ofDays(1));
                            Optional<Integer> more = ctx.await("more", Integer.class, Duration.ofDays(1));
                            return ctx.join(child) + 100 * charge + more.orElse(0);
                        },
                        4)
                .with(
                        COUNT,
                        (ctx, n) -> ctx.iterate("turns", Integer.class, 0, (sum, round) -> {
                            int next = sum + ctx.step("add", Integer.class, _ -> 2);
                            return round + 1 == n ? dev.perdure.api.Next.done(next) : dev.perdure.api.Next.again(next);
                        }))
                .signal("more", 1000)
                .before(() -> charged.set(0))
                .check(result -> assertThat(result).isEqualTo(1108));
        assertThat(crashes).isGreaterThan(15);
    }

    @Test
    void saysAfterWhichEventACrashWasNotSurvived() {
        AtomicInteger outside = new AtomicInteger();
        assertThatThrownBy(() -> CrashEverywhere.of(
                                COUNT,
                                (ctx, n) -> {
                                    int first = outside.incrementAndGet(); // not in a step: a mistake
                                    ctx.step("two", Integer.class, _ -> 1);
                                    return first;
                                },
                                1)
                        .before(() -> outside.set(0))
                        .check(result -> assertThat(result).isEqualTo(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("After a crash at event 3");
    }
}
