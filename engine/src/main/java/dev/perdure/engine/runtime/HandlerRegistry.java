package dev.perdure.engine.runtime;

import dev.perdure.api.ChildFailedException;
import dev.perdure.api.CodeChangedException;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.FailurePolicy;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.Task;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskFailure;
import dev.perdure.api.TaskType;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.store.BlobRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registered handlers, and how a run of one goes and ends. Thread-safe. */
public final class HandlerRegistry implements Handlers {
    private static final Logger log = LoggerFactory.getLogger(HandlerRegistry.class);

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
            try {
                run.isHandlersThread();
                run(run, handler);
            } catch (PerdureException e) {
                // The run's end could not be recorded: its right is gone or the store is. The task goes on in another
                // run.
                log.debug("A run of task {} ended unrecorded: {}", run.taskId(), e.getMessage());
            } catch (RuntimeException e) {
                log.error("A run of task {} ended unrecorded", run.taskId(), e);
            } finally {
                run.finish();
            }
        });
    }

    private <I extends @Nullable Object, O extends @Nullable Object> void run(Run run, Handler<I, O> handler) {
        HandlerContext context = new HandlerContext(run, payloads, hosting);
        try {
            I input = payloads.decode(run.created().input(), handler.type().input());
            O output = handler.task().run(context, input);
            context.joinBeside();
            context.checkAllReached();
            PayloadCodec.Encoded encoded =
                    payloads.prove(output, handler.type().output()).encoded();
            end(run, new Command.Complete(run.attempt(), encoded.payload()), payloads.blobs(encoded));
        } catch (Throwable thrown) {
            context.quiesce();
            ended(run, handler.type(), HandlerException.meant(thrown));
        }
    }

    private static void ended(Run run, TaskType<?, ?> type, Throwable thrown) {
        long attempt = run.attempt();
        if (thrown instanceof Unwind unwind) {
            Failure parked = unwind.parked();
            if (parked != null) {
                end(run, new Command.Park(attempt, parked), List.of());
            }
            return;
        }
        if (run.isStopping()) {
            return;
        }
        if (run.isCancelled()) {
            end(run, new Command.Yield(attempt), List.of());
            return;
        }
        if (isOfTheLayer(thrown)) {
            throw (PerdureException) thrown;
        }
        Failure failure = failure(run, thrown);
        if (thrown instanceof TaskFailure) {
            end(run, new Command.Fail(attempt, failure), List.of());
            return;
        }
        if (thrown instanceof CodeChangedException) {
            end(run, new Command.Park(attempt, failure), List.of());
            return;
        }
        FailurePolicy policy = type.failurePolicy();
        Optional<Instant> retryAt = policy.retry().retries(thrown)
                ? policy.retry()
                        .delayAfter(run.failedAttempts() + 1, run.scheduler().random())
                        .map(run.scheduler().now()::plus)
                : Optional.empty();
        if (retryAt.isPresent()) {
            end(run, new Command.RetryAttempt(attempt, failure, retryAt.get()), List.of());
        } else {
            switch (policy.exhausted()) {
                case PARK -> end(run, new Command.Park(attempt, failure), List.of());
                case FAIL -> end(run, new Command.Fail(attempt, failure), List.of());
            }
        }
    }

    /** Whether an exception says that the run can't write any more, so that there is nothing to record. */
    private static boolean isOfTheLayer(Throwable thrown) {
        return thrown instanceof PerdureException layers
                && (layers.code() == ErrorCode.STALE_ATTEMPT
                        || layers.code() == ErrorCode.STORE_UNAVAILABLE
                        || layers.code() == ErrorCode.CLOSED
                        || layers.code() == ErrorCode.INVALID_STATE);
    }

    private static Failure failure(Run run, Throwable thrown) {
        String error = thrown.getClass().getName();
        return switch (thrown) {
            case StepFailedException step -> {
                Failure cause = step.failure();
                yield new Failure(cause.mode(), Texts.message(step), cause.error(), cause.step(), cause.detail());
            }
            case ChildFailedException child ->
                new Failure(
                        child.failure().mode(),
                        Texts.message(child),
                        child.failure().error(),
                        run.record().childKey(child.childId()).orElse(null),
                        child.failure().detail());
            case TaskFailure declared -> new Failure(declared.mode(), Texts.message(declared), error, null, "");
            case CodeChangedException changed ->
                new Failure(FailureMode.CODE_CHANGED, Texts.message(changed), error, null, "");
            case TaskCancelledException cancelled ->
                new Failure(FailureMode.CANCELLED, Texts.message(cancelled), error, null, "");
            default ->
                new Failure(FailureMode.UNEXPECTED_ERROR, Texts.message(thrown), error, null, Texts.trace(thrown));
        };
    }

    private static void end(Run run, Command.OfAttempt command, List<BlobRow> blobs) {
        run.record(command, null, blobs);
    }
}
