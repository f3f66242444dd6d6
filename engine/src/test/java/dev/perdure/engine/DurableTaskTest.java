package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Child;
import dev.perdure.api.Effect;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DurableTaskTest {
    private static final TaskType<Integer, Integer> COUNT = TaskType.of("count", Integer.class, Integer.class);

    @TempDir
    Path directory;

    @Test
    void returnsTheResultOfItsSteps() throws Exception {
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, (ctx, n) -> {
                int sum = 0;
                for (int i = 0; i < n; i++) {
                    int add = i;
                    sum += ctx.step("add", Integer.class, _ -> add);
                }
                return sum;
            });
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(COUNT, 10);
            assertThat(task.result()).isEqualTo(45);
            assertThat(task.info().state()).isEqualTo(TaskState.COMPLETED);
            assertThat(task.steps()).hasSize(10);
            assertThat(task.events(0, 100)).extracting(Event::kind).startsWith("task_created", "attempt_started");
        }
    }

    @Test
    void goesOnAfterReopeningWithoutRepeatingRecordedSteps() throws Exception {
        AtomicInteger first = new AtomicInteger();
        CountDownLatch reached = new CountDownLatch(1);
        dev.perdure.api.Task<Integer, Integer> handler = (ctx, n) -> {
            int one = ctx.step("first", Integer.class, _ -> first.incrementAndGet());
            reached.countDown();
            boolean approved = ctx.await("approve", Boolean.class);
            return approved ? one + n : -1;
        };
        String id;
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, handler).launch();
            id = perdure.start(COUNT, 41).id();
            reached.await();
            await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
        }
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, handler).launch();
            TaskHandle<Json> task = perdure.handle(id);
            assertThat(task.info().waitingFor()).contains("approve");
            task.signal("approve", true, "once");
            task.signal("approve", true, "once");
            assertThat(task.result()).isEqualTo(new Json("42"));
            task.signal("approve", true, "once");
            assertThat(first).hasValue(1);
        }
    }

    @Test
    void aLongWaitLeavesMemoryAndComesBack() throws Exception {
        try (Perdure perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(20)))) {
            Engine engine = (Engine) perdure;
            perdure.register(COUNT, (ctx, n) -> {
                ctx.sleep(Duration.ofMillis(300));
                return ctx.await("go", Integer.class) + n;
            });
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(COUNT, 1);
            await().until(() -> engine.running() == 0 && engine.loaded() == 0);
            await().until(() -> String.valueOf(task.info().waitingFor()).contains("go"));
            await().until(() -> engine.running() == 0 && engine.loaded() == 0);
            task.signal("go", 5);
            assertThat(task.result()).isEqualTo(6);
        }
    }

    @Test
    void joinsChildrenOfItsOwnTree() throws Exception {
        TaskType<Integer, Integer> parent = TaskType.of("parent", Integer.class, Integer.class);
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, (ctx, n) -> ctx.step("double", Integer.class, _ -> 2 * n));
            perdure.register(parent, (ctx, n) -> {
                List<Child<Integer>> children = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    children.add(ctx.start(COUNT, i));
                }
                return ctx.joinAll(children).stream().mapToInt(i -> i).sum();
            });
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(parent, 100);
            assertThat(task.result()).isEqualTo(9900);
            assertThat(perdure.tasks(dev.perdure.api.TaskQuery.ALL.withRoot(task.id()))
                            .tasks())
                    .hasSize(100);
        }
    }

    @Test
    void retriesAFailingStepAndParksWhenItsRetriesAreUsedUp() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean works = new AtomicBoolean();
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(
                    COUNT,
                    (ctx, n) -> ctx.step(
                            Step.of("flaky", Integer.class)
                                    .withRetry(RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(5))),
                            _ -> {
                                calls.incrementAndGet();
                                if (!works.get()) {
                                    throw new IllegalStateException("down");
                                }
                                return n;
                            }));
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(COUNT, 7);
            assertThatThrownBy(task::result)
                    .isInstanceOf(NeedsAttentionException.class)
                    .hasMessageContaining("down");
            assertThat(calls).hasValue(3);
            works.set(true);
            task.retry();
            assertThat(task.result()).isEqualTo(7);
            assertThat(calls).hasValue(4);
        }
    }

    @Test
    void cancelsATreeAndLetsHandlersCleanUp() throws Exception {
        AtomicInteger cleaned = new AtomicInteger();
        TaskType<Integer, Integer> parent = TaskType.of("parent", Integer.class, Integer.class);
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, (ctx, n) -> {
                try {
                    return ctx.await("never", Integer.class);
                } finally {
                    ctx.step("clean", _ -> cleaned.incrementAndGet());
                }
            });
            perdure.register(parent, (ctx, n) -> ctx.join(ctx.start(COUNT, n)));
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(parent, 1);
            await().until(() -> task.info().state() == TaskState.WAITING);
            task.cancel("not needed");
            assertThatThrownBy(task::result).isInstanceOf(TaskCancelledException.class);
            await().until(() -> perdure.handle(task.id() + ":1").info().state() == TaskState.CANCELLED);
            assertThat(cleaned).hasValue(1);
        }
    }

    @Test
    void checkpointsALoopEachRound() throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(
                    COUNT,
                    (ctx, n) -> ctx.iterate("turns", Integer.class, 0, (state, round) -> {
                        int next = ctx.step("turn", Integer.class, _ -> {
                            bodies.incrementAndGet();
                            return state + 1;
                        });
                        return next == n ? Next.done(next) : Next.again(next);
                    }));
            perdure.launch();
            assertThat(perdure.start(COUNT, 1000).result()).isEqualTo(1000);
            assertThat(bodies).hasValue(1000);
        }
    }

    @Test
    void anEffectCutOffIsSettledByItsCheckAndNotRepeated() throws Exception {
        AtomicInteger charged = new AtomicInteger();
        CountDownLatch inBody = new CountDownLatch(1);
        dev.perdure.api.Task<Integer, Integer> handler = (ctx, n) -> ctx.step(
                new Step<>(
                        "charge",
                        dev.perdure.api.TypeRef.of(Integer.class),
                        Effect.ONCE,
                        _ -> charged.get() > 0 ? Outcome.done(99) : Outcome.notDone(),
                        RetryPolicy.NONE,
                        null,
                        null),
                _ -> {
                    charged.incrementAndGet();
                    inBody.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                });
        String id;
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, handler).launch();
            id = perdure.start(COUNT, 1).id();
            inBody.await();
        }
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, handler).launch();
            assertThat(perdure.handle(id).result()).isEqualTo(new Json("99"));
            assertThat(charged).hasValue(1);
            assertThat(perdure.handle(id).events(0, 100))
                    .extracting(Event::kind)
                    .contains("step_unknown", "step_resolved");
        }
    }

    @Test
    void forksAtAnEventWithAnotherInput() throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT, (ctx, n) -> {
                int one = ctx.step("one", Integer.class, _ -> bodies.incrementAndGet());
                int two = ctx.step("two", Integer.class, _ -> bodies.incrementAndGet());
                return one * 100 + two * 10 + n;
            });
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(COUNT, 1, StartOptions.DEFAULT.withLabels(Map.of("a", "b")));
            assertThat(task.result()).isEqualTo(121);
            TaskHandle<Integer> fork = task.fork(3, 5);
            assertThat(fork.result()).isEqualTo(135);
            assertThat(fork.info().labels()).containsEntry("a", "b");
        }
    }

    @Test
    void aDeadlineEndsTheTaskAsTimedOut() throws Exception {
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(COUNT.withDeadline(Duration.ofMillis(100)), (ctx, n) -> ctx.await("never", Integer.class));
            perdure.launch();
            TaskHandle<Integer> task = perdure.start(COUNT.withDeadline(Duration.ofMillis(100)), 1);
            assertThatThrownBy(task::result)
                    .isInstanceOfSatisfying(
                            dev.perdure.api.TaskFailedException.class,
                            e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.TIMEOUT));
        }
    }
}
