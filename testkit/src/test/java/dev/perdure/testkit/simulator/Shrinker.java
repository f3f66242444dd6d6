package dev.perdure.testkit.simulator;

import dev.perdure.testkit.internal.Decisions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing history as short as it finds: takes out operations and faults, and makes decisions plain, as long as something is still
 * violated (delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
final class Shrinker {
    private static final int BUDGET = 600;

    private final History.Mutation mutation;
    private Scenario scenario;
    private int[] decisions;
    private int runs;

    private Shrinker(Scenario scenario, int[] decisions, History.Mutation mutation) {
        this.scenario = scenario;
        this.decisions = decisions;
        this.mutation = mutation;
    }

    /** The shortest failing history that was found, told as a story. */
    static String shortest(Scenario scenario, int[] decisions, History.Mutation mutation) {
        Shrinker shrinker = new Shrinker(scenario, decisions, mutation);
        shrinker.shrink();
        return shrinker.tell();
    }

    private void shrink() {
        int before;
        do {
            before = size();
            scenario = scenario.with(
                    without(
                            scenario.operations(),
                            (fewer, _) -> fails(scenario.with(fewer, scenario.faults()), decisions)),
                    scenario.faults());
            scenario = scenario.with(
                    scenario.operations(),
                    without(
                            scenario.faults(),
                            (fewer, _) -> fails(scenario.with(scenario.operations(), fewer), decisions)));
            plainDecisions();
        } while (size() < before && runs < BUDGET);
    }

    private int size() {
        int unusual = 0;
        for (int decision : decisions) {
            unusual += decision == 0 ? 0 : 1;
        }
        return unusual
                + 1000 * (scenario.operations().size() + scenario.faults().size());
    }

    private boolean fails(Scenario candidate, int[] given) {
        return runs++ < BUDGET && History.of(candidate, Decisions.of(given), mutation, null) != null;
    }

    private static <T> List<T> without(List<T> all, BiPredicate<List<T>, Integer> stillFails) {
        List<T> kept = new ArrayList<>(all);
        for (int i = kept.size() - 1; i >= 0; i--) {
            List<T> fewer = new ArrayList<>(kept);
            fewer.remove(i);
            if (stillFails.test(fewer, i)) {
                kept = fewer;
            }
        }
        return kept;
    }

    private void plainDecisions() {
        for (int chunk = Math.max(1, decisions.length); chunk >= 1; chunk /= 2) {
            for (int from = 0; from < decisions.length && runs < BUDGET; from += chunk) {
                int[] plainer = decisions.clone();
                boolean changed = false;
                for (int i = from; i < Math.min(decisions.length, from + chunk); i++) {
                    changed |= plainer[i] != 0;
                    plainer[i] = 0;
                }
                if (changed && fails(scenario, plainer)) {
                    decisions = plainer;
                }
            }
        }
    }

    private String tell() {
        List<String> story = new ArrayList<>();
        Violation violation = History.of(scenario, Decisions.of(decisions), mutation, story);
        StringBuilder text = new StringBuilder();
        text.append("seed ")
                .append(scenario.seed())
                .append(": ")
                .append(message(violation))
                .append("\n\n");
        text.append("The handlers:\n");
        for (int i = 0; i < scenario.programs().size(); i++) {
            text.append("  ")
                    .append(i)
                    .append(": ")
                    .append(scenario.programs().get(i))
                    .append('\n');
        }
        text.append("  bounds: ").append(scenario.limits()).append('\n');
        text.append("The shortest history that was found:\n");
        story.forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("Again: -Dperdure.sim.seed=").append(scenario.seed()).append('\n');
        return text.toString();
    }

    private static String message(@Nullable Violation violation) {
        return violation == null ? "(it holds when it is told again)" : String.valueOf(violation.getMessage());
    }
}
