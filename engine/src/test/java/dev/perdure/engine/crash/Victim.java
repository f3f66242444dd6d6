package dev.perdure.engine.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.api.Child;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The process that is killed: two hundred tasks with steps, effects that must not happen twice, timers, signals, children and loops,
 * whose side effects are lines in a file outside of the store. Started again, it goes on; when all have ended it says so and ends.
 *
 * <p>Arguments: the state directory, the file of effects, the number of tasks.
 */
public final class Victim {
    static final TaskType<Integer, Integer> WORK = TaskType.of("work", Integer.class, Integer.class);
    static final TaskType<Integer, Integer> PART = TaskType.of("part", Integer.class, Integer.class);

    /** What the process prints when every task has ended. */
    static final String DONE = "ALL DONE";

    private final Path effects;

    private Victim(Path effects) {
        this.effects = effects;
    }

    /** Runs the tasks that are there, and those that are still to be started. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int tasks = Integer.parseInt(arguments[2]);
        Victim victim = new Victim(Path.of(arguments[1]));
        PerdureOptions options = PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(20));
        try (Perdure perdure = Perdure.open(directory, options)) {
            perdure.register(WORK, victim::work).register(PART, victim::part).launch();
            System.out.println("LAUNCHED");
            List<TaskHandle<Integer>> handles = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                StartOptions once = StartOptions.DEFAULT.withIdempotencyKey("task " + i);
                TaskHandle<Integer> handle = perdure.start(WORK, i, once);
                if (!handle.info().state().isFinal()) {
                    handle.signal("go", i, "go " + i);
                }
                handles.add(handle);
            }
            for (TaskHandle<Integer> handle : handles) {
                int result = handle.result();
                if (result < 0) {
                    throw new IllegalStateException("a result is wrong: " + result);
                }
            }
            int open = perdure.tasks(TaskQuery.ALL.withStates(
                            Set.of(TaskState.READY, TaskState.RUNNING, TaskState.WAITING, TaskState.NEEDS_ATTENTION)))
                    .tasks()
                    .size();
            System.out.println(open == 0 ? DONE : "STILL OPEN " + open);
        }
    }

    private int work(TaskContext ctx, int number) {
        String id = ctx.taskId();
        int first = ctx.step("first", Integer.class, _ -> effect("first " + id, 1));
        int paid = ctx.step(
                Step.of("pay", Integer.class).once(_ -> happened("pay " + id) ? Outcome.done(10) : Outcome.notDone()),
                _ -> effect("pay " + id, 10));
        ctx.sleep(Duration.ofMillis(number % 7 * 10L));
        int went = ctx.await("go", Integer.class);
        Child<Integer> one = ctx.start(PART, number);
        Child<Integer> other = ctx.start(PART, number + 1);
        int rounds = ctx.iterate("rounds", Integer.class, 0, (state, round) -> {
            int more = ctx.step("round", Integer.class, _ -> effect("round " + round + " " + id, 1));
            return round == 4 ? Next.done(state + more) : Next.again(state + more);
        });
        int parts = ctx.joinAll(List.of(one, other)).stream().mapToInt(i -> i).sum();
        boolean right = first == 1 && paid == 10 && went == number && rounds == 5 && parts == 2 * number + 1;
        ctx.step("last", _ -> effect("last " + id, 1));
        return right ? number : -1;
    }

    private int part(TaskContext ctx, int number) {
        return ctx.step("part", Integer.class, _ -> effect("part " + ctx.taskId(), number));
    }

    /** One write call in append mode: a line is there whole or not at all, whenever the process is killed. */
    private int effect(String line, int result) throws IOException {
        Files.write(
                effects,
                (line + "\n").getBytes(UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        return result;
    }

    private boolean happened(String line) throws IOException {
        return Files.exists(effects) && Files.readAllLines(effects).contains(line);
    }
}
