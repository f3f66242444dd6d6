package dev.perdure.testkit.internal;

import dev.perdure.api.Child;
import dev.perdure.api.CommandResult;
import dev.perdure.api.Failure;
import dev.perdure.api.Round;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepAction;
import dev.perdure.api.StepBody;
import dev.perdure.api.StepHandle;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskSession;
import dev.perdure.api.TaskType;
import dev.perdure.api.TypeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A handler's context in a replay: answers from the record, and says of each body that it would run. */
public final class ReplayedTask implements TaskContext {
    private final TaskContext inner;
    private final Consumer<String> wouldRun;

    /** {@code wouldRun} is told the key of the first body that is not recorded, and does not return. */
    public ReplayedTask(TaskContext inner, Consumer<String> wouldRun) {
        this.inner = inner;
        this.wouldRun = wouldRun;
    }

    private <R extends @Nullable Object> StepBody<R> told() {
        return context -> {
            wouldRun.accept(context.key());
            throw new IllegalStateException("a replay runs no bodies");
        };
    }

    private static <R extends @Nullable Object> Step<R> bare(Step<R> step) {
        return new Step<>(step.name(), step.type(), step.effect(), null, step.retry(), null, null);
    }

    @Override
    public String taskId() {
        return inner.taskId();
    }

    @Override
    public long attempt() {
        return inner.attempt();
    }

    @Override
    public Optional<Failure> previousFailure() {
        return inner.previousFailure();
    }

    @Override
    public boolean isReplaying() {
        return inner.isReplaying();
    }

    @Override
    public void step(String name, StepAction body) {
        inner.step(name, (StepAction) context -> wouldRun.accept(context.key()));
    }

    @Override
    public <R extends @Nullable Object> R step(Step<R> step, StepBody<R> body) {
        return inner.step(bare(step), told());
    }

    @Override
    public <R extends @Nullable Object> StepHandle<R> stepAsync(Step<R> step, StepBody<R> body) {
        return inner.stepAsync(bare(step), told());
    }

    @Override
    public void retired(String name) {
        inner.retired(name);
    }

    @Override
    public <S extends @Nullable Object> S iterate(String name, TypeRef<S> type, S initial, Round<S> round) {
        return inner.iterate(name, type, initial, round);
    }

    @Override
    public Instant now() {
        return inner.now();
    }

    @Override
    public RandomGenerator random() {
        return inner.random();
    }

    @Override
    public String newId() {
        return inner.newId();
    }

    @Override
    public void sleep(Duration duration) {
        inner.sleep(duration);
    }

    @Override
    public void sleepUntil(Instant moment) {
        inner.sleepUntil(moment);
    }

    @Override
    public <T extends @Nullable Object> T await(String signal, TypeRef<T> type) {
        return inner.await(signal, type);
    }

    @Override
    public <T> Optional<T> await(String signal, TypeRef<T> type, Duration timeout) {
        return inner.await(signal, type, timeout);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(
            TaskType<I, O> type, I input, StartOptions options) {
        return inner.start(type, input, options);
    }

    @Override
    public <O extends @Nullable Object> O join(Child<O> child) {
        return inner.join(child);
    }

    @Override
    public <O extends @Nullable Object> List<O> joinAll(List<Child<O>> children) {
        return inner.joinAll(children);
    }

    @Override
    public <O extends @Nullable Object> Child<O> joinAny(List<Child<O>> children) {
        return inner.joinAny(children);
    }

    @Override
    public TaskSession session(String name, SessionSettings settings) {
        TaskSession session = inner.session(name, settings);
        return new TaskSession() {
            @Override
            public String name() {
                return session.name();
            }

            @Override
            public String address() {
                return session.address();
            }

            @Override
            public CommandResult run(SessionCommand command) {
                return step(Step.of(command.stepName(name), CommandResult.class).once(), context -> {
                    throw new IllegalStateException("a replay runs no commands");
                });
            }
        };
    }

    @Override
    public void progress(String message) {
        inner.progress(message);
    }

    @Override
    public void progress(double share, String message) {
        inner.progress(share, message);
    }

    @Override
    public System.Logger log() {
        return inner.log();
    }
}
