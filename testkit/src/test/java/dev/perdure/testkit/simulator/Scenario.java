package dev.perdure.testkit.simulator;

import dev.perdure.engine.runtime.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a simulated history is made of, apart from its schedule.
 *
 * @param seed where it comes from; also the chance within processes
 * @param programs the handlers; root tasks run the first
 * @param roots how many root tasks there are
 * @param operations what operators do
 * @param faults what goes wrong
 * @param limits the engine's bounds
 */
record Scenario(
        long seed, List<Program> programs, int roots, List<Operation> operations, List<Fault> faults, Limits limits) {

    static Scenario of(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
        List<Program> programs = Program.some(random, new SplittableRandom(seed * 0xD1B54A32D192ED03L + 1));
        int roots = 1 + random.nextInt(2);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < roots; i++) {
            operations.add(Operation.start(random, i));
        }
        int more = random.nextInt(7);
        for (int i = 0; i < more; i++) {
            operations.add(Operation.some(random, roots));
        }
        List<Fault> faults = new ArrayList<>();
        int wrong = random.nextInt(5);
        for (int i = 0; i < wrong; i++) {
            faults.add(Fault.some(random));
        }
        Limits limits = new Limits(
                random.nextBoolean() ? 1 + random.nextInt(3) : 100,
                Duration.ofMillis(random.nextBoolean() ? random.nextInt(50) : 1000),
                Duration.ofMillis(1 + random.nextInt(300)),
                1000,
                random.nextBoolean() ? 2 + random.nextInt(4) : 100,
                random.nextBoolean() ? 1 + random.nextInt(8) : 256);
        return new Scenario(seed, programs, roots, operations, faults, limits);
    }

    Scenario with(List<Operation> otherOperations, List<Fault> otherFaults) {
        return new Scenario(seed, programs, roots, otherOperations, otherFaults, limits);
    }

    /** The id of a root task. */
    static String rootId(int root) {
        return "root-" + root;
    }
}
