package dev.perdure.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * W6: a process that holds waiting tasks is killed; how long until the next one holds them all, and has finished them all. That one
 * starts with an ahead-of-time cache (JEP 483, 515), as the launcher starts the daemon.
 */
final class Restart implements Workload {
    private static final String WAITING = "until all wait again, from the start of the process";
    private static final String WAITING_MAIN = "until all wait again, from its main";
    private static final String FINISHED = "until all have finished, from the start of the process";
    private static final String FINISHED_MAIN = "until all have finished, from its main";
    private static final String WAITING_CPU = "processor time until all wait again";
    private static final String FINISHED_CPU = "processor time until all have finished";
    private static final double BAR_SECONDS = 2;
    private static final long LINGER_MILLIS = 1000;

    @Override
    public String id() {
        return "W6";
    }

    @Override
    public String title() {
        return "2,000 waiting tasks, kill -9, all wait again, all are signalled, all finish";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int count = conditions.sizes().restarted();
        Path cache = conditions.scratch().root().resolve("w6.aot");
        List<String> trained = train(cache, conditions.scratch().next("w6-training"), count);
        Series series = conditions.rounds(
                id(), round -> round(round, trained, conditions.scratch().next("w6"), count));
        Spread finished = series.spread(FINISHED);
        return List.of(
                Measure.alone(id(), WAITING, "s", series.spread(WAITING)),
                Measure.alone(id(), WAITING_MAIN, "s", series.spread(WAITING_MAIN)),
                Measure.alone(id(), WAITING_CPU, "s", series.spread(WAITING_CPU)),
                Measure.barred(id(), FINISHED, "s", finished, Bar.atMost(BAR_SECONDS, finished)),
                Measure.alone(id(), FINISHED_MAIN, "s", series.spread(FINISHED_MAIN)),
                Measure.alone(id(), FINISHED_CPU, "s", series.spread(FINISHED_CPU)));
    }

    /** Flags that make a JVM use a cache, made by one that does the same work and ends as it should. */
    private static List<String> train(Path cache, Path directory, int count) throws Exception {
        hold(directory, count);
        List<String> flags = List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable");
        try (ChildJvm trained = new ChildJvm(flags, Resident.Role.FINISH, directory, count, LINGER_MILLIS)) {
            trained.await("finished");
            trained.end();
        }
        Scratch.delete(directory);
        // Classes that come from directories can't be kept in one.
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    private static void hold(Path directory, int count) throws Exception {
        try (ChildJvm first = new ChildJvm(Resident.Role.HOLD, directory, count, LINGER_MILLIS)) {
            first.await("waiting");
        }
    }

    private static void round(Series round, List<String> flags, Path directory, int count) throws Exception {
        hold(directory, count);
        try (ChildJvm second = new ChildJvm(flags, Resident.Role.FINISH, directory, count, LINGER_MILLIS)) {
            round.add(WAITING_MAIN, second.await("waiting") / 1e3);
            round.add(WAITING, second.millis() / 1e3);
            round.add(WAITING_CPU, second.await("waiting.cpu") / 1e3);
            round.add(FINISHED_MAIN, second.await("finished") / 1e3);
            round.add(FINISHED, second.millis() / 1e3);
            round.add(FINISHED_CPU, second.await("finished.cpu") / 1e3);
            second.end();
        }
        Scratch.delete(directory);
    }
}
