package dev.perdure.testkit.simulator;

import java.util.List;

/**
 * How much a scenario has to do: everything that its handlers do once, in all tasks of all trees, rounds of loops counted one by one.
 * What a history may take is measured by it, since a tree of a hundred tasks is not stuck where a single task would be.
 */
final class Workload {
    private final long[] ofPrograms;

    private Workload(List<Program> programs) {
        this.ofPrograms = new long[programs.size()];
        // Programs start children of later ones only.
        for (int i = programs.size() - 1; i >= 0; i--) {
            ofPrograms[i] = 1 + block(programs.get(i).instructions());
        }
    }

    /** That of a scenario, with a tree of its own for each fork. */
    static long of(Scenario scenario) {
        long trees = scenario.roots()
                + scenario.operations().stream()
                        .filter(operation -> operation.what() == Operation.What.FORK)
                        .count();
        return trees * new Workload(scenario.programs()).ofPrograms[0];
    }

    private long block(List<Instruction> instructions) {
        return instructions.stream().mapToLong(this::one).sum();
    }

    private long one(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Beside it -> it.steps().size();
            case Instruction.Children it ->
                it.programs().stream().mapToLong(program -> ofPrograms[program]).sum();
            case Instruction.Loop it -> it.rounds() * (1 + block(it.body()));
            case Instruction.Act _,
                    Instruction.Sleep _,
                    Instruction.Await _,
                    Instruction.Report _,
                    Instruction.Look _,
                    Instruction.Break _,
                    Instruction.Refuse _ -> 1;
        };
    }
}
