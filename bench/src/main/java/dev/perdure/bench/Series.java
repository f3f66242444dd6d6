package dev.perdure.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a workload's rounds by name: what was measured in the same round stands at the same place. */
final class Series {
    private final int warmups;
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    /** The first {@code warmups} rounds don't count. */
    Series(int warmups) {
        this.warmups = warmups;
    }

    /** Adds a round's figure. */
    void add(String name, double figure) {
        figures.computeIfAbsent(name, _ -> new ArrayList<>()).add(figure);
    }

    /** Whether there is such a figure. */
    boolean has(String name) {
        return figures.containsKey(name);
    }

    /** The spread of a figure over the rounds that count. */
    Spread spread(String name) {
        return Spread.of(counted(name));
    }

    /** The spread of one figure divided by another of the same round. */
    Spread ratio(String name, String reference) {
        List<Double> these = counted(name);
        List<Double> those = counted(reference);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < these.size(); round++) {
            ratios.add(these.get(round) / those.get(round));
        }
        return Spread.of(ratios);
    }

    /** What was added last under a name. */
    double last(String name) {
        return counted(name, 0).getLast();
    }

    /** The figures of the last round, for people who wait. */
    String last() {
        List<String> parts = new ArrayList<>();
        figures.forEach((name, all) -> parts.add(String.format("%s %,.3f", name, all.getLast())));
        return String.join("; ", parts);
    }

    private List<Double> counted(String name) {
        return counted(name, warmups);
    }

    private List<Double> counted(String name, int skipped) {
        List<Double> all = figures.getOrDefault(name, List.of());
        return all.subList(Math.min(skipped, all.size()), all.size());
    }
}
