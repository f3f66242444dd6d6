package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Child;
import dev.perdure.api.CodeChangedException;
import dev.perdure.api.FailureMode;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.StoreLockedException;
import dev.perdure.api.Task;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskFailedException;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.api.UnknownTaskTypeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LifeTest {
    private static final TaskType<String, String> TYPE = TaskType.of("living", String.class, String.class);

    @TempDir
    Path directory;

    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withPayloadLimit(1 << 20));
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private void reopen(Task<String, String> handler) {
        perdure.close();
        open();
        perdure.register(TYPE, handler).launch();
    }

    @Test
    void aPausedTaskDoesNothingMoreUntilItIsResumed() throws Exception {
        CountDownLatch inFirst = new CountDownLatch(1);
        CountDownLatch paused = new CountDownLatch(1);
        AtomicInteger second = new AtomicInteger();
        perdure.register(TYPE, (ctx, in) -> {
                    ctx.step("first", _ -> {
                        inFirst.countDown();
                        paused.await();
                    });
                    ctx.step("second", _ -> second.incrementAndGet());
                    return in;
                })
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, "done");
        inFirst.await();
        task.pause("looking");
        paused.countDown();
        await().until(() -> ((Engine) perdure).running() == 0);
        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        assertThat(second).hasValue(0);
        task.resume();
        assertThat(task.result()).isEqualTo("done");
        assertThat(second).hasValue(1);
    }

    @Test
    void aHandlerThatDoesNotYieldIsCancelledByForce() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        perdure.register(
                        TYPE,
                        (ctx, in) -> ctx.step("stuck", String.class, _ -> {
                            stuck.countDown();
                            while (true) {
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException _) {
                                    // It does not yield; that is the point.
                                    if (perdure.lastSeq() < 0) {
                                        return "never";
                                    }
                                }
                            }
                        }))
                .launch();
        TaskHandle<String> task = perdure.start(TYPE, "x");
        stuck.await();
        task.cancel("enough", Duration.ofMillis(50));
        assertThatThrownBy(task::result).isInstanceOf(TaskCancelledException.class);
        assertThat(task.events(0, 100).getLast().payload().text()).contains("\"forced\":true");
    }

    @Test
    void aStartIsDelayedAndADelayedTaskCanBeCancelled() throws Exception {
        perdure.register(TYPE, (ctx, in) -> in).launch();
        Instant before = Instant.now();
        TaskHandle<String> late = perdure.start(TYPE, "late", StartOptions.DEFAULT.withDelay(Duration.ofMillis(150)));
        TaskHandle<String> never = perdure.start(TYPE, "never", StartOptions.DEFAULT.withDelay(Duration.ofDays(30)));
        assertThat(late.result()).isEqualTo("late");
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(140));
        assertThat(never.info().state()).isEqualTo(TaskState.SCHEDULED);
        never.cancel("not wanted");
        assertThatThrownBy(never::result).isInstanceOf(TaskCancelledException.class);
    }

    @Test
    void anAwaitEndsByItsTimeout() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, in) -> ctx.await("never", String.class, Duration.ofMillis(30))
                                .orElse("nobody"))
                .launch();
        assertThat(perdure.start(TYPE, "x").result()).isEqualTo("nobody");
    }

    @Test
    void signalsThatComeEarlyAreKeptInOrder() throws Exception {
        perdure.register(TYPE, (ctx, in) -> {
            ctx.sleep(Duration.ofMillis(1));
            return ctx.await("word", String.class) + ctx.await("word", String.class);
        });
        TaskHandle<String> task = perdure.start(TYPE, "x");
        task.signal("word", "one ");
        task.signal("word", "two");
        perdure.launch();
        assertThat(task.result()).isEqualTo("one two");
    }

    @Test
    void joinAnyReturnsTheFirstChildToEndInEveryReplay() throws Exception {
        TaskType<String, String> child = TaskType.of("child", String.class, String.class);
        Set<String> winners = ConcurrentHashMap.newKeySet();
        Task<String, String> handler = (ctx, in) -> {
            Child<String> slow = ctx.start(child, "slow");
            Child<String> fast = ctx.start(child, "fast");
            Child<String> first = ctx.joinAny(List.of(slow, fast));
            winners.add(first.id());
            ctx.await("go", String.class);
            return ctx.join(first);
        };
        Task<String, String> children = (ctx, in) -> in.equals("slow") ? ctx.await("go", String.class) : "the fast one";
        perdure.register(TYPE, handler).register(child, children);
        perdure.launch();
        String id = perdure.start(TYPE, "x").id();
        await().until(() ->
                String.valueOf(perdure.handle(id).info().waitingFor()).contains("signal go"));
        perdure.handle(id + ":1").signal("go", "slow too");
        assertThat(perdure.handle(id + ":1").result()).isEqualTo(new Json("\"slow too\""));
        perdure.close();
        open();
        perdure.register(TYPE, handler).register(child, children);
        perdure.launch();
        perdure.handle(id).signal("go", "");
        assertThat(perdure.handle(id).result()).isEqualTo(new Json("\"the fast one\""));
        assertThat(winners).containsExactly(id + ":2");
    }

    @Test
    void aDeclaredFailureEndsTheTaskAndItsParentHearsOfIt() {
        TaskType<String, String> child = TaskType.of("child", String.class, String.class);
        perdure.register(child, (ctx, in) -> {
            throw new TaskFailure(FailureMode.MISSING_INFORMATION, "no address");
        });
        perdure.register(
                TYPE.withFailurePolicy(dev.perdure.api.FailurePolicy.FAIL),
                (ctx, in) -> ctx.join(ctx.start(child, in)));
        perdure.launch();
        assertThatThrownBy(() -> perdure.start(TYPE, "x").result())
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.MISSING_INFORMATION))
                .hasMessageContaining("no address");
    }

    @Test
    void unrelatedCodeMayComeAndGoWhileATaskRuns() throws Exception {
        perdure.register(TYPE, (ctx, in) -> ctx.step("a", String.class, _ -> "a") + ctx.await("go", String.class))
                .launch();
        String id = perdure.start(TYPE, "x").id();
        await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
        reopen((ctx, in) -> {
            String before = ctx.step("new before", String.class, _ -> "new ");
            return before + ctx.step("a", String.class, _ -> "never") + ctx.await("go", String.class);
        });
        perdure.handle(id).signal("go", "!");
        assertThat(perdure.handle(id).result()).isEqualTo(new Json("\"new a!\""));
    }

    @Test
    void aStepThatIsGoneParksTheTaskWithBothSidesUnlessItIsRetired() throws Exception {
        perdure.register(TYPE, (ctx, in) -> ctx.step("paid", String.class, _ -> "p") + ctx.await("go", String.class))
                .launch();
        String id = perdure.start(TYPE, "x").id();
        await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
        reopen((ctx, in) -> ctx.await("go", String.class));
        perdure.handle(id).signal("go", "!");
        assertThatThrownBy(() -> perdure.handle(id).result())
                .isInstanceOfSatisfying(
                        NeedsAttentionException.class,
                        e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.CODE_CHANGED))
                .hasMessageContaining("paid#1");
        reopen((ctx, in) -> {
            ctx.retired("paid");
            return ctx.await("go", String.class);
        });
        perdure.handle(id).retry();
        assertThat(perdure.handle(id).result()).isEqualTo(new Json("\"!\""));
        assertThat(new CodeChangedException("k", "a step", "a sleep").key()).isEqualTo("k");
    }

    @Test
    void largePayloadsGoToBlobsAndTooLargeOnesAreRefusedAtTheDoor() throws Exception {
        perdure.register(TYPE, (ctx, in) -> ctx.step("copy", String.class, _ -> in) + ctx.await("go", String.class))
                .launch();
        String large = "ü".repeat(100_000);
        TaskHandle<String> task = perdure.start(TYPE, large);
        await().until(() -> task.info().state() == TaskState.WAITING);
        assertThat(task.events(0, 1).getFirst().payload().text())
                .contains("\"blob\"")
                .hasSizeLessThan(1_000);
        assertThat(task.input().text()).hasSize(100_002);
        task.signal("go", "!");
        assertThat(task.result()).isEqualTo(large + "!");
        assertThatThrownBy(() -> perdure.start(TYPE, "x".repeat(1 << 20)))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("1048578");
    }

    @Test
    void startsAreIdempotentByKeyAndIdsAreUnique() throws Exception {
        perdure.register(TYPE, (ctx, in) -> in).launch();
        StartOptions keyed = StartOptions.DEFAULT.withIdempotencyKey("order-7");
        String first = perdure.start(TYPE, "one", keyed).id();
        assertThat(perdure.start(TYPE, "two", keyed).id()).isEqualTo(first);
        assertThat(perdure.handle(first).result()).isEqualTo(new Json("\"one\""));
        perdure.start(TYPE, "x", StartOptions.DEFAULT.withId("mine"));
        assertThatThrownBy(() -> perdure.start(TYPE, "y", StartOptions.DEFAULT.withId("mine")))
                .isInstanceOf(IdConflictException.class);
    }

    @Test
    void refusesWhatItCanNotDoWithAClearSentence() {
        perdure.register(TYPE, (ctx, in) -> in).launch();
        assertThatThrownBy(() -> perdure.start("livin", new Json("\"x\""), StartOptions.DEFAULT))
                .isInstanceOf(UnknownTaskTypeException.class)
                .hasMessageContaining("known types: living");
        assertThatThrownBy(() -> perdure.start("living", new Json("{nope"), StartOptions.DEFAULT))
                .isInstanceOf(PerdureException.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> perdure.start("living", new Json("[1]"), StartOptions.DEFAULT))
                .isInstanceOf(PerdureException.class)
                .hasMessageContaining("String");
        assertThatThrownBy(() -> perdure.handle("nobody").signal("x", 1)).hasMessageContaining("nobody");
        assertThatThrownBy(() -> Perdure.open(directory)).isInstanceOf(StoreLockedException.class);
    }

    @Test
    void whoActsIsInTheHistory() throws Exception {
        perdure.register(TYPE, (ctx, in) -> ctx.await("go", String.class)).launch();
        TaskHandle<Json> task = perdure.actingAs("human:kim").start("living", new Json("\"x\""), StartOptions.DEFAULT);
        perdure.actingAs("agent:scout").handle(task.id()).signal("go", "!");
        assertThat(task.result()).isEqualTo(new Json("\"!\""));
        assertThat(task.events(0, 100))
                .filteredOn(event ->
                        event.kind().equals("task_created") || event.kind().equals("signal_received"))
                .extracting(event -> event.actor())
                .containsExactly("human:kim", "agent:scout");
    }

    @Test
    void timeAndChanceAreTheSameInEveryReplay() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Task<String, String> handler = (ctx, in) -> {
            ctx.step("mark", _ -> {});
            String said = ctx.now() + " " + ctx.random().nextInt(1_000_000) + " " + ctx.newId();
            seen.add(said);
            ctx.await("go", String.class);
            return said;
        };
        perdure.register(TYPE, handler).launch();
        String id = perdure.start(TYPE, "x").id();
        await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
        reopen(handler);
        perdure.handle(id).signal("go", "");
        assertThat(perdure.handle(id).result().text()).contains(seen.iterator().next());
        assertThat(seen).hasSize(1);
    }

    @Test
    void moreTasksThanPlacesAllEnd() throws Exception {
        perdure.close();
        perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withMaximumRunning(4));
        TaskType<String, String> child = TaskType.of("child", String.class, String.class);
        perdure.register(child, (ctx, in) -> ctx.await("go", String.class));
        perdure.register(TYPE, (ctx, in) -> ctx.join(ctx.start(child, in)));
        perdure.launch();
        List<TaskHandle<String>> tasks = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> perdure.start(TYPE, "x"))
                .toList();
        for (TaskHandle<String> task : tasks) {
            await().until(() -> !task.steps().isEmpty());
            perdure.handle(task.id() + ":1").signal("go", "went");
        }
        for (TaskHandle<String> task : tasks) {
            assertThat(task.result()).isEqualTo("went");
        }
    }
}
