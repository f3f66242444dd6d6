package dev.perdure.bench;

import dev.perdure.api.Child;
import dev.perdure.api.Perdure;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** W3: a parent that starts a hundred one-step children and joins them all; how long it takes for each child. */
final class FanOut implements Workload {
    private static final TaskType<Integer, Integer> PARENT = TaskType.of("bench.parent", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> CHILD = TaskType.of("bench.child", Integer.class, Integer.class);
    private static final String EACH = "time for a child";
    private static final String SAME_GROUPS = "SQLite, commits as large as the layer's are on average";
    private static final String WHOLE = "SQLite, a child's rows x 100 in 4 commits";
    private static final String FILE = "file, forces as large as the layer's commits are on average";

    /** Starts recorded, steps recorded, ends recorded, parent's end recorded: what depends on each other even at best. */
    private static final int LEAST_COMMITS = 4;

    @Override
    public String id() {
        return "W3";
    }

    @Override
    public String title() {
        return "a parent with 100 one-step children";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        Sizes sizes = conditions.sizes();
        Scratch scratch = conditions.scratch();
        int all = sizes.parents() * sizes.children();
        Recording recording = Embedded.record(scratch.next("w3-rows"), perdure -> seconds(perdure, sizes));
        int commits = Embedded.commits(scratch.next("w3-commits"), perdure -> seconds(perdure, sizes));
        conditions.say("W3 writes " + recording.counts() + " in " + commits + " commits for " + all + " children");
        Series series = conditions.rounds(id(), round -> {
            round.add(EACH, layerSeconds(scratch.next("w3"), sizes) * 1e3 / all);
            round.add(SAME_GROUPS, floorSeconds(recording, scratch, commits) * 1e3 / all);
            round.add(WHOLE, floorSeconds(recording, scratch, sizes.parents() * LEAST_COMMITS) * 1e3 / all);
            long[] forces = FileFloor.run(scratch.next("w3-file"), recording.bytes(), commits);
            round.add(FILE, Spread.seconds(forces) * 1e3 / all);
        });
        return List.of(
                Measure.against(id(), EACH, "ms", series, SAME_GROUPS).ratioAtMost(2),
                Measure.against(id(), EACH, "ms", series, WHOLE),
                Measure.against(id(), EACH, "ms", series, FILE),
                Measure.alone(id(), "commits for a child, mean", "", Spread.once((double) commits / all)));
    }

    private static double floorSeconds(Recording recording, Scratch scratch, int commits) throws Exception {
        return Spread.seconds(SqliteFloor.run(recording, scratch.next("w3-floor"), recording.equalGroups(commits)));
    }

    private static double layerSeconds(Path directory, Sizes sizes) throws Exception {
        double[] seconds = new double[1];
        Embedded.run(directory, perdure -> seconds[0] = seconds(perdure, sizes));
        Scratch.delete(directory);
        return seconds[0];
    }

    private static double seconds(Perdure perdure, Sizes sizes) throws InterruptedException {
        perdure.register(CHILD, (ctx, input) -> ctx.step("work", Integer.class, step -> input + 1));
        perdure.register(PARENT, FanOut::fanOut);
        perdure.launch();
        long before = System.nanoTime();
        for (int parent = 0; parent < sizes.parents(); parent++) {
            perdure.start(PARENT, sizes.children()).result();
        }
        return (System.nanoTime() - before) / 1e9;
    }

    private static int fanOut(TaskContext ctx, int count) {
        List<Child<Integer>> children = new ArrayList<>();
        for (int child = 0; child < count; child++) {
            children.add(ctx.start(CHILD, child));
        }
        return ctx.joinAll(children).stream().mapToInt(Integer::intValue).sum();
    }
}
