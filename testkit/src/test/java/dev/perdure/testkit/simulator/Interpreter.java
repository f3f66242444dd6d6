package dev.perdure.testkit.simulator;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.Effect;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepContext;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.StepHandle;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskType;
import dev.perdure.testkit.internal.SimScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs programs as handlers of one engine. */
final class Interpreter {
    private static final RetryPolicy QUICK = RetryPolicy.DEFAULT.withInitialInterval(Duration.ofMillis(5));

    private final List<Program> programs;
    private final Witness witness;
    private final SimScheduler process;
    private final BooleanSupplier alone;

    Interpreter(List<Program> programs, Witness witness, SimScheduler process, BooleanSupplier alone) {
        this.programs = programs;
        this.witness = witness;
        this.process = process;
        this.alone = alone;
    }

    /** A step's result. */
    record Value(long number, String filling) {}

    static TaskType<Integer, Long> type(String name) {
        TaskType<Integer, Long> type = TaskType.of(name, Integer.class, Long.class);
        return switch (name) {
            case "parking" -> type;
            case "failing" -> type.withFailurePolicy(FailurePolicy.FAIL);
            default -> type.withFailurePolicy(FailurePolicy.PARK.withRetry(QUICK.withMaximumAttempts(2)));
        };
    }

    void registerWith(Perdure perdure) {
        for (String name : Program.TYPES) {
            perdure.register(type(name), this::run);
        }
    }

    private Long run(TaskContext ctx, Integer number) {
        Program program = programs.get(number);
        One one = new One(ctx);
        try {
            one.block(program.instructions(), "");
        } catch (TaskCancelledException e) {
            if (program.cleansUp()) {
                ctx.step("clean", Long.class, s -> witness.fresh());
            }
            throw e;
        }
        return one.sum;
    }

    /** One run of one task's handler. */
    private final class One {
        private final TaskContext ctx;
        private final Map<String, Integer> occurrences = new HashMap<>();
        private String scope = "";
        private long sum;

        One(TaskContext ctx) {
            this.ctx = ctx;
        }

        private void block(List<Instruction> instructions, String place) {
            for (int i = 0; i < instructions.size(); i++) {
                one(instructions.get(i), place + i);
            }
        }

        private void one(Instruction instruction, String place) {
            switch (instruction) {
                case Instruction.Act it -> act(it, place);
                case Instruction.Beside it -> beside(it, place);
                case Instruction.Sleep it -> ctx.sleep(it.span());
                case Instruction.Await it -> await(it, place);
                case Instruction.Children it -> children(it, place);
                case Instruction.Loop it -> loop(it, place);
                case Instruction.Report _ -> ctx.progress("at " + place);
                case Instruction.Look _ -> {
                    told(place, "random " + ctx.random().nextInt());
                    told(place + "i", "id " + ctx.newId());
                }
                case Instruction.Break it -> {
                    if (witness.count("break " + ctx.taskId() + " at " + place) <= it.times()) {
                        throw new IllegalStateException("broken at " + place);
                    }
                }
                case Instruction.Refuse _ -> throw new TaskFailure(FailureMode.MISSING_INFORMATION, "refused");
            }
            told(place + "n", "time " + ctx.now());
        }

        private void told(String place, String what) {
            if (alone.getAsBoolean()) {
                witness.told(ctx.taskId(), place, what);
            }
        }

        private String key(String name) {
            String stem = scope + name.replace("/", "%2F");
            return stem + '#' + occurrences.merge(stem, 1, Integer::sum);
        }

        private void act(Instruction.Act act, String place) {
            String key = key(act.name());
            try {
                Value value = ctx.step(step(act), s -> body(act, s));
                heard(key, value);
            } catch (StepFailedException e) {
                told(place, "failure " + e.failure().mode());
                if (!act.tolerated()) {
                    throw e;
                }
            }
        }

        private void heard(String key, Value value) {
            witness.heard(ctx.taskId(), key, value.number());
            sum += value.number();
        }

        private void beside(Instruction.Beside beside, String place) {
            List<String> keys = new ArrayList<>();
            List<StepHandle<Value>> handles = new ArrayList<>();
            for (Instruction.Act act : beside.steps()) {
                keys.add(key(act.name()));
                handles.add(ctx.stepAsync(step(act), s -> body(act, s)));
            }
            for (int i = 0; beside.joined() && i < handles.size(); i++) {
                try {
                    heard(keys.get(i), handles.get(i).join());
                } catch (StepFailedException e) {
                    told(place + "." + i, "failure " + e.failure().mode());
                    if (!beside.steps().get(i).tolerated()) {
                        throw e;
                    }
                }
            }
        }

