package dev.perdure.engine.runtime;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskType;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.store.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler's calls about its child tasks: it starts them and waits for them. On the handler's thread. */
final class ChildCalls {
    private final Run run;
    private final Cursor cursor;
    private final Payloads payloads;

    ChildCalls(Run run, Cursor cursor, Payloads payloads) {
        this.run = run;
        this.cursor = cursor;
        this.payloads = payloads;
    }

    <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(
            TaskType<I, O> type, I input, StartOptions options) {
        String key = cursor.next("child:", type.name());
        ChildEntry child = started(key, type);
        if (child == null) {
            run.check();
            PayloadCodec.Encoded encoded = payloads.prove(input, type.input()).encoded();
            boolean inherits = options.tenant().equals(StartOptions.DEFAULT.tenant());
            StartOptions own = inherits ? options.withTenant(run.created().tenant()) : options;
            String idempotencyKey = own.idempotencyKey();
            child = run.reading(() -> idempotencyKey == null
                    ? create(type, encoded, own, key)
                    : payloads.holdingKey(
                            own.tenant(),
                            idempotencyKey,
                            (owner, _) -> owner.isEmpty()
                                    ? create(type, encoded, own, key)
                                    : share(type, owner.get(), idempotencyKey, key)));
        }
        cursor.saw(child.startedAt());
        return new Child<>(child.childId(), type);
    }

    /** What is recorded of the call: a child, or null. Throws if it is recorded that the child can't be had. */
    private @Nullable ChildEntry started(String key, TaskType<?, ?> type) {
        if (run.find(key) instanceof StepEntry refused) {
            switch (refused.state()) {
                case FAILED -> throw new StepFailedException(Objects.requireNonNull(refused.failure()));
                // The task was retried since: the child may be had by now.
                case DUE -> {
                    return null;
                }
                case STARTED, RETRYING, UNKNOWN, DONE -> {}
            }
        }
        return cursor.recorded(key, ChildEntry.class, "a child task of type " + type.name());
    }

    private ChildEntry create(TaskType<?, ?> type, PayloadCodec.Encoded input, StartOptions options, String key) {
        String id = options.id() != null ? options.id() : run.record().nextChildId();
        TaskEvent.Created created = Starts.created(
                type,
                input.payload(),
                options,
                run.scheduler(),
                new Starts.Parent(run.taskId(), key),
                run.created().root());
        Command.StartChild start = new Command.StartChild(run.attempt(), key, id, type.name());
        try {
            return (ChildEntry)
                    payloads.reserving(options.id(), _ -> run.recordChild(start, created, payloads.blobs(input)));
        } catch (IdConflictException taken) {
            throw refused(key, Texts.message(taken));
        }
    }

    /** The child that has the idempotency key already, if it is this task's own. */
    private ChildEntry share(TaskType<?, ?> type, String owner, String idempotencyKey, String key) {
        TaskRow task = payloads.task(owner).orElseThrow(() -> new IllegalStateException("no row of task " + owner));
        if (!run.taskId().equals(task.parent()) || !type.name().equals(task.type())) {
            throw refused(
                    key,
                    "The idempotency key " + idempotencyKey + " belongs to task " + owner + " of type " + task.type()
                            + (task.parent() == null ? ", which has no parent" : ", a child of " + task.parent())
                            + ". A child task is got by a key only where the same task started it, as the same type."
                            + " Choose another key, such as one that begins with the id of the task.");
        }
        Command.ShareChild command = new Command.ShareChild(run.attempt(), key, owner, type.name());
        return (ChildEntry) Objects.requireNonNull(run.record(command, key, List.of()), "a child has an entry");
    }

    /** Records that the child can't be had, so that a replay is told the same, as of a step that failed. */
    private StepFailedException refused(String key, String why) {
        Failure failure = new Failure(FailureMode.TOOL_FAILURE, why, IdConflictException.class.getName(), key, "");
        run.record(new Command.FailStep(run.attempt(), key, 1, failure, null), key, List.of());
        return new StepFailedException(failure);
    }

    <O extends @Nullable Object> O join(Child<O> child) {
        return joinAll(List.of(child)).getFirst();
    }

    <O extends @Nullable Object> List<O> joinAll(List<Child<O>> children) {
        List<String> keys = children.stream().map(this::keyOf).toList();
        join(keys, false);
        List<O> results = new ArrayList<>(children.size());
        for (int i = 0; i < keys.size(); i++) {
            results.add(result(keys.get(i), children.get(i)));
        }
        return results;
    }

    <O extends @Nullable Object> Child<O> joinAny(List<Child<O>> children) {
        if (children.isEmpty()) {
            throw new IllegalArgumentException("children is empty");
        }
        List<String> keys = children.stream().map(this::keyOf).toList();
        join(keys, true);
        String first = keys.stream()
                .filter(key -> child(key).ended() != null)
                .min(Comparator.comparingLong(key -> child(key).seq()))
                .orElseThrow();
        cursor.saw(child(first).time());
        return children.get(keys.indexOf(first));
    }

    private void join(List<String> keys, boolean any) {
        long ended = keys.stream().filter(key -> child(key).ended() != null).count();
        if (any ? ended > 0 : ended == keys.size()) {
            return;
        }
        run.check();
        run.record(new Command.JoinChildren(run.attempt(), keys, any), null, List.of());
        run.await(keys, any, null);
        run.check();
    }

    private <O extends @Nullable Object> O result(String key, Child<O> child) {
        ChildEntry entry = child(key);
        cursor.saw(entry.time());
        Payload result = entry.result();
        if (result == null) {
            Failure failure =
                    Objects.requireNonNullElse(entry.failure(), Failure.of(FailureMode.CANCELLED, "it was cancelled"));
            throw new ChildFailedException(child.id(), failure);
        }
        return run.reading(() -> payloads.decode(result, child.type().output()));
    }

    private ChildEntry child(String key) {
        return (ChildEntry) Objects.requireNonNull(run.find(key), "a child is recorded");
    }

    private String keyOf(Child<?> child) {
        return run.record()
                .childKey(child.id())
                .orElseThrow(() -> new IllegalArgumentException(
                        "task " + child.id() + " was not started by this run's handler in this scope"));
    }
}
