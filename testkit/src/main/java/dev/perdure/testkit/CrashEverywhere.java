package dev.perdure.testkit;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskRegistry;
import dev.perdure.api.TaskType;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.testkit.internal.EngineKilledException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task many times and crashes the engine once in each run: after its first recorded event, after its second, and so on to the
 * last. Whatever the handler does, its result must be right every time.
 *
 * <pre>{@code
 * CrashEverywhere.of(REVIEW, new Review(), request).check(result -> assertThat(result.winner()).isEqualTo("a"));
 * }</pre>
 *
 * @param <I> the task's input
 * @param <O> the task's output
 */
public final class CrashEverywhere<I extends @Nullable Object, O extends @Nullable Object> {
    private static final String ID = "crashed";

    private final TaskType<I, O> type;
    private final Task<I, O> handler;
    private final I input;
    private final List<Consumer<TaskRegistry>> others = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private Runnable before = () -> {};
    private @Nullable SessionHost sessions;

    private record Signal(String name, @Nullable Object payload) {}

    private CrashEverywhere(TaskType<I, O> type, Task<I, O> handler, I input) {
        this.type = type;
        this.handler = handler;
        this.input = input;
    }

    /** Runs a task of that type with that handler and input. */
    public static <I extends @Nullable Object, O extends @Nullable Object> CrashEverywhere<I, O> of(
            TaskType<I, O> type, Task<I, O> handler, I input) {
        return new CrashEverywhere<>(
                requireNonNull(type, "type is null"), requireNonNull(handler, "handler is null"), input);
    }

    /** Registers another handler too, such as that of its children. */
    public <A extends @Nullable Object, B extends @Nullable Object> CrashEverywhere<I, O> with(
            TaskType<A, B> other, Task<A, B> otherHandler) {
        others.add(registry -> registry.register(other, otherHandler));
        return this;
    }

    /** Sends the task a signal as soon as it is started. */
    public CrashEverywhere<I, O> signal(String name, @Nullable Object payload) {
        signals.add(new Signal(name, payload));
        return this;
    }

    /** Has commands run in sessions of this host, as {@link TestPerdure#hostSessionsBy} does. */
    public CrashEverywhere<I, O> hostSessionsBy(SessionHost host) {
        sessions = host;
        return this;
    }

    /** Has something done before each run, such as emptying what bodies write to. */
    public CrashEverywhere<I, O> before(Runnable action) {
        before = action;
        return this;
    }

    /**
     * Runs the task without a crash and then with a crash after each event, and checks each result.
     *
     * @return how many events the store had without a crash, which is how many crashes there were
     * @throws AssertionError if a check fails or a task does not complete; it says after which event the crash was
     */
    public long check(Consumer<? super O> check) {
        long events = run(Long.MAX_VALUE, check);
        for (long event = 1; event <= events; event++) {
            long _ = run(event, check);
        }
        return events;
    }

    private long run(long crashAfter, Consumer<? super O> check) {
        before.run();
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            if (sessions != null) {
                perdure.hostSessionsBy(sessions);
            }
            perdure.register(type, handler);
            others.forEach(registration -> perdure.register(registration::accept));
            perdure.killAfterEvent(crashAfter);
            String where = crashAfter == Long.MAX_VALUE ? "Without a crash" : "After a crash at event " + crashAfter;
            try {
                check.accept(result(perdure));
            } catch (PerdureException | IllegalStateException | AssertionError e) {
                throw new AssertionError(where + ": " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(where + ": interrupted", e);
            }
            return perdure.events();
        }
    }

    private O result(TestPerdure perdure) throws InterruptedException {
        try {
            return start(perdure).result();
        } catch (EngineKilledException _) {
            perdure.crash();
            // As a client does that got no answer: everything again, under the same keys.
            return start(perdure).result();
        }
    }

    private TaskHandle<O> start(TestPerdure perdure) {
        TaskHandle<O> task =
                perdure.start(type, input, StartOptions.DEFAULT.withId(ID).withIdempotencyKey(ID));
        for (int i = 0; i < signals.size(); i++) {
            if (!task.info().state().isFinal()) {
                task.signal(signals.get(i).name(), signals.get(i).payload(), "signal " + i);
            }
        }
        return task;
    }
}
