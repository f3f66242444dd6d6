package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepContext;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.engine.Engine;
import dev.perdure.store.Append;
import dev.perdure.testkit.internal.Decisions;
import dev.perdure.testkit.internal.Faults;
import dev.perdure.testkit.internal.MemoryStore;
import dev.perdure.testkit.internal.SimScheduler;
import dev.perdure.testkit.internal.SimStore;
import dev.perdure.testkit.internal.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A second engine takes a store over while the first one, which lives on, has a ONCE body that is about to begin. The moment is the one
 * at which the record of the body's start is durable and the first engine has not heard of that.
 */
@Timeout(120)
class TakeoverTest {
    private static final int SEEDS = 400;
    private static final Duration TERM = Duration.ofMillis(100);
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("paying", Integer.class, Integer.class);

    /** One history, and what came of it. */
    private static final class Takeover implements Faults {
        private final Simulation world;
        private final MemoryStore disk = new MemoryStore();
        private final boolean withTerm;
        private final Function<Step<Integer>, Step<Integer>> step;
        private boolean bodyAboutToBegin;
        private int engines;
        private int effects;
        private boolean told;
        private @Nullable Instant checkedAt;

        Takeover(long seed, boolean withTerm, Function<Step<Integer>, Step<Integer>> step) {
            this.world = new Simulation(Instant.parse("2030-01-01T00:00:00Z"), Decisions.of(seed));
            this.withTerm = withTerm;
            this.step = step;
        }

        @Override
        public void durable(Append append) {
            bodyAboutToBegin |=
                    append.events().stream().anyMatch(event -> event.kind().equals("step_started"));
        }

        /** Lives through it; the state that the task comes to rest in. */
        TaskState live() {
            Engine first = open("first", 1);
            first.start(TYPE, 1, StartOptions.DEFAULT.withId("task"));
            boolean _ = world.drive(() -> bodyAboutToBegin);
            Engine second = open("second", 2);
            world.rest();
            return second.handle("task").info().state();
        }

        private Engine open(String name, long seed) {
            engines++;
            SimScheduler process = new SimScheduler(world, name, seed);
            SimStore store = new SimStore(process, disk, this);
            if (withTerm) {
                store.withTerm(TERM, () -> engines > 1);
            }
            Engine engine = Engine.open(store, process, PerdureOptions.DEFAULT);
            engine.register(
                    TYPE,
                    (ctx, n) -> ctx.step(
                            step.apply(Step.of("pay", Integer.class)
                                    .once(this::check)
                                    .withRetry(RetryPolicy.attempts(3).withInitialInterval(Duration.ofMillis(5)))),
                            _ -> {
                                process.mayYield();
                                return ++effects;
                            }));
            engine.launch();
            return engine;
        }

        private Outcome<Integer> check(StepContext body) {
            told |= body.mayStillRun();
            checkedAt = world.now();
            if (effects > 0) {
                return Outcome.done(effects);
            }
            return body.mayStillRun() ? Outcome.unknown("It may still come.") : Outcome.notDone();
        }
    }

    @Test
    void theSecondEngineSettlesNothingBeforeTheFirstCanBeginNoMore() {
        int checked = 0;
        int settled = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Takeover takeover = new Takeover(seed, true, step -> step);
            TaskState state = takeover.live();
            assertThat(takeover.effects).as("effects with seed %s", seed).isLessThanOrEqualTo(1);
            assertThat(state).as("seed %s", seed).isIn(TaskState.COMPLETED, TaskState.NEEDS_ATTENTION);
            checked += takeover.told ? 1 : 0;
            settled += takeover.told && state == TaskState.COMPLETED ? 1 : 0;
        }
        assertThat(checked)
                .as("checks that were told that the body may still run")
                .isGreaterThan(SEEDS / 4);
        assertThat(settled).as("checks that found the effect").isPositive();
    }

    @Test
    void withoutATermItWouldBeDoneTwice() {
        int twice = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Takeover takeover = new Takeover(seed, false, step -> step);
            takeover.live();
            twice += takeover.effects > 1 ? 1 : 0;
        }
        assertThat(twice).isPositive();
    }

    @Test
    void aTimeLimitOfTheStepIsWaitedForToo() {
        Duration limit = Duration.ofHours(2);
        Takeover takeover = new Takeover(1, true, step -> step.withTimeout(limit));
        takeover.live();
        assertThat(takeover.checkedAt).isNotNull();
        assertThat(Duration.between(Instant.parse("2030-01-01T00:00:00Z"), takeover.checkedAt))
                .isGreaterThan(limit);
    }
}
