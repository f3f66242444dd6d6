package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.InvalidStateException;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.Task;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a handler throws, its task ends or is parked with a reason, and never goes round in circles. */
@Timeout(120)
class RunEndTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("ending", Integer.class, Integer.class);

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

    private Failure parked(Task<Integer, Integer> handler) {
        AtomicReference<Failure> failure = new AtomicReference<>();
        perdure.register(TYPE, handler).launch();
        TaskHandle<Integer> task = perdure.start(TYPE, 1);
        assertThatThrownBy(task::result)
                .isInstanceOfSatisfying(NeedsAttentionException.class, e -> failure.set(e.failure()));
        return failure.get();
    }

    /** Something to throw, and a name for the report. */
    record Case(String name, Supplier<Throwable> thrown) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> unkindExceptions() {
        return Stream.of(
                new Case("invalid state", () -> new InvalidStateException(TaskState.PAUSED, "other", "worked on")),
                new Case("closed", () -> new PerdureException(ErrorCode.CLOSED, "my pool is closed")),
                new Case("stale", () -> new PerdureException(ErrorCode.STALE_ATTEMPT, "my attempt is stale")),
                new Case("store unavailable", () -> new StoreUnavailableException("my store is down", null)),
                new Case("a message that throws", BrokenMessage::new),
                new Case("a cause that throws", BrokenCause::new),
                new Case("a message without end", () -> new IllegalStateException("x".repeat(50_000_000))),
                new Case("a hundred thousand causes", RunEndTest::deep),
                new Case("causes in a circle", RunEndTest::circle),
                new Case("no stack left", RunEndTest::overflow),
                new Case("out of memory", () -> new OutOfMemoryError("by hand")),
                new Case("thread death", () -> new Error("ThreadDeath")),
                new Case("a failure without a mode", NoMode::new));
    }

    @ParameterizedTest
    @MethodSource("unkindExceptions")
    void whateverAHandlerThrowsIsRecordedAtItsFirstAttempt(Case unkind) {
        AtomicInteger runs = new AtomicInteger();
        perdure.register(TYPE, (ctx, n) -> {
                    runs.incrementAndGet();
                    throw thrown(unkind.thrown().get());
                })
                .launch();
        TaskHandle<Integer> task = perdure.start(TYPE, 1);
        assertThatThrownBy(task::result).isInstanceOf(PerdureException.class);
        assertThat(runs).hasValue(1);
        Failure failure = Objects.requireNonNull(task.info().failure());
        assertThat(failure.message()).isNotBlank().hasSizeLessThan(3_000);
        assertThat(failure.detail()).hasSizeLessThan(5_000);
    }

    @ParameterizedTest
    @MethodSource("unkindExceptions")
    void whateverAStepThrowsIsRecordedAsItsFailure(Case unkind) {
        perdure.register(
                        TYPE,
                        (ctx, n) -> ctx.step(Step.of("odd", Integer.class).withRetry(RetryPolicy.NONE), _ -> {
                            throw thrown(unkind.thrown().get());
                        }))
                .launch();
        TaskHandle<Integer> task = perdure.start(TYPE, 1);
        assertThatThrownBy(task::result)
                .isInstanceOfSatisfying(
                        NeedsAttentionException.class,
                        e -> assertThat(e.failure().step()).isEqualTo("odd#1"));
        assertThat(task.events(0, 100)).extracting(Event::kind).containsOnlyOnce("step_failed");
    }

    @Test
    void aRetryPolicyThatNamesNoTimeIsNotFollowedInCircles() {
        AtomicInteger runs = new AtomicInteger();
        RetryPolicy far = RetryPolicy.attempts(3).withInitialInterval(Duration.ofSeconds(Long.MAX_VALUE));
        TaskType<Integer, Integer> type = TYPE.withFailurePolicy(FailurePolicy.PARK.withRetry(far));
        perdure.register(type, (ctx, n) -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("down");
                })
                .launch();
        TaskHandle<Integer> task = perdure.start(type, 1);
        org.awaitility.Awaitility.await().until(() -> task.info().failure() != null);
        assertThat(Objects.requireNonNull(task.info().failure()).message()).contains("down");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aRunThatCanNotRecordItsEndIsParkedAfterSomeWithTheReason() {
        AtomicReference<Throwable> kept = new AtomicReference<>();
        AtomicInteger runs = new AtomicInteger();
        // The layer's own unwinding, caught in one task and thrown in another, is nobody's word for anything.
        TaskType<Integer, Integer> first = TaskType.of("first", Integer.class, Integer.class);
        perdure.register(first, (ctx, n) -> {
                    try {
                        return ctx.await("never", Integer.class);
                    } catch (Throwable e) {
                        kept.set(e);
                        throw e;
                    }
                })
                .launch();
        perdure.start(first, 1);
        org.awaitility.Awaitility.await().until(() -> kept.get() != null);
        Failure failure = parked((ctx, n) -> {
            runs.incrementAndGet();
            throw thrown(kept.get());
        });
        assertThat(failure.mode()).isEqualTo(FailureMode.UNEXPECTED_ERROR);
        assertThat(failure.message()).contains("5 times in a row");
        assertThat(runs).hasValue(5);
    }

    @Test
    void contextCallsInABodyAreRefusedAtOnce() {
        Failure failure =
                parked((ctx, n) -> ctx.step("outer", Integer.class, _ -> ctx.step("inner", Integer.class, _ -> 1)));
        assertThat(failure.step()).isEqualTo("outer#1");
        assertThat(failure.message()).contains("ctx.step", "in the body of step outer#1");
    }

    @Test
    void contextCallsInABodyThatHasATimeLimitAreRefusedAtOnce() {
        Failure failure =
                parked((ctx, n) -> ctx.step(Step.of("outer", Integer.class).withTimeout(Duration.ofMinutes(1)), _ -> {
                    ctx.progress("half");
                    return 1;
                }));
        assertThat(failure.message()).contains("ctx.progress", "not the handler's");
    }

    @Test
    void contextCallsOnOtherThreadsAreRefused() {
        Failure failure = parked((ctx, n) -> {
            AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            ctx.newId();
                        } catch (RuntimeException e) {
                            thrown.set(e);
                        }
                    })
                    .join();
            throw Objects.requireNonNull(thrown.get());
        });
        assertThat(failure.message()).contains("ctx.newId", "Only the handler's own thread");
    }

    @Test
    void aFailedStepStillCountsAsTheStepsFailureAfterARefusal() throws Exception {
        perdure.register(TYPE, (ctx, n) -> {
                    try {
                        return ctx.step("outer", Integer.class, _ -> ctx.step("inner", Integer.class, _ -> 1));
                    } catch (StepFailedException e) {
                        return ctx.step("after", Integer.class, _ -> 7);
                    }
                })
                .launch();
        assertThat(perdure.start(TYPE, 1).result()).isEqualTo(7);
    }

    private static RuntimeException thrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    private static Throwable deep() {
        Throwable chain = new IllegalStateException("the first of them");
        for (int i = 0; i < 100_000; i++) {
            chain = new IllegalStateException("again", chain);
        }
        return chain;
    }

    private static Throwable circle() {
        Throwable one = new IllegalStateException("one");
        Throwable two = new IllegalStateException("two", one);
        one.initCause(two);
        return two;
    }

    private static Throwable overflow() {
        try {
            return recurse(1);
        } catch (StackOverflowError e) {
            return e;
        }
    }

    private static Throwable recurse(int depth) {
        return depth < 0 ? new IllegalStateException("never") : recurse(depth + 1);
    }

    private static final class BrokenMessage extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no trace");
        }
    }

    private static final class BrokenCause extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    private static final class NoMode extends TaskFailure {
        private static final long serialVersionUID = 1;

        NoMode() {
            super(FailureMode.TIMEOUT, "it says no mode");
        }

        @Override
        public FailureMode mode() {
            throw new IllegalStateException("no mode");
        }
    }
}
