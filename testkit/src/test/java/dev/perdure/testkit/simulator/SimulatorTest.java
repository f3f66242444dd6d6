package dev.perdure.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.testkit.internal.Decisions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Many random histories of the whole engine. {@code -Dperdure.sim.seeds=n} sets how many, {@code -Dperdure.sim.seed=n} has one again,
 * {@code -Dperdure.sim.first=n} sets the first.
 */
class SimulatorTest {
    private static final int SEEDS = Integer.getInteger("perdure.sim.seeds", 10_000);
    private static final long FIRST = Long.getLong("perdure.sim.first", 1);
    private static final int FAILURES_TOLD = 3;

    @Test
    void everyHistoryKeepsThePromises() throws Exception {
        Long one = Long.getLong("perdure.sim.seed");
        if (one != null) {
            String failure = check(one);
            assertThat(failure).as("%s", failure).isNull();
            return;
        }
        AtomicLong next = new AtomicLong(FIRST);
        ConcurrentLinkedQueue<Long> failed = new ConcurrentLinkedQueue<>();
        List<Thread> drivers = new ArrayList<>();
        int parallel = Math.max(2, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < parallel; i++) {
            drivers.add(Thread.ofVirtual().start(() -> {
                for (long seed = next.getAndIncrement(); seed < FIRST + SEEDS; seed = next.getAndIncrement()) {
                    if (failed.size() < FAILURES_TOLD
                            && History.of(Scenario.of(seed), Decisions.of(seed), History.Mutation.NONE, null) != null) {
                        failed.add(seed);
                    }
                }
            }));
        }
        for (Thread driver : drivers) {
            driver.join();
        }
        StringBuilder stories = new StringBuilder();
        for (long seed : failed) {
            stories.append('\n').append(check(seed));
        }
        assertThat(failed).as("%s", stories).isEmpty();
    }

    private static @org.jspecify.annotations.Nullable String check(long seed) {
        Scenario scenario = Scenario.of(seed);
        Decisions decisions = Decisions.of(seed);
        Violation violation = History.of(scenario, decisions, History.Mutation.NONE, null);
        return violation == null ? null : Shrinker.shortest(scenario, decisions.made(), History.Mutation.NONE);
    }
}
