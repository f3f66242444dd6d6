package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Child;
import dev.perdure.api.Event;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Next;
import dev.perdure.api.StartOptions;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children with idempotency keys and chosen ids: one key, one task, or a clear refusal. */
@Timeout(60)
class ChildKeyTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("task", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> OTHER = TaskType.of("other", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> CHILD =
            TaskType.of("child", Integer.class, Integer.class).withFailurePolicy(FailurePolicy.FAIL);
    private static final StartOptions KEY = StartOptions.DEFAULT.withIdempotencyKey("k");

    @Test
    void aKeyThatIsTakenFailsTheStepAndNothingElseAlsoAfterARestartOnARealStore(@TempDir Path directory) {
        try (TestPerdure perdure = TestPerdure.in(directory)) {
            perdure.register(CHILD, (ctx, n) -> n);
            perdure.register(TYPE, (ctx, n) -> ctx.join(ctx.start(CHILD, n, KEY)));
            String owner = perdure.start(CHILD, 1, KEY).id();
            TaskHandle<Integer> task = perdure.start(TYPE, 2);
            assertThatThrownBy(task::result)
                    .isInstanceOf(NeedsAttentionException.class)
                    .hasMessageContaining("The idempotency key k belongs to task " + owner)
                    .hasMessageContaining("Choose another key");
            perdure.crash();
            perdure.rest();
            assertThat(perdure.handle(task.id()).info().state()).isEqualTo(TaskState.NEEDS_ATTENTION);
            assertThat(kinds(perdure, task.id()))
                    .containsOnlyOnce("attempt_started")
                    .containsOnlyOnce("step_failed")
                    .doesNotContain("child_started");
        }
    }

    @Test
    void theSameKeyInOneParentIsTheSameChildInEveryReplay() {
        AtomicInteger ran = new AtomicInteger();
        CrashEverywhere.of(
                        TYPE,
                        (ctx, n) -> {
                            Child<Integer> one = ctx.start(CHILD, n, KEY);
                            Child<Integer> two = ctx.start(CHILD, n + 1, KEY);
                            assertThat(two.id()).isEqualTo(one.id());
                            List<Integer> both = ctx.joinAll(List.of(one, two));
                            Child<Integer> three = ctx.start(CHILD, n + 2, KEY);
                            assertThat(three.id()).isEqualTo(one.id());
                            return both.getFirst() + both.getLast() + ctx.join(ctx.joinAny(List.of(three)));
                        },
                        5)
                .with(CHILD, (ctx, n) -> {
                    int result = ctx.step("run", Integer.class, _ -> {
                        ran.incrementAndGet();
                        return n;
                    });
                    ctx.sleep(Duration.ofDays(1));
                    return result;
                })
                .check(sum -> assertThat(sum).isEqualTo(15));
        assertThat(ran.get()).isPositive();
    }

    @Test
    void theSameKeyIsTheSameChildAlsoWhenTheRoundIsOverThatStartedIt() {
        CrashEverywhere.of(
                        TYPE,
                        (ctx, n) -> ctx.iterate("turns", Integer.class, 0, (sum, round) -> {
                            int next = sum + ctx.join(ctx.start(CHILD, (int) round, KEY));
                            return round == 2 ? Next.done(next) : Next.again(next);
                        }),
                        0)
                .with(CHILD, (ctx, n) -> n + 7)
                .check(sum -> assertThat(sum).isEqualTo(21));
    }

    @Test
    void oneChildIsStartedForOneKey() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> ctx.await("go", Integer.class));
            perdure.register(TYPE, (ctx, n) -> ctx.join(ctx.start(CHILD, 1, KEY)) + ctx.join(ctx.start(CHILD, 2, KEY)));
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            perdure.rest();
            perdure.handle(task.id() + ":1").signal("go", 4);
            assertThat(task.result()).isEqualTo(8);
            assertThat(perdure.perdure()
                            .tasks(TaskQuery.ALL.withRoot(task.id()))
                            .tasks())
                    .hasSize(2);
        }
    }

    @Test
    void anotherTypeOrAnotherParentIsRefused() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> n);
            perdure.register(OTHER, (ctx, n) -> n);
            AtomicReference<String> first = new AtomicReference<>("");
            perdure.register(TYPE, (ctx, n) -> {
                if (n == 0) {
                    first.set(ctx.start(CHILD, n, KEY).id());
                    assertThatThrownBy(() -> ctx.start(OTHER, n, KEY))
                            .isInstanceOf(StepFailedException.class)
                            .hasMessageContaining("of type child");
                    return 0;
                }
                try {
                    ctx.start(CHILD, n, KEY);
                    return -1;
                } catch (StepFailedException e) {
                    assertThat(e.failure().error()).isEqualTo(IdConflictException.class.getName());
                    assertThat(e).hasMessageContaining(first.get()).hasMessageContaining("a child of");
                    return ctx.await("go", Integer.class);
                }
            });
            assertThat(perdure.start(TYPE, 0).result()).isEqualTo(0);
            TaskHandle<Integer> task = perdure.start(TYPE, 1);
            perdure.rest();
            perdure.crash();
            perdure.handle(task.id()).signal("go", 9);
            assertThat(perdure.handle(task.id()).result().text()).isEqualTo("9");
        }
    }

    @Test
    void anIdThatIsTakenFailsTheStepAndCanBeHadByAnotherTryOfMendedCode() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicReference<String> id = new AtomicReference<>("taken");
            perdure.register(CHILD, (ctx, n) -> n);
            perdure.register(TYPE, (ctx, n) -> ctx.join(ctx.start(CHILD, n, StartOptions.DEFAULT.withId(id.get()))));
            perdure.start(CHILD, 1, StartOptions.DEFAULT.withId("taken")).result();
            TaskHandle<Integer> task = perdure.start(TYPE, 2);
            assertThatThrownBy(task::result)
                    .isInstanceOf(NeedsAttentionException.class)
                    .hasMessageContaining("The id taken belongs to another task");
            task.retry();
            assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            id.set("free");
            task.retry();
            assertThat(task.result()).isEqualTo(2);
        }
    }

    @Test
    void aFailedChildIsRetriedUnderAllItsKeys() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicBoolean works = new AtomicBoolean();
            perdure.register(CHILD, (ctx, n) -> {
                if (!works.get()) {
                    throw new IllegalStateException("down");
                }
                return n;
            });
            perdure.register(TYPE, (ctx, n) -> {
                Child<Integer> one = ctx.start(CHILD, n, KEY);
                Child<Integer> two = ctx.start(CHILD, n, KEY);
                return ctx.join(one) + ctx.join(two);
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 4);
            assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            works.set(true);
            task.retry();
            assertThat(task.result()).isEqualTo(8);
        }
    }

    private static List<String> kinds(TestPerdure perdure, String id) {
        return perdure.history(id).stream().map(Event::kind).toList();
    }
}
