package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.NotDoneException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Step;
import dev.perdure.api.StepBody;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ONCE body that has begun ends as done, or nobody knows: it never fails so that somebody's retry has the effect twice. */
@Timeout(60)
class OnceTest {
    private static final TaskType<Integer, String> TYPE = TaskType.of("paying", Integer.class, String.class);
    private static final RetryPolicy SOON = RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(5));

    @TempDir
    Path directory;

    private final AtomicInteger paid = new AtomicInteger();
    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory);
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private <R> TaskHandle<String> start(Step<R> step, StepBody<R> body) {
        perdure.register(TYPE, (ctx, n) -> "got " + ctx.step(step, body)).launch();
        return perdure.start(TYPE, 1);
    }

    private void assertUnknown(TaskHandle<String> task, String... words) {
        assertThatThrownBy(task::result).isInstanceOfSatisfying(NeedsAttentionException.class, e -> {
            assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME);
            assertThat(e.failure().message()).contains(words);
        });
        assertThat(task.events(0, 100)).extracting(Event::kind).doesNotContain("step_failed");
        assertThatThrownBy(task::retry).hasMessageContaining("pay#1");
        assertThat(paid).hasValue(1);
    }

    /** A result that can't be written: its getter throws. */
    static final class Receipt {
        private final Map<String, String> loaded = Map.of();

        public String getNumber() {
            return Objects.requireNonNull(loaded.get("number"), "the number is not loaded")
                    .trim();
        }
    }

    @Test
    void aResultThatCanNotBeWrittenLeavesTheOutcomeToAPersonAndTheBodyAlone() throws Exception {
        TaskHandle<String> task = start(Step.of("pay", Receipt.class).once(), _ -> {
            paid.incrementAndGet();
            return new Receipt();
        });
        assertUnknown(task, "ran to its end", "could not be written", "Resolve the step as done");
    }

    @Test
    void aResultThatIsTooLargeIsNotAFailureOfTheStep() throws Exception {
        TaskHandle<String> task = start(Step.of("pay", String.class).once().withRetry(SOON), _ -> {
            paid.incrementAndGet();
            return "x".repeat(40 << 20);
        });
        assertUnknown(task, "ran to its end");
        task.resolve("pay#1", Outcome.done(new Json("\"by hand\"")));
        assertThat(task.result()).isEqualTo("got by hand");
        assertThat(paid).hasValue(1);
    }

    @Test
    void aCheckThatSaysNotDoneOfABodyThatReturnedDoesNotHaveItRunAgain() {
        TaskHandle<String> task =
                start(Step.of("pay", String.class).once(_ -> Outcome.notDone()).withRetry(SOON), _ -> {
                    paid.incrementAndGet();
                    return "x".repeat(40 << 20);
                });
        assertUnknown(task, "ran to its end", "which can't be");
    }

    @Test
    void aCheckGivesTheResultThatCouldNotBeWritten() throws Exception {
        TaskHandle<String> task = start(Step.of("pay", String.class).once(_ -> Outcome.done("found")), _ -> {
            paid.incrementAndGet();
            return "x".repeat(40 << 20);
        });
        assertThat(task.result()).isEqualTo("got found");
        assertThat(paid).hasValue(1);
    }

    @Test
    void anExceptionLeavesTheOutcomeUnknownWhereNothingElseIsDeclared() {
        TaskHandle<String> task = start(Step.of("pay", String.class).once().withRetry(SOON), _ -> {
            paid.incrementAndGet();
            throw new IOException("connection reset");
        });
        assertUnknown(task, "failed (connection reset)", "whether it took effect is not known");
    }

    @Test
    void aCheckSettlesAnExceptionAndWhatIsNotDoneIsTriedAgain() throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        TaskHandle<String> task = start(
                Step.of("pay", String.class)
                        .once(_ -> paid.get() > 0 ? Outcome.done("found") : Outcome.notDone())
                        .withRetry(SOON),
                _ -> {
                    if (bodies.incrementAndGet() == 2) {
                        paid.incrementAndGet();
                    }
                    throw new IOException("connection reset");
                });
        assertThat(task.result()).isEqualTo("got found");
        assertThat(bodies).hasValue(2);
        assertThat(paid).hasValue(1);
    }

    @Test
    void aBodyMaySayThatItsEffectDidNotTakePlace() throws Exception {
        AtomicInteger bodies = new AtomicInteger();
        TaskHandle<String> task = start(Step.of("pay", String.class).once().withRetry(SOON), _ -> {
            if (bodies.incrementAndGet() < 3) {
                throw new NotDoneException("connection refused");
            }
            paid.incrementAndGet();
            return "paid";
        });
        assertThat(task.result()).isEqualTo("got paid");
        assertThat(task.events(0, 100)).extracting(Event::kind).doesNotContain("step_unknown");
    }

    @Test
    void aStepMayDeclareThatItsExceptionsComeBeforeItsEffect() throws Exception {
        AtomicBoolean refused = new AtomicBoolean();
        TaskHandle<String> task =
                start(Step.of("pay", String.class).once().withRetry(SOON).failingBeforeEffect(), _ -> {
                    if (refused.compareAndSet(false, true)) {
                        throw new IOException("refused");
                    }
                    paid.incrementAndGet();
                    return "paid";
                });
        assertThat(task.result()).isEqualTo("got paid");
    }

    @Test
    void aLimitBeyondAllBoundsIsJustNoLimit() throws Exception {
        TaskHandle<String> task =
                start(Step.of("pay", String.class).once().withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), _ -> {
                    paid.incrementAndGet();
                    return "paid";
                });
        assertThat(task.result()).isEqualTo("got paid");
        assertThat(paid).hasValue(1);
    }

    @Test
    void aCheckIsToldOfABodyThatWasLeftAloneAndStillRuns() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean told = new AtomicBoolean();
        TaskHandle<String> task = start(
                Step.of("pay", String.class)
                        .once(step -> {
                            told.set(step.mayStillRun());
                            return Outcome.unknown("It may still come.");
                        })
                        .withTimeout(Duration.ofMillis(50)),
                _ -> {
                    paid.incrementAndGet();
                    while (end.getCount() > 0) {
                        try {
                            end.await();
                        } catch (InterruptedException _) {
                            // A body that does not heed its interrupt.
                        }
                    }
                    return "late";
                });
        assertUnknown(task, "was cut off", "Its body may still be at work");
        assertThat(told).isTrue();
        end.countDown();
    }

    @Test
    void aCheckIsNotToldSoWhenTheBodyHasEnded() throws Exception {
        AtomicBoolean told = new AtomicBoolean(true);
        TaskHandle<String> task = start(
                Step.of("pay", String.class).once(step -> {
                    told.set(step.mayStillRun());
                    return Outcome.done("found");
                }),
                _ -> {
                    throw new IOException("connection reset");
                });
        assertThat(task.result()).isEqualTo("got found");
        assertThat(told).isFalse();
    }

    @Test
    void aCheckWhoseResultCanNotBeWrittenLeavesTheOutcomeUnknown() {
        TaskHandle<String> task = start(Step.of("pay", Receipt.class).once(_ -> Outcome.done(new Receipt())), _ -> {
            paid.incrementAndGet();
            throw new IOException("connection reset");
        });
        assertUnknown(task, "own check failed");
    }
}
