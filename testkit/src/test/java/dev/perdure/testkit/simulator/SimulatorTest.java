package dev.perdure.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testkit.internal.Decisions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many random histories of the whole engine: a fixed range of seeds, which is the same everywhere, and a fresh one in each run.
 *
 * <p>{@code -Dperdure.sim.seeds=n} sets how many each range has, {@code -Dperdure.sim.first=n} where the fixed one begins, {@code
 * -Dperdure.sim.base=n} where the fresh one does, {@code -Dperdure.sim.nightly=true} makes the fresh one as large as a night allows, and
 * {@code -Dperdure.sim.seed=n} has one history again.
 */
class SimulatorTest {
    private static final int SEEDS = Integer.getInteger("perdure.sim.seeds", 5_000);
    private static final int NIGHTLY = 1_000_000;
    private static final long FIRST = Long.getLong("perdure.sim.first", 1);
    private static final int BITS = 40;
    private static final int FAILURES_TOLD = 3;

    @Test
    @DisabledIfSystemProperty(named = "perdure.sim.seed", matches = ".+")
    void everyHistoryOfTheFixedRangeKeepsThePromises() throws Exception {
        check("fixed", FIRST, SEEDS);
    }

    @Test
    @DisabledIfSystemProperty(named = "perdure.sim.seed", matches = ".+")
    void everyHistoryOfAFreshRangeKeepsThePromises() throws Exception {
        long base = Long.getLong("perdure.sim.base", new SecureRandom().nextLong() >>> (Long.SIZE - BITS));
        check("fresh", base, Boolean.getBoolean("perdure.sim.nightly") ? NIGHTLY : SEEDS);
    }

    @Test
    @EnabledIfSystemProperty(named = "perdure.sim.seed", matches = ".+")
    void theHistoryOfOneSeedKeepsThePromises() {
        String failure = story(Long.getLong("perdure.sim.seed", 0));
        assertThat(failure).as("%s", failure).isNull();
    }

    private static void check(String range, long first, int seeds) throws InterruptedException {
        String again = "The " + range + " range of " + seeds + " seeds begins at " + first + "; again: -Dperdure.sim."
                + (range.equals("fixed") ? "first=" : "base=") + first + " -Dperdure.sim.seeds=" + seeds;
        System.out.println(again);
        AtomicLong next = new AtomicLong(first);
        AtomicReference<Taken> most = new AtomicReference<>(new Taken(first, 0, 1));
        ConcurrentLinkedQueue<Long> failed = new ConcurrentLinkedQueue<>();
        List<Thread> drivers = new ArrayList<>();
        int parallel = Math.max(2, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < parallel; i++) {
            drivers.add(Thread.ofVirtual().start(() -> {
                for (long seed = next.getAndIncrement(); seed < first + seeds; seed = next.getAndIncrement()) {
                    if (failed.size() < FAILURES_TOLD) {
                        Scenario scenario = Scenario.of(seed);
                        History.Lived lived = History.lived(scenario, Decisions.of(seed), History.Mutation.NONE, null);
                        if (lived.violation() != null) {
                            failed.add(seed);
                        }
                        most.accumulateAndGet(
                                new Taken(seed, lived.turns(), History.turns(scenario)), Taken::theLarger);
                    }
                }
            }));
        }
        for (Thread driver : drivers) {
            driver.join();
        }
        System.out.println("Most turns for what there was to do: " + most.get());
        StringBuilder stories = new StringBuilder(again);
        for (long seed : failed) {
            stories.append('\n').append(story(seed));
        }
        assertThat(failed).as("%s", stories).isEmpty();
    }

    /** How many of its allowed turns a history took. */
    private record Taken(long seed, long turns, long allowed) {
        Taken theLarger(Taken other) {
            return turns * other.allowed >= other.turns * allowed ? this : other;
        }

        @Override
        public String toString() {
            return turns + " of " + allowed + " allowed ones, seed " + seed;
        }
    }

    private static @Nullable String story(long seed) {
        Scenario scenario = Scenario.of(seed);
        Decisions decisions = Decisions.of(seed);
        Violation violation = History.of(scenario, decisions, History.Mutation.NONE, null);
        return violation == null ? null : Shrinker.shortest(scenario, decisions.made(), History.Mutation.NONE);
    }
}
