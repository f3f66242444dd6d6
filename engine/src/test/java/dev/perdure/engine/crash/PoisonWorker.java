package dev.perdure.engine.crash;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process with one task that halts it and some beside it whose steps take longer than the process lives, as long as the other runs. It
 * ends by itself when the halting task is parked and the others are done.
 */
final class PoisonWorker {
    static final String POISON_ID = "poison";
    static final int INNOCENT = 3;
    private static final TaskType<Integer, Integer> POISON = TaskType.of("poison", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> LONG = TaskType.of("long", Integer.class, Integer.class);
    private static final CountDownLatch allAtWork = new CountDownLatch(1);

    private PoisonWorker() {}

    static String id(int number) {
        return "a-long-" + number;
    }

    public static void main(String[] args) throws Exception {
        Perdure perdure = Perdure.open(Path.of(args[0]));
        perdure.register(POISON, (ctx, n) -> {
            ctx.step("before", Integer.class, _ -> 1);
            ctx.step("poison", Integer.class, _ -> {
                boolean _ = allAtWork.await(500, TimeUnit.MILLISECONDS);
                Runtime.getRuntime().halt(7);
                return 1;
            });
            return n;
        });
        perdure.register(
                LONG,
                (ctx, n) -> ctx.step("long", Integer.class, _ -> {
                    new CountDownLatch(1).await(1500, TimeUnit.MILLISECONDS);
                    return n;
                }));
        perdure.launch();
        try {
            perdure.start(POISON, 0, StartOptions.DEFAULT.withId(POISON_ID));
            for (int i = 0; i < INNOCENT; i++) {
                perdure.start(LONG, i, StartOptions.DEFAULT.withId(id(i)));
            }
        } catch (PerdureException _) {
            // They are there already.
        }
        Set<TaskState> open = Set.of(TaskState.READY, TaskState.RUNNING, TaskState.WAITING);
        while (!perdure.tasks(TaskQuery.ALL.withStates(open)).tasks().isEmpty()) {
            Thread.sleep(Duration.ofMillis(50));
        }
        perdure.close();
    }
}
