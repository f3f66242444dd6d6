package dev.perdure.bench;

import java.nio.file.Path;
import java.util.List;

/** W8: W1 in a store that holds half a million finished tasks, against W1 in a fresh one. */
final class LongHistory implements Workload {
    private static final String OLD = "steps, all clients together, after many finished tasks";
    private static final String FRESH = "steps in a fresh store";

    @Override
    public String id() {
        return "W8";
    }

    @Override
    public String title() {
        return "W1 after 500,000 finished tasks";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        Sizes sizes = conditions.sizes();
        Path old = conditions.scratch().next("w8-old");
        long before = System.nanoTime();
        Seed.finishedTasks(old, sizes.finished());
        conditions.say(String.format(
                "W8 appended %,d finished tasks through the store's port in %.0f s; %,d bytes",
                sizes.finished(), (System.nanoTime() - before) / 1e9, Scratch.bytes(old)));
        Series series = conditions.rounds(id(), round -> {
            round.add(FRESH, ManyClients.inFreshDirectory(conditions.scratch().next("w8"), sizes));
            round.add(OLD, ManyClients.in(old, sizes));
        });
        return List.of(Measure.against(id(), OLD, "/s", series, FRESH).ratioAtLeast(0.90));
    }
}
