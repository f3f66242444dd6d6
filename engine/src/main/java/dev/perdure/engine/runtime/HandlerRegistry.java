package dev.perdure.engine.runtime;

import dev.perdure.api.Task;
import dev.perdure.api.TaskType;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.json.PayloadCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The registered handlers, and how a run of one goes and ends. Thread-safe. */
public final class HandlerRegistry implements Handlers {
    private final Map<String, Handler<?, ?>> handlers = new ConcurrentSkipListMap<>();
    private final Payloads payloads;
    private final Hosting hosting;

    /** A registry whose handlers get their values and their sessions from there. */
    public HandlerRegistry(Payloads payloads, Hosting hosting) {
        this.payloads = payloads;
        this.hosting = hosting;
    }

    private record Handler<I extends @Nullable Object, O extends @Nullable Object>(
            TaskType<I, O> type, Task<I, O> task) {}

    /** Registers a handler. Throws {@link IllegalArgumentException} if there is one of that name. */
    public <I extends @Nullable Object, O extends @Nullable Object> void register(
            TaskType<I, O> type, Task<I, O> task) {
        payloads.requireReadable("The input type of", type.name(), type.input());
        payloads.requireReadable("The output type of", type.name(), type.output());
        if (handlers.putIfAbsent(type.name(), new Handler<>(type, task)) != null) {
            throw new IllegalArgumentException("a handler of type " + type.name() + " is registered already");
        }
    }

    /** The type of that name, if it is registered. */
    public Optional<TaskType<?, ?>> type(String name) {
        return Optional.ofNullable(handlers.get(name)).map(Handler::type);
    }

    /** The registered types, by name. */
    public List<TaskType<?, ?>> types() {
        return handlers.values().stream().<TaskType<?, ?>>map(Handler::type).toList();
    }

    /** The names of the registered types. */
    public Collection<String> names() {
        return List.copyOf(handlers.keySet());
    }

    @Override
    public boolean knows(String type) {
        return handlers.containsKey(type);
    }

    @Override
    public void start(Run run) {
        if (!run.begins()) {
            return;
        }
        Handler<?, ?> handler =
                Objects.requireNonNull(handlers.get(run.created().type()), "a known type is registered");
        run.scheduler().start("perdure-task-" + run.taskId(), () -> {
            Throwable unrecorded = null;
            try (Bodies.Body _ = run.partition().bodies().handler(run.taskId())) {
                run.isHandlersThread();
                run(run, handler);
            } catch (Throwable thrown) {
                // Not dropped: the partition says it, and sees to it that the task does not come to this for ever.
                unrecorded = thrown;
            } finally {
                run.finish(unrecorded);
            }
        });
    }

    /** Runs the handler and records how that ended. Throws what kept the end from being recorded. */
    private <I extends @Nullable Object, O extends @Nullable Object> void run(Run run, Handler<I, O> handler) {
        HandlerContext context = new HandlerContext(run, payloads, hosting);
        try {
            I input = run.reading(
                    () -> payloads.decode(run.created().input(), handler.type().input()));
            O output = handler.task().run(context, input);
            context.joinBeside();
            context.checkAllReached();
            PayloadCodec.Encoded encoded =
                    payloads.prove(output, handler.type().output()).encoded();
            run.record(new Command.Complete(run.attempt(), encoded.payload()), null, payloads.blobs(encoded));
        } catch (Throwable thrown) {
            context.quiesce();
            AttemptEnd.record(run, handler.type().failurePolicy(), HandlerException.meant(thrown));
        }
    }
}
