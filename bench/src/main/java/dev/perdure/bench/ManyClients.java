package dev.perdure.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.perdure.api.Perdure;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** W1: many clients, each running ten-step tasks one after another; how many steps a second they get together. */
final class ManyClients implements Workload {
    private static final String STEPS = "steps, all clients together";
    private static final String SQLITE = "SQLite, as many steps a commit as clients";
    private static final String CPU = "processor time of a step";
    private static final String SQLITE_CPU = "processor time of a step, SQLite";
    private static final String FILE = "file, as many steps a force as clients";

    @Override
    public String id() {
        return "W1";
    }

    @Override
    public String title() {
        return "64 clients, each running 10-step tasks one after another";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        Sizes sizes = conditions.sizes();
        Scratch scratch = conditions.scratch();
        int steps = sizes.clients() * sizes.tasksPerClient() * TenSteps.STEPS;
        int groups = steps / sizes.clients();
        Recording recording = Embedded.record(scratch.next("w1-rows"), perdure -> stepsPerSecond(perdure, sizes));
        int commits = Embedded.commits(scratch.next("w1-commits"), perdure -> stepsPerSecond(perdure, sizes));
        conditions.say("W1 writes " + recording.counts() + " in " + commits + " commits for " + steps + " steps");
        Series series = conditions.rounds(id(), round -> {
            double before = cpuMicros();
            round.add(STEPS, inFreshDirectory(scratch.next("w1"), sizes));
            double between = cpuMicros();
            round.add(
                    SQLITE,
                    steps
                            / Spread.seconds(SqliteFloor.run(
                                    recording, scratch.next("w1-floor"), recording.equalGroups(groups))));
            round.add(CPU, (between - before) / steps);
            round.add(SQLITE_CPU, (cpuMicros() - between) / steps);
            round.add(FILE, steps / Spread.seconds(FileFloor.run(scratch.next("w1-file"), recording.bytes(), groups)));
        });
        return List.of(
                Measure.against(id(), STEPS, "/s", series, SQLITE).ratioAtLeast(0.70),
                Measure.against(id(), STEPS, "/s", series, FILE),
                Measure.against(id(), CPU, "us", series, SQLITE_CPU),
                Measure.alone(id(), "steps in a commit, mean", "", Spread.once((double) steps / commits)),
                Measure.alone(
                        id(), "rows written for a step, mean", "", Spread.once((double) recording.size() / steps)));
    }

    /** Steps a second of one round in a fresh state directory. */
    static double inFreshDirectory(Path directory, Sizes sizes) throws Exception {
        double rate = in(directory, sizes);
        Scratch.delete(directory);
        return rate;
    }

    /** Steps a second of one round in this state directory. */
    static double in(Path directory, Sizes sizes) throws Exception {
        double[] rate = new double[1];
        Embedded.run(directory, perdure -> rate[0] = stepsPerSecond(perdure, sizes));
        return rate[0];
    }

    private static double stepsPerSecond(Perdure perdure, Sizes sizes) throws Exception {
        return TenSteps.stepsPerSecond(perdure, sizes.clients(), sizes.tasksPerClient());
    }

    /** What all threads of this process have used so far, opening and closing of stores, collection and compilation included. */
    private static double cpuMicros() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e3;
    }
}
