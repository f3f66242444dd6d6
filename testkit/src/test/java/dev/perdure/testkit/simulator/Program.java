package dev.perdure.testkit.simulator;

import dev.perdure.api.Effect;
import dev.perdure.testkit.simulator.Instruction.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A random handler.
 *
 * @param type its task type, which decides what follows a failure
 * @param instructions what it does
 * @param cleansUp whether it runs a step when it is cancelled
 */
record Program(String type, List<Instruction> instructions, boolean cleansUp) {
    static final List<String> TYPES = List.of("parking", "failing", "retrying");
    static final List<String> SIGNALS = List.of("go", "stop");
    private static final List<Check> CHECKS = List.of(Check.values());
    private static final List<String> NAMES = List.of("a", "b", "c/d");
    private static final int LARGE = 400;
    private static final long SHORT_NANOS = 300_000_000;
    private static final long LONG_NANOS = 10_000_000_000L;
    private static final int KEYED_ONCE_IN = 4;

    /** The programs of a scenario. Each starts children of later programs only, so that trees end. */
    static List<Program> some(SplittableRandom random, SplittableRandom keys) {
        return some(new Making(random, keys.nextInt(KEYED_ONCE_IN) == 0 ? keys : null));
    }

    /** Where a program's parts come from; children have keys if there is chance for them. */
    private record Making(SplittableRandom random, @Nullable SplittableRandom keys) {}

    private static List<Program> some(Making making) {
        SplittableRandom random = making.random();
        int count = 1 + random.nextInt(4);
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            int length = 1 + random.nextInt(i == 0 ? 6 : 4);
            programs.add(new Program(type, block(making, i, count, length, 0), random.nextInt(4) == 0));
        }
        return programs;
    }

    private static List<Instruction> block(Making making, int self, int count, int length, int depth) {
        List<Instruction> block = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            block.add(one(making, self, count, depth));
        }
        return block;
    }

    private static Instruction one(Making making, int self, int count, int depth) {
        SplittableRandom random = making.random();
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> act(random);
            case 5 ->
                new Instruction.Beside(
                        List.of(act(random), act(random)).subList(0, 1 + random.nextInt(2)), random.nextInt(4) > 0);
            case 6, 7 -> new Instruction.Sleep(random.nextInt(6) == 0 ? Duration.ZERO : span(random));
            case 8 -> new Instruction.Await(SIGNALS.get(random.nextInt(2)), null);
            case 9 -> new Instruction.Await(SIGNALS.get(random.nextInt(2)), span(random));
            case 10, 11 -> self + 1 < count ? children(making, self, count) : act(random);
            case 12 ->
                depth < 2
                        ? new Instruction.Loop(
                                1 + random.nextInt(3), block(making, self, count, 1 + random.nextInt(2), depth + 1))
                        : new Instruction.Report();
            case 13 -> new Instruction.Look();
            case 14 -> random.nextInt(3) == 0 ? new Instruction.Break(1 + random.nextInt(2)) : new Instruction.Report();
            default -> random.nextInt(6) == 0 ? new Instruction.Refuse() : new Instruction.Look();
        };
    }

    /** Most are short, so that much happens meanwhile; none is whole milliseconds but by chance. */
    private static Duration span(SplittableRandom random) {
        return Duration.ofNanos(1 + random.nextLong(random.nextInt(8) == 0 ? LONG_NANOS : SHORT_NANOS));
    }

    private static Instruction.Act act(SplittableRandom random) {
        boolean once = random.nextInt(3) == 0;
        boolean slow = random.nextInt(3) == 0;
        int slowMillis = slow ? 1 + random.nextInt(80) : 0;
        int timeoutMillis = random.nextInt(6) == 0 ? 1 + random.nextInt(80) : 0;
        int failures = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        return new Instruction.Act(
                NAMES.get(random.nextInt(NAMES.size())),
                once ? Effect.ONCE : Effect.REPEATABLE,
                CHECKS.get(random.nextInt(CHECKS.size())),
                failures,
                once ? 1 + random.nextInt(2) : 1 + random.nextInt(4),
                slowMillis,
                timeoutMillis,
                random.nextInt(6) == 0,
                random.nextInt(12) == 0 ? LARGE : 1,
                random.nextInt(4) == 0);
    }

    private static Instruction children(Making making, int self, int count) {
        SplittableRandom random = making.random();
        SplittableRandom keyed = making.keys();
        List<Integer> programs = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        int children = 1 + random.nextInt(3);
        for (int i = 0; i < children; i++) {
            programs.add(self + 1 + random.nextInt(count - self - 1));
            keys.add(keyed == null ? 0 : keyed.nextInt(2 * Instruction.Children.COMMON_KEYS + 1));
        }
        Instruction.Joining[] ways = Instruction.Joining.values();
        return new Instruction.Children(programs, keys, ways[random.nextInt(ways.length)], random.nextBoolean());
    }
}
