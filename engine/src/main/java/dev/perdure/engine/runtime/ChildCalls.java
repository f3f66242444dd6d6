package dev.perdure.engine.runtime;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskType;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.PayloadCodec;
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
        ChildEntry child = cursor.recorded(key, ChildEntry.class, "a child task of type " + type.name());
        if (child == null) {
            run.check();
            PayloadCodec.Encoded encoded = payloads.prove(input, type.input()).encoded();
            TaskEvent.Created parent = run.created();
            String id = options.id() != null ? options.id() : run.record().nextChildId();
            boolean inherits = options.tenant().equals(StartOptions.DEFAULT.tenant());
            TaskEvent.Created created = Starts.created(
                    type,
                    encoded.payload(),
                    inherits ? options.withTenant(parent.tenant()) : options,
                    run.scheduler(),
                    new Starts.Parent(run.taskId(), key),
                    parent.root());
            child = (ChildEntry) payloads.reserving(
                    options.id(),
                    () -> run.recordChild(
                            new Command.StartChild(run.attempt(), key, id, type.name()),
                            created,
                            payloads.blobs(encoded)));
        }
        cursor.saw(child.startedAt());
        return new Child<>(child.childId(), type);
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
        return payloads.decode(result, child.type().output());
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