        private void await(Instruction.Await await, String place) {
            Duration timeout = await.timeout();
            if (timeout == null) {
                told(place, "signal " + ctx.await(await.signal(), Long.class));
            } else {
                Optional<Long> signal = ctx.await(await.signal(), Long.class, timeout);
                told(place, "signal " + signal);
            }
        }

        private void children(Instruction.Children it, String place) {
            List<Child<Long>> children = new ArrayList<>();
            for (int i = 0; i < it.programs().size(); i++) {
                int program = it.programs().get(i);
                int key = it.keys().get(i);
                StartOptions options = key == 0
                        ? StartOptions.DEFAULT
                        : StartOptions.DEFAULT.withIdempotencyKey(Instruction.Children.key(ctx.taskId(), key));
                try {
                    Child<Long> child = ctx.start(type(programs.get(program).type()), program, options);
                    told(place + "." + i, "child " + child.id());
                    children.add(child);
                } catch (StepFailedException e) {
                    told(place + "." + i, "refused " + e.failure().message());
                    if (!it.tolerated()) {
                        throw e;
                    }
                }
            }
            if (children.isEmpty()) {
                return;
            }
            try {
                switch (it.joining()) {
                    case EACH -> children.forEach(child -> told(place + child.id(), "result " + ctx.join(child)));
                    case ALL -> told(place, "results " + ctx.joinAll(children));
                    case ANY -> told(place, "first " + ctx.joinAny(children).id());
                    case NONE -> {}
                }
            } catch (ChildFailedException e) {
                told(place, "failed " + e.childId());
                if (!it.tolerated()) {
                    throw e;
                }
            }
        }

        private void loop(Instruction.Loop loop, String place) {
            String outer = scope;
            String key = key("loop:turns");
            long end = ctx.iterate("turns", Long.class, 0L, (state, round) -> {
                scope = key + '/' + round + '/';
                try {
                    block(loop.body(), place + "/" + round + "/");
                } finally {
                    scope = outer;
                }
                return round + 1 < loop.rounds() ? Next.again(state + 1) : Next.done(state + 1);
            });
            told(place, "end " + end);
        }
    }

    private Step<Value> step(Instruction.Act act) {
        Step<Value> step = Step.of(act.name(), Value.class);
        if (act.effect() == Effect.ONCE) {
            step = switch (act.check()) {
                case NONE -> step.once();
                case TRUTH -> step.once(this::truth);
                case UNSURE -> step.once(_ -> Outcome.unknown("nobody knows"));
            };
        }
        step = step.withRetry(QUICK.withMaximumAttempts(act.attempts()));
        if (act.timeoutMillis() > 0) {
            step = step.withTimeout(Duration.ofMillis(act.timeoutMillis()));
        }
        return act.beats() ? step.withHeartbeat(Duration.ofMillis(40)) : step;
    }

    private Outcome<Value> truth(StepContext s) {
        process.mayYield();
        if (witness.hasEffect(s.taskId(), s.key())) {
            return Outcome.done(new Value(witness.fresh(), ""));
        }
        return s.mayStillRun() ? Outcome.unknown("the body may still be at it") : Outcome.notDone();
    }

    private Value body(Instruction.Act act, StepContext s) throws InterruptedException {
        witness.entered(s.taskId(), s.key(), act.effect(), alone.getAsBoolean());
        process.mayYield();
        if (act.beats()) {
            s.heartbeat(witness.fresh());
        }
        if (act.slowMillis() > 0) {
            process.pause(Duration.ofMillis(act.slowMillis()));
        }
        if (act.beats()) {
            s.heartbeat(witness.fresh());
        }
        if (witness.count("fail " + s.taskId() + "/" + s.key()) <= act.failures()) {
            throw new IllegalStateException("the body fails");
        }
        int effects = witness.effect(s.taskId(), s.key());
        boolean countable = act.timeoutMillis() == 0 && !act.beats() && alone.getAsBoolean();
        if (effects > 1 && act.effect() == Effect.ONCE && countable) {
            throw witness.found(
                    "the effect of ONCE step " + s.key() + " of " + s.taskId() + " took place " + effects + " times");
        }
        process.mayYield();
        return new Value(witness.fresh(), "x".repeat(act.bytes()));
    }
}
