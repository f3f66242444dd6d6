package dev.perdure.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** W7: what a task weighs in memory while it waits, and on disk. */
final class Footprint implements Workload {
    private static final long FOREVER_MILLIS = 3_600_000;

    @Override
    public String id() {
        return "W7";
    }

    @Override
    public String title() {
        return "memory and bytes on disk of a task";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        int count = conditions.sizes().resident();
        List<Measure> measures = new ArrayList<>();
        measures.addAll(held(conditions.scratch().next("w7"), count, FOREVER_MILLIS, "waiting, in memory"));
        measures.addAll(held(conditions.scratch().next("w7"), count, 0, "waiting, evicted"));
        measures.add(finished(conditions));
        return measures;
    }

    private List<Measure> held(Path directory, int count, long lingerMillis, String what) throws Exception {
        try (ChildJvm child = new ChildJvm(Resident.Role.HOLD, directory, count, lingerMillis)) {
            long emptyHeap = child.await("empty.heap");
            long emptyRss = child.await("empty.rss");
            long heap = child.await("full.heap") - emptyHeap;
            long rss = child.await("full.rss") - emptyRss;
            child.end();
            long disk = Scratch.bytes(directory);
            Scratch.delete(directory);
            return List.of(
                    each("heap after collection, a task " + what, heap, count),
                    each("resident memory, a task " + what, rss, count),
                    each("on disk, a task " + what, disk, count));
        }
    }

    private Measure finished(Conditions conditions) throws Exception {
        Sizes sizes = conditions.sizes();
        Path directory = conditions.scratch().next("w7");
        Embedded.run(directory, perdure -> TenSteps.stepsPerSecond(perdure, sizes.clients(), sizes.tasksPerClient()));
        long disk = Scratch.bytes(directory);
        Scratch.delete(directory);
        return each("on disk, a finished 10-step task", disk, sizes.clients() * sizes.tasksPerClient());
    }

    private Measure each(String name, long bytes, int tasks) {
        return Measure.alone(id(), name, "bytes", Spread.once((double) bytes / tasks));
    }
}
