package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.Effect;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.InvalidStateException;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.StepHandle;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What once broke, each by the shortest way to it. All of it was found by simulated histories. */
@Timeout(60)
class RegressionTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("task", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> CHILD =
            TaskType.of("child", Integer.class, Integer.class).withFailurePolicy(FailurePolicy.FAIL);
    private static final RetryPolicy QUICK = RetryPolicy.DEFAULT.withInitialInterval(Duration.ofMillis(5));

    @Test
    void aRetryThatFallsDueWhileTheHandlerWaitsForAStepBesideItDoesNotBreakIt() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger tries = new AtomicInteger();
            perdure.register(TYPE, (ctx, n) -> {
                StepHandle<Integer> slow = ctx.stepAsync(Step.of("slow", Integer.class), _ -> {
                    perdure.sleep(Duration.ofSeconds(1));
                    return 1;
                });
                StepHandle<Integer> flaky =
                        ctx.stepAsync(Step.of("flaky", Integer.class).withRetry(QUICK), _ -> {
                            if (tries.incrementAndGet() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                            return 2;
                        });
                return slow.join() + flaky.join();
            });
            assertThat(perdure.start(TYPE, 0).result()).isEqualTo(3);
        }
    }

    @Test
    void aOnceBodyThatWasCutOffByItsTimeLimitIsNotRepeatedBlindly() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger begun = new AtomicInteger();
            perdure.register(
                    TYPE,
                    (ctx, n) -> ctx.step(
                            Step.of("pay", Integer.class)
                                    .once()
                                    .withRetry(QUICK)
                                    .withTimeout(Duration.ofSeconds(1)),
                            _ -> {
                                begun.incrementAndGet();
                                perdure.sleep(Duration.ofMinutes(1));
                                return 1;
                            }));
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            assertThatThrownBy(task::result)
                    .isInstanceOfSatisfying(
                            NeedsAttentionException.class,
                            e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME));
            assertThat(begun).hasValue(1);
            assertThat(kinds(perdure, task.id())).contains("step_unknown").doesNotContain("step_failed");
        }
    }

    @Test
    void aOnceBodyThatIsAlwaysCutOffIsNotTriedForEver() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger begun = new AtomicInteger();
            Step<Integer> step = new Step<>(
                    "pay",
                    dev.perdure.api.TypeRef.of(Integer.class),
                    Effect.ONCE,
                    _ -> Outcome.notDone(),
                    QUICK.withMaximumAttempts(3),
                    Duration.ofSeconds(1),
                    null);
            perdure.register(
                    TYPE,
                    (ctx, n) -> ctx.step(step, _ -> {
                        begun.incrementAndGet();
                        perdure.sleep(Duration.ofMinutes(1));
                        return 1;
                    }));
            assertThatThrownBy(() -> perdure.start(TYPE, 0).result())
                    .isInstanceOfSatisfying(
                            NeedsAttentionException.class,
                            e -> assertThat(e.failure().mode()).isEqualTo(FailureMode.TIMEOUT));
            assertThat(begun).hasValue(3);
        }
    }

    @Test
    void timeChanceAndIdsAreTheSameInEveryRunAlsoInsideLoops() {
        Map<String, Object> seen = new HashMap<>();
        Set<String> ids = new HashSet<>();
        CrashEverywhere.of(
                        TYPE,
                        (ctx, n) -> {
                            same(seen, "before", ctx.newId());
                            ctx.sleep(Duration.ofDays(1));
                            same(seen, "slept", ctx.now());
                            int sum = ctx.iterate("turns", Integer.class, 0, (state, round) -> {
                                String id = ctx.newId();
                                same(seen, "id " + round, id);
                                same(seen, "random " + round, ctx.random().nextInt());
                                ctx.sleep(Duration.ofSeconds(1));
                                same(seen, "time " + round, ctx.now());
                                ids.add(id);
                                int next = ctx.step("add", Integer.class, _ -> state + 1);
                                return round == 3 ? Next.done(next) : Next.again(next);
                            });
                            same(seen, "after", ctx.newId());
                            same(seen, "at last", ctx.now());
                            return sum;
                        },
                        0)
                .before(() -> {
                    seen.clear();
                    ids.clear();
                })
                .check(sum -> {
                    assertThat(sum).isEqualTo(4);
                    assertThat(ids).hasSize(4);
                });
    }

    private static void same(Map<String, Object> seen, String place, Object what) {
        Object before = seen.putIfAbsent(place, what);
        assertThat(before == null ? what : before).as(place).isEqualTo(what);
    }

    @Test
    void aParkedTreeThatLeftMemoryIsRetriedAsAWhole() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicBoolean works = new AtomicBoolean();
            TaskType<Integer, Integer> middle =
                    TaskType.of("middle", Integer.class, Integer.class).withFailurePolicy(FailurePolicy.FAIL);
            perdure.register(CHILD, (ctx, n) -> {
                if (!works.get()) {
                    throw new IllegalStateException("down");
                }
                return n;
            });
            perdure.register(middle, (ctx, n) -> ctx.join(ctx.start(CHILD, n)));
            perdure.register(TYPE, (ctx, n) -> ctx.join(ctx.start(middle, n)));
            TaskHandle<Integer> task = perdure.start(TYPE, 5);
            assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            perdure.rest();
            works.set(true);
            task.retry();
            assertThat(task.result()).isEqualTo(5);
        }
    }

    @Test
    void aTaskIsNotLeftWaitingForAFailedChildWhenItsAttemptIsRetriedByPolicy() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> {
                throw new IllegalStateException("down");
            });
            TaskType<Integer, Integer> retried =
                    TYPE.withFailurePolicy(FailurePolicy.PARK.withRetry(QUICK.withMaximumAttempts(3)));
            perdure.register(retried, (ctx, n) -> ctx.join(ctx.start(CHILD, n)));
            TaskHandle<Integer> task = perdure.start(retried, 0);
            assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            assertThat(task.info().attempt()).isEqualTo(3);
        }
    }

    @Test
    void aFailureOfAStepBesideTheHandlerThatItDealtWithIsNotThrownAgain() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                StepHandle<Integer> beside =
                        ctx.stepAsync(Step.of("beside", Integer.class).withRetry(RetryPolicy.NONE), _ -> {
                            throw new IllegalStateException("down");
                        });
                try {
                    return beside.join();
                } catch (StepFailedException e) {
                    return -1;
                }
            });
            assertThat(perdure.start(TYPE, 0).result()).isEqualTo(-1);
        }
    }

    @Test
    void anUnknownOutcomeBesideTheHandlerParksTheTaskAlsoWhileItWaitsForAChild() {
        try (TestPerdure perdure = TestPerdure.inMemory(PerdureOptions.DEFAULT.withMaximumRunning(1))) {
            perdure.register(CHILD, (ctx, n) -> n);
            perdure.register(TYPE, (ctx, n) -> {
                StepHandle<Integer> beside =
                        ctx.stepAsync(Step.of("pay", Integer.class).once().withTimeout(Duration.ofSeconds(1)), _ -> {
                            perdure.sleep(Duration.ofMinutes(1));
                            return 1;
                        });
                Child<Integer> child = ctx.start(CHILD, n);
                return ctx.join(child) + beside.join();
            });
            assertThatThrownBy(() -> perdure.start(TYPE, 0).result()).isInstanceOf(NeedsAttentionException.class);
        }
    }

    @Test
    void childrenThatOutliveTheRoundOfALoopAreNotTakenForChangedCode() {
        CrashEverywhere.of(
                        TYPE,
                        (ctx, n) -> ctx.iterate("turns", Integer.class, 0, (state, round) -> {
                            Child<Integer> _ = ctx.start(CHILD, 1);
                            int next = ctx.step("add", Integer.class, _ -> state + 1);
                            return round == 2 ? Next.done(next) : Next.again(next);
                        }),
                        0)
                .with(CHILD, (ctx, n) -> {
                    ctx.sleep(Duration.ofDays(1));
                    return n;
                })
                .check(sum -> assertThat(sum).isEqualTo(3));
    }

    @Test
    void aForkGoesOnFromAStepThatTheOriginalTriedAgain() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicBoolean works = new AtomicBoolean();
            perdure.register(TYPE, (ctx, n) -> {
                int one = ctx.step(Step.of("flaky", Integer.class).withRetry(RetryPolicy.NONE), _ -> {
                    if (!works.get()) {
                        throw new IllegalStateException("down");
                    }
                    return 1;
                });
                return one + ctx.await("go", Integer.class);
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            task.retry();
            TaskHandle<Integer> fork = task.fork(perdure.history(task.id()).size(), null);
            works.set(true);
            fork.signal("go", 1);
            assertThat(fork.result()).isEqualTo(2);
        }
    }

    @Test
    void aForkWithAnotherTasksFailedChildSaysThatItCanNotBeRetried() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(CHILD, (ctx, n) -> {
                throw new IllegalStateException("down");
            });
            perdure.register(TYPE, (ctx, n) -> {
                try {
                    return ctx.join(ctx.start(CHILD, n));
                } catch (ChildFailedException e) {
                    throw new IllegalStateException(e);
                }
            });
            TaskType<Integer, Integer> plain = TaskType.of("plain", Integer.class, Integer.class);
            perdure.register(plain, (ctx, n) -> ctx.join(ctx.start(CHILD, n)));
            TaskHandle<Integer> task = perdure.start(plain, 0);
            perdure.rest();
            TaskHandle<Integer> fork = task.fork(perdure.history(task.id()).size(), null);
            perdure.rest();
            assertThat(fork.info().state()).isEqualTo(TaskState.NEEDS_ATTENTION);
            assertThatThrownBy(fork::retry)
                    .isInstanceOf(PerdureException.class)
                    .isNotInstanceOf(InvalidStateException.class)
                    .hasMessageContaining("belongs to the original");
        }
    }

    @Test
    void aTaskShowsWhatItWaitsForAlsoWhenOneWaitFollowsAnotherWithoutAChangeOfState() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, (ctx, n) -> {
                StepHandle<Integer> beside = ctx.stepAsync(
                        Step.of("beside", Integer.class)
                                .withRetry(RetryPolicy.attempts(2).withInitialInterval(Duration.ofHours(1))),
                        _ -> {
                            throw new IllegalStateException("down");
                        });
                int got = ctx.await("go", Integer.class, Duration.ofHours(9)).orElse(0);
                return got + beside.join();
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            perdure.pass(Duration.ofMinutes(1));
            task.signal("go", 1);
            assertThat(task.info().waitingFor()).contains("the next try of step beside#1");
        }
    }

    @Test
    void aHandlerHearsOfItsCancellationAlsoWhenAStepBesideItHeardFirst() {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            AtomicInteger cleaned = new AtomicInteger();
            perdure.register(TYPE, (ctx, n) -> {
                StepHandle<Integer> _ = ctx.stepAsync(
                        Step.of("beside", Integer.class)
                                .withRetry(RetryPolicy.attempts(2).withInitialInterval(Duration.ofMillis(500))),
                        _ -> {
                            throw new IllegalStateException("down");
                        });
                try {
                    return ctx.await("go", Integer.class);
                } catch (dev.perdure.api.TaskCancelledException e) {
                    ctx.step("clean", _ -> cleaned.incrementAndGet());
                    throw e;
                }
            });
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            perdure.pass(Duration.ofMillis(100));
            task.cancel("not needed", Duration.ofHours(1));
            perdure.pass(Duration.ofSeconds(2));
            assertThat(task.info().state()).isEqualTo(TaskState.CANCELLED);
            assertThat(cleaned).as("%s", perdure.history(task.id())).hasValue(1);
        }
    }

    private static List<String> kinds(TestPerdure perdure, String id) {
        return perdure.history(id).stream().map(Event::kind).toList();
    }
}
