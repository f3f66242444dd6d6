package dev.perdure.bench;

import dev.perdure.api.Perdure;
import dev.perdure.api.Step;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import java.util.function.LongConsumer;

/** A task of ten steps, each with a small result: what W1, W2 and W8 are made of. */
final class TenSteps {
    /** How many steps it has. */
    static final int STEPS = 10;

    private static final TaskType<Integer, Integer> TYPE = TaskType.of("bench.ten-steps", Integer.class, Integer.class);
    private static final Step<String> STEP = Step.of("step", String.class);

    private TenSteps() {}

    /** Registers it; {@code stepTime} gets how long each step took, nanoseconds, from the handler's view. */
    static void register(Perdure perdure, LongConsumer stepTime) {
        perdure.register(TYPE, (ctx, input) -> run(ctx, input, stepTime));
    }

    /** Runs one task to its end, and says its id. */
    static String runOne(Perdure perdure, int input) throws InterruptedException {
        TaskHandle<Integer> task = perdure.start(TYPE, input);
        task.result();
        return task.id();
    }

    private static void runMany(Perdure perdure, int clients, int tasksPerClient) throws Exception {
        Embedded.clients(clients, client -> {
            for (int task = 0; task < tasksPerClient; task++) {
                runOne(perdure, client);
            }
        });
    }

    /** Registers it, launches, runs the tasks and says how many steps a second all clients got together. */
    static double stepsPerSecond(Perdure perdure, int clients, int tasksPerClient) throws Exception {
        register(perdure, _ -> {});
        perdure.launch();
        long before = System.nanoTime();
        runMany(perdure, clients, tasksPerClient);
        return (double) clients * tasksPerClient * STEPS / (System.nanoTime() - before) * 1e9;
    }

    private static int run(TaskContext ctx, int input, LongConsumer stepTime) {
        int length = 0;
        for (int i = 0; i < STEPS; i++) {
            int number = i;
            long before = System.nanoTime();
            length += ctx.step(STEP, step -> "what step " + number + " found out for " + input)
                    .length();
            stepTime.accept(System.nanoTime() - before);
        }
        return length;
    }
}
