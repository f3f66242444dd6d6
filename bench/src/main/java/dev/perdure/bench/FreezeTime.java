package dev.perdure.bench;

import dev.perdure.session.Session;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** S9: how long until a whole process tree, which goes on starting processes, is halted and the kernel has said so. */
final class FreezeTime implements Workload {
    private static final String FROZEN = "freeze until verified, p50";
    private static final String MOST = "freeze until verified, most";
    private static final String THAWED = "thaw, p50";
    private static final String MOVED = "processes that ran while frozen";
    /** Half of the tree are shells, the other half what they start anew each second. */
    private static final String PROGRAM =
            "i=0; while [ $i -lt $0 ]; do (while :; do sleep 1; done) & i=$((i + 1)); done; wait";

    private static final Operator BENCH = Operator.human("bench");
    private static final int LOOK_MILLIS = 50;

    @Override
    public String id() {
        return "S9";
    }

    @Override
    public String title() {
        return "freezing a tree of 100 processes";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = Files.createDirectories(conditions.scratch().next("s9"));
        try (Sessions sessions = Sessions.open(directory.resolve("state"), SessionsOptions.DEFAULT)) {
            try {
                Session tree = sessions.start(FirstPrompt.spec(
                        "tree", List.of("sh", "-c", PROGRAM, Integer.toString(sizes.tree() / 2)), directory));
                tree.allow(BENCH, Right.GOVERN);
                SessionDaemon.await("tree", () -> tree.processes().size() >= sizes.tree());
                Series series = conditions.rounds(
                        id(), sizes.warmups(), sizes.rounds(), round -> round(round, tree, sizes.freezes()));
                return List.of(
                        Measure.alone(id(), FROZEN, "ms", series.spread(FROZEN)).atMost(50),
                        Measure.alone(id(), MOST, "ms", series.spread(MOST)).atMost(50),
                        Measure.alone(id(), THAWED, "ms", series.spread(THAWED)),
                        Measure.alone(id(), MOVED, "", series.spread(MOVED)).atMost(0));
            } finally {
                sessions.endAll();
            }
        }
    }

    private static void round(Series round, Session tree, int times) throws Exception {
        long[] freezes = new long[times];
        long[] thaws = new long[times];
        long moved = 0;
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            tree.freeze(BENCH);
            freezes[i] = System.nanoTime() - begin;
            moved += moved(tree.processes().stream().map(ProcessInfo::pid).toList());
            long thaw = System.nanoTime();
            tree.thaw(BENCH);
            thaws[i] = System.nanoTime() - thaw;
            // Some of its sleeps end meanwhile.
            Thread.sleep(LOOK_MILLIS);
        }
        round.add(FROZEN, Spread.quantileMillis(freezes, 0.5));
        round.add(MOST, Spread.quantileMillis(freezes, 1));
        round.add(THAWED, Spread.quantileMillis(thaws, 0.5));
        round.add(MOVED, (double) moved);
    }

    /** How many processes used a processor, ended or began while everything was to stand still; by the kernel's own count. */
    private static long moved(Collection<Integer> processes) throws InterruptedException {
        List<Long> before = processes.stream().map(FreezeTime::switches).toList();
        Thread.sleep(LOOK_MILLIS);
        List<Long> after = processes.stream().map(FreezeTime::switches).toList();
        long moved = 0;
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                moved++;
            }
        }
        return moved;
    }

    private static long switches(int process) {
        return ProcStat.of(process)
                .map(stat -> stat.userTicks() + stat.systemTicks())
                .orElse(-1L);
    }
}
