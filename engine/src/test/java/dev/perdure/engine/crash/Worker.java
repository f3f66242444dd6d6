package dev.perdure.engine.crash;

import dev.perdure.api.Child;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepContext;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.engine.crash.Effects.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The process that is killed. It has many tasks at work that never end by themselves: rounds of steps, effects that must not happen
 * twice, sleeps, children and waits. When a file named {@code finish} is there, it has them all end, and ends itself.
 */
final class Worker {
    static final int TASKS = 200;
    static final TaskType<Integer, Integer> TASK = TaskType.of("task", Integer.class, Integer.class);
    static final TaskType<Integer, Integer> CHILD = TaskType.of("child", Integer.class, Integer.class);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path directory;
    private final Effects effects;
    private final Perdure perdure;

    private Worker(Path directory) throws Exception {
        this.directory = directory;
        this.effects = new Effects(directory.resolve("effects"));
        this.perdure =
                Perdure.open(directory.resolve("state"), PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(100)));
    }

    public static void main(String[] args) throws Exception {
        try {
            new Worker(Path.of(args[0])).work();
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void work() throws Exception {
        perdure.register(TASK, this::task);
        perdure.register(CHILD, (ctx, n) -> {
            ctx.sleep(Duration.ofMillis(100));
            step(ctx, "child");
            return n;
        });
        perdure.launch();
        for (int i = 0; i < TASKS; i++) {
            TaskHandle<Integer> _ =
                    perdure.start(TASK, i, StartOptions.DEFAULT.withId(id(i)).withIdempotencyKey("key-" + i));
        }
        System.out.println("ready");
        boolean finishing = false;
        while (true) {
            settle();
            if (!finishing && Files.exists(directory.resolve("finish"))) {
                finishing = true;
                for (int i = 0; i < TASKS; i++) {
                    perdure.handle(id(i)).signal("finish", i, "finish");
                }
            }
            if (finishing
                    && perdure.tasks(TaskQuery.ALL.withStates(open())).tasks().isEmpty()) {
                perdure.close();
                return;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    static String id(int number) {
        return "task-" + number;
    }

    private static Set<TaskState> open() {
        return Set.of(
                TaskState.SCHEDULED,
                TaskState.READY,
                TaskState.RUNNING,
                TaskState.WAITING,
                TaskState.PAUSED,
                TaskState.NEEDS_ATTENTION,
                TaskState.CANCELLING);
    }

    private Integer task(TaskContext ctx, Integer number) {
        return ctx.iterate("rounds", Integer.class, 0, (done, round) -> {
            long first = step(ctx, "first");
            if ((number + round) % 5 == 0) {
                once(ctx, number % 10 == 0);
            }
            if ((number + round) % 7 == 0) {
                Child<Integer> child = ctx.start(CHILD, number);
                if (!Objects.equals(ctx.join(child), number)) {
                    throw new IllegalStateException("a child gave a wrong result");
                }
            }
            ctx.sleep(Duration.ofMillis(50 + Math.floorMod(first, 200)));
            step(ctx, "second");
            Optional<Integer> finish = ctx.await("finish", Integer.class, Duration.ofMillis(200 + number));
            return finish.isPresent() ? Next.done(done + 1) : Next.again(done + 1);
        });
    }

    /** A step whose body leaves a line, and another line when the handler hears of its record. */
    private long step(TaskContext ctx, String name) {
        Step<Heard> step = Step.of(name, Heard.class);
        Heard heard = ctx.step(step, s -> {
            long value = ThreadLocalRandom.current().nextLong(1L << 50);
            effects.add(new Line(Line.BODY, s.taskId(), s.key(), value));
            return new Heard(s.key(), value);
        });
        effects.add(new Line(Line.HEARD, ctx.taskId(), heard.key(), heard.value()));
        return heard.value();
    }

    /** A step's result: where it was, and a value that no other body gave. */
    record Heard(String key, long value) {}

    private void once(TaskContext ctx, boolean asksAPerson) {
        Step<Heard> step = Step.of("once", Heard.class);
        step = asksAPerson ? step.once() : step.once(this::check);
        Heard heard = ctx.step(step, s -> {
            long value = ThreadLocalRandom.current().nextLong(1L << 50);
            Thread.sleep(ThreadLocalRandom.current().nextInt(30));
            effects.add(new Line(Line.ONCE, s.taskId(), s.key(), value));
            Thread.sleep(ThreadLocalRandom.current().nextInt(30));
            return new Heard(s.key(), value);
        });
        effects.add(new Line(Line.HEARD, ctx.taskId(), heard.key(), heard.value()));
    }

    private Outcome<Heard> check(StepContext s) {
        Long value = effects.once(s.taskId(), s.key());
        return value == null ? Outcome.notDone() : Outcome.done(new Heard(s.key(), value));
    }

    /** A person looks at what is parked, finds out whether the effect took place, and says so. */
    private void settle() {
        for (TaskInfo parked : perdure.tasks(TaskQuery.ALL.withStates(Set.of(TaskState.NEEDS_ATTENTION)))
                .tasks()) {
            TaskHandle<Json> task = perdure.handle(parked.id());
            if (parked.failure() == null || parked.failure().mode() != FailureMode.UNKNOWN_OUTCOME) {
                throw new IllegalStateException("task " + parked.id() + " is parked: " + parked.failure());
            }
            for (StepInfo step : task.steps()) {
                if (step.state() == StepInfo.State.UNKNOWN) {
                    Long value = effects.once(task.id(), step.key());
                    task.resolve(
                            step.key(),
                            value == null
                                    ? Outcome.notDone()
                                    : Outcome.done(
                                            new Json("{\"key\":\"" + step.key() + "\",\"value\":" + value + "}")));
                }
            }
        }
    }
}
