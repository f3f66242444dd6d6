package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Child;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a fork promises: as if everything up to the event had happened to it, with children of its own. */
@Timeout(60)
class ForkTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("task", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> CHILD = TaskType.of("child", Integer.class, Integer.class);

    @Test
    void startsUnfinishedChildrenAnewAtOnceAlsoWhenTheProcessDiesWhileTheForkSleeps() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class) + n);
            perdure.register(TYPE, (ctx, n) -> {
                Child<Integer> child = ctx.start(CHILD, 40);
                ctx.sleep(Duration.ofDays(30));
                return ctx.join(child) + n;
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofMinutes(1));
            String id = task.fork(lastOf(perdure, task.id()), 100).id();
            perdure.crash();
            perdure.pass(Duration.ofMinutes(1));
            TaskInfo child = onlyChildOf(perdure, id);
            assertThat(child.waitingFor()).contains("the signal go");
            perdure.handle(child.id()).signal("go", 2);
            assertThat(perdure.handle(id).result().text()).isEqualTo("142");
        }
    }

    @Test
    void sleepsUntilTheTimeThatTheOriginalSetAndAsksNothingBeforeThat() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class));
            perdure.register(TYPE, (ctx, n) -> {
                Child<Integer> _ = ctx.start(CHILD, n);
                ctx.sleep(Duration.ofDays(3));
                return n;
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofDays(2));
            TaskHandle<Integer> fork = task.fork(lastOf(perdure, task.id()), null);
            Instant wakes = task.info().wakeAt();
            assertThat(wakes).isNotNull();
            assertThat(fork.info().wakeAt()).isEqualTo(wakes);
            assertThat(fork.result()).isEqualTo(1);
            assertThat(kinds(perdure, fork.id()))
                    .containsSubsequence("child_started", "timer_started", "attempt_started", "timer_fired")
                    .containsOnlyOnce("child_started");
        }
    }

    @Test
    void startsChildrenAnewThatOutlivedTheRoundOfALoop() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class));
            perdure.register(
                    TYPE,
                    (ctx, n) -> ctx.iterate("turns", Integer.class, 0, (state, round) -> {
                        Child<Integer> _ = ctx.start(CHILD, (int) round);
                        ctx.sleep(Duration.ofDays(1));
                        return round == 2 ? Next.done(state + 1) : Next.again(state + 1);
                    }));
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofHours(60));
            TaskHandle<Integer> fork = task.fork(lastOf(perdure, task.id()), null);
            assertThat(childrenOf(perdure, fork.id())).hasSize(3);
            assertThat(fork.result()).isEqualTo(3);
        }
    }

    @Test
    void startsChildrenAnewAsTheyWereStartedWithDelayAndTimeLimitFromTheForkOn() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class));
            perdure.register(TYPE, (ctx, n) -> {
                StartOptions options = StartOptions.DEFAULT
                        .withId("chosen")
                        .withIdempotencyKey("key")
                        .withDelay(Duration.ofHours(1))
                        .withDeadline(ctx.now().plus(Duration.ofHours(5)));
                return ctx.join(ctx.start(CHILD, 7, options));
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.pass(Duration.ofHours(4));
            Instant deadline = perdure.handle("chosen").info().deadline();
            assertThat(deadline).isNotNull();
            TaskHandle<Integer> fork = task.fork(lastOf(perdure, task.id()), null);
            TaskInfo child = onlyChildOf(perdure, fork.id());
            assertThat(child.id()).isEqualTo(fork.id() + ":1");
            assertThat(child.state()).isEqualTo(TaskState.SCHEDULED);
            assertThat(child.deadline()).isEqualTo(deadline.plus(Duration.ofHours(4)));
            assertThat(perdure.handle(child.id()).input().text()).isEqualTo("7");
        }
    }

    @Test
    void keepsTheEndOfAChildThatHadEndedAsTheOriginals() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger ran = new AtomicInteger();
            perdure.register(CHILD, (ctx, n) -> ctx.step("run", Integer.class, _ -> ran.incrementAndGet()));
            perdure.register(TYPE, (ctx, n) -> ctx.join(ctx.start(CHILD, n)) * 10 + ctx.await("go", Integer.class));
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.rest();
            TaskHandle<Integer> fork = task.fork(lastOf(perdure, task.id()), null);
            fork.signal("go", 5);
            assertThat(fork.result()).isEqualTo(15);
            assertThat(ran).hasValue(1);
            assertThat(childrenOf(perdure, fork.id())).isEmpty();
        }
    }

    @Test
    void hasTheSignalAlsoWhereTheWaitForItEndedWithTheNextEvent() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> ctx.await("go", Integer.class));
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.rest();
            task.signal("go", 5);
            assertThat(task.result()).isEqualTo(5);
            long signal = kinds(perdure, task.id()).indexOf("signal_received") + 1L;
            assertThat(task.fork(signal, null).result()).isEqualTo(5);
        }
    }

    @Test
    void goesOnAsIfTheOriginalHadNotBeenCancelled() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger cleaned = new AtomicInteger();
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class));
            perdure.register(TYPE, (ctx, n) -> {
                Child<Integer> child = ctx.start(CHILD, n);
                try {
                    return ctx.join(child);
                } catch (TaskCancelledException e) {
                    ctx.step("clean", Integer.class, _ -> cleaned.incrementAndGet());
                    throw e;
                }
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.rest();
            task.cancel("not needed");
            perdure.rest();
            assertThat(task.info().state()).isEqualTo(TaskState.CANCELLED);
            assertThat(cleaned).hasValue(1);
            TaskHandle<Integer> fork = task.fork(lastOf(perdure, task.id()), null);
            perdure.handle(onlyChildOf(perdure, fork.id()).id()).signal("go", 5);
            assertThat(fork.result()).isEqualTo(5);
            assertThat(cleaned).hasValue(1);
        }
    }

    @Test
    void asksWhatBecameOfAOnceStepThatHadBegun() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger asked = new AtomicInteger();
            perdure.register(
                    TYPE,
                    (ctx, n) -> ctx.step(
                            Step.of("pay", Integer.class).once(_ -> {
                                asked.incrementAndGet();
                                return Outcome.unknown("the bank is closed");
                            }),
                            _ -> n));
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.rest();
            long begun = kinds(perdure, task.id()).indexOf("step_started") + 1L;
            TaskHandle<Integer> fork = task.fork(begun, null);
            assertThatThrownBy(fork::result)
                    .isInstanceOfSatisfying(
                            NeedsAttentionException.class,
                            e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME));
            assertThat(asked).hasValue(1);
        }
    }

    private static long lastOf(TestPerdure perdure, String id) {
        return perdure.history(id).size();
    }

    private static List<String> kinds(TestPerdure perdure, String id) {
        return perdure.history(id).stream().map(Event::kind).toList();
    }

    private static List<TaskInfo> childrenOf(TestPerdure perdure, String id) {
        return perdure.perdure().tasks(TaskQuery.ALL.withRoot(id)).tasks().stream()
                .filter(task -> id.equals(task.parent()))
                .toList();
    }

    private static TaskInfo onlyChildOf(TestPerdure perdure, String id) {
        List<TaskInfo> children = childrenOf(perdure, id);
        assertThat(children).hasSize(1);
        return children.getFirst();
    }
}
