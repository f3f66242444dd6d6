package dev.perdure.bench;

import java.nio.file.Path;
import java.util.List;

/** W6: a process that holds waiting tasks is killed; how long until the next one holds them all, and has finished them all. */
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
        Series series = conditions.rounds(
                id(), round -> round(round, conditions.scratch().next("w6"), count));
        Spread finished = series.spread(FINISHED);
        return List.of(
                Measure.alone(id(), WAITING, "s", series.spread(WAITING)),
                Measure.alone(id(), WAITING_MAIN, "s", series.spread(WAITING_MAIN)),
                Measure.alone(id(), WAITING_CPU, "s", series.spread(WAITING_CPU)),
                Measure.barred(id(), FINISHED, "s", finished, Bar.atMost(BAR_SECONDS, finished)),
                Measure.alone(id(), FINISHED_MAIN, "s", series.spread(FINISHED_MAIN)),
                Measure.alone(id(), FINISHED_CPU, "s", series.spread(FINISHED_CPU)));
    }

    private static void round(Series round, Path directory, int count) throws Exception {
        try (ChildJvm first = new ChildJvm(Resident.Role.HOLD, directory, count, LINGER_MILLIS)) {
            first.await("waiting");
        }
        try (ChildJvm second = new ChildJvm(Resident.Role.FINISH, directory, count, LINGER_MILLIS)) {
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
