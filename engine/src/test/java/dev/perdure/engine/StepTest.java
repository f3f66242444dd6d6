package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.StepContext;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.StepHandle;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StepTest {
    private static final TaskType<Integer, String> TYPE = TaskType.of("stepping", Integer.class, String.class);
    private static final RetryPolicy SOON = RetryPolicy.attempts(2).withInitialInterval(Duration.ofMillis(5));

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

    @Test
    void aBodyOverItsTimeIsInterruptedAndTriedAgain() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(
                                Step.of("slow", String.class)
                                        .withTimeout(Duration.ofMillis(50))
                                        .withRetry(SOON),
                                step -> {
                                    if (step.attempt() == 1) {
                                        try {
                                            new CountDownLatch(1).await();
                                        } catch (InterruptedException e) {
                                            interrupted.countDown();
                                            throw e;
                                        }
                                    }
                                    return step.previousFailure()
                                            .map(Failure::mode)
                                            .orElseThrow()
                                            .code();
                                }))
                .launch();
        assertThat(perdure.start(TYPE, 1).result()).isEqualTo(FailureMode.TIMEOUT.code());
        interrupted.await();
    }

    @Test
    void theIdempotencyKeyIsTheSameInEveryRunOfABodyAndInNoOtherStep() throws Exception {
        List<String> keys = new CopyOnWriteArrayList<>();
        List<String> others = new CopyOnWriteArrayList<>();
        perdure.register(TYPE.withFailurePolicy(FailurePolicy.PARK.withRetry(SOON)), (ctx, n) -> {
                    Step<Integer> flaky = Step.of("flaky", Integer.class).withRetry(SOON);
                    for (int i = 0; i < 2; i++) {
                        others.add(ctx.step("other", String.class, StepContext::idempotencyKey));
                    }
                    ctx.step(flaky, step -> {
                        keys.add(step.idempotencyKey());
                        if (keys.size() < 3) {
                            throw new IllegalStateException("not yet");
                        }
                        return 1;
                    });
                    return "done";
                })
                .launch();
        assertThat(perdure.start(TYPE, 1).result()).isEqualTo("done");
        assertThat(keys).hasSize(3).containsOnly(keys.getFirst());
        assertThat(Set.copyOf(others)).hasSize(2).doesNotContain(keys.getFirst());
    }

    @Test
    void aSilentBodyIsGivenUpAndTheNextOneKnowsItsLastHeartbeat() throws Exception {
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(
                                Step.of("beating", String.class)
                                        .withHeartbeat(Duration.ofMillis(100))
                                        .withRetry(SOON),
                                step -> {
                                    if (step.attempt() == 1) {
                                        step.heartbeat("page 7");
                                        new CountDownLatch(1).await();
                                    }
                                    return "went on after "
                                            + step.lastHeartbeat(String.class).orElse("nothing");
                                }))
                .launch();
        assertThat(perdure.start(TYPE, 1).result()).isEqualTo("went on after page 7");
    }

    @Test
    void stepsBesideTheHandlerRunAtTheSameTime() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        perdure.register(TYPE, (ctx, n) -> {
                    List<StepHandle<Integer>> handles = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        int value = i;
                        handles.add(ctx.stepAsync(Step.of("beside", Integer.class), _ -> {
                            all.await();
                            return value;
                        }));
                    }
                    return handles.stream().map(StepHandle::join).toList().toString();
                })
                .launch();
        assertThat(perdure.start(TYPE, 1).result()).isEqualTo("[0, 1, 2, 3]");
    }

    @Test
    void aNonRetryableExceptionFailsTheStepAtOnce() {
        AtomicInteger bodies = new AtomicInteger();
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(
                                Step.of("strict", String.class)
                                        .withRetry(
                                                RetryPolicy.DEFAULT.withNonRetryable(IllegalArgumentException.class)),
                                _ -> {
                                    bodies.incrementAndGet();
                                    throw new NumberFormatException("not a number");
                                }))
                .launch();
        assertThatThrownBy(() -> perdure.start(TYPE, 1).result()).isInstanceOf(NeedsAttentionException.class);
        assertThat(bodies).hasValue(1);
    }

    @Test
    void aHandlerMayCatchAFailedStepAndSoDoesItsReplay() throws Exception {
        perdure.register(TYPE, (ctx, n) -> {
                    String outcome;
                    try {
                        outcome = ctx.step(Step.of("fails", String.class).withRetry(RetryPolicy.NONE), _ -> {
                            throw new IllegalStateException("down");
                        });
                    } catch (StepFailedException e) {
                        outcome = e.failure().message();
                    }
                    return outcome + ctx.await("go", String.class);
                })
                .launch();
        String id = perdure.start(TYPE, 1).id();
        await().until(() -> perdure.handle(id).info().state() == TaskState.WAITING);
        perdure.close();
        perdure = Perdure.open(directory);
        perdure.register(TYPE, (ctx, n) -> {
                    String outcome;
                    try {
                        outcome = ctx.step(Step.of("fails", String.class), _ -> "would work now");
                    } catch (StepFailedException e) {
                        outcome = e.failure().message();
                    }
                    return outcome + ctx.await("go", String.class);
                })
                .launch();
        perdure.handle(id).signal("go", "!");
        assertThat(perdure.handle(id).result()).isEqualTo(new Json("\"down!\""));
    }

    @Test
    void anUnknownOutcomeWithoutACheckWaitsForAPersonsWord() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        AtomicInteger bodies = new AtomicInteger();
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(Step.of("charge", String.class).once(), _ -> {
                            bodies.incrementAndGet();
                            inBody.countDown();
                            new CountDownLatch(1).await();
                            return "never";
                        }))
                .launch();
        String id = perdure.start(TYPE, 1).id();
        inBody.await();
        perdure.close();
        perdure = Perdure.open(directory);
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(Step.of("charge", String.class).once(), _ -> {
                            bodies.incrementAndGet();
                            return "again";
                        }))
                .launch();
        TaskHandle<Json> task = perdure.handle(id);
        assertThatThrownBy(task::result)
                .isInstanceOfSatisfying(
                        NeedsAttentionException.class,
                        e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME));
        assertThatThrownBy(task::retry).hasMessageContaining("charge#1");
        task.resolve("charge#1", Outcome.done(new Json("\"charged by hand\"")));
        assertThat(task.result()).isEqualTo(new Json("\"charged by hand\""));
        assertThat(bodies).hasValue(1);
        assertThat(task.events(0, 100)).extracting(Event::kind).containsOnlyOnce("step_started");
    }

    @Test
    void aTaskIsTriedAgainByItsPolicyAndKnowsWhatFailed() throws Exception {
        TaskType<Integer, String> retried =
                TYPE.withFailurePolicy(TYPE.failurePolicy().withRetry(SOON));
        AtomicInteger first = new AtomicInteger();
        perdure.register(retried, (ctx, n) -> {
                    ctx.step("once only", _ -> first.incrementAndGet());
                    Optional<Failure> before = ctx.previousFailure();
                    if (before.isEmpty()) {
                        throw new IllegalStateException("the first attempt");
                    }
                    return ctx.attempt() + " after " + before.get().message();
                })
                .launch();
        assertThat(perdure.start(retried, 1).result()).isEqualTo("2 after the first attempt");
        assertThat(first).hasValue(1);
    }
}
