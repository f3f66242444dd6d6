package dev.perdure.api;

import dev.perdure.api.spi.PerdureProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The layer, embedded in this program: one state directory, opened by one process at a time. Thread-safe.
 *
 * <p>Register the handlers, then {@link #launch()}: tasks that were at work when the last process ended go on from there.
 */
public interface Perdure extends TaskRegistry, AutoCloseable {

    /**
     * Opens a state directory, making it if needed.
     *
     * @throws StoreLockedException if another process has it
     * @throws StoreUnavailableException if it can't be read or written
     */
    static Perdure open(Path directory) {
        return open(directory, PerdureOptions.DEFAULT);
    }

    /** Opens a state directory with other bounds. */
    static Perdure open(Path directory, PerdureOptions options) {
        // The engine is usually beside this class; the thread's class loader may be anyone's, and know neither.
        return ServiceLoader.load(PerdureProvider.class, Perdure.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(PerdureProvider.class).findFirst())
                .orElseThrow(() -> new PerdureException(
                        ErrorCode.UNSUPPORTED,
                        "No engine is on the class path. Add the dependency dev.perdure:perdure-engine."))
                .open(directory, options);
    }

    @Override
    <I extends @Nullable Object, O extends @Nullable Object> Perdure register(TaskType<I, O> type, Task<I, O> handler);

    /** Begins to run tasks. Handlers may still be registered afterwards. Calling it again does nothing. */
    Perdure launch();

    /**
     * The same layer for another operator: what is done through it is recorded as theirs. Closing it closes the layer.
     *
     * @param actor who acts, such as {@code human:kim} or {@code service:billing}; at most 100 characters
     */
    Perdure actingAs(String actor);

    /** The registered types, by name. */
    List<TaskType<?, ?>> types();

    /**
     * Starts a task; returns when its start is durable.
     *
     * @throws UnknownTaskTypeException if no handler of that type is registered
     * @throws IdConflictException if the id belongs to another task
     */
    <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> start(
            TaskType<I, O> type, I input, StartOptions options);

    /** Starts a task with default options. */
    default <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> start(TaskType<I, O> type, I input) {
        return start(type, input, StartOptions.DEFAULT);
    }

    /** Starts a task by its type's name, with JSON in and out. */
    TaskHandle<Json> start(String type, Json input, StartOptions options);

    /** The task of that id, its result as JSON. It is looked for when the handle is used. */
    TaskHandle<Json> handle(String id);

    /** The task of that id with a typed result. */
    <O extends @Nullable Object> TaskHandle<O> handle(String id, TypeRef<O> output);

    /** A page of tasks. */
    TaskPage tasks(TaskQuery query);

    /**
     * Has {@code listener} called with every event of the store after {@code afterSeq}, in order, each at least once, from a thread
     * of its own, until the returned subscription is closed. A slow listener slows nobody else; it reads behind.
     */
    Subscription subscribe(long afterSeq, Consumer<Event> listener);

    /** The newest event's place in the store, 0 when there is none. */
    long lastSeq();

    /** Stops handlers between two recorded actions and closes the store. The work goes on when the directory is opened again. */
    @Override
    void close();

    /** A listener's registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
