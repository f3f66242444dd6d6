package dev.perdure.engine;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.SignalInfo;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskFailedException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.api.Timeline;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Damage;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.Signal;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.engine.runtime.Ending;
import dev.perdure.engine.runtime.Expectations;
import dev.perdure.engine.runtime.Given;
import dev.perdure.engine.runtime.NewTask;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.store.BlobRow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A task as clients hold it: an id and a way to the partition. */
final class Handle<O extends @Nullable Object> implements TaskHandle<O> {
    private static final int PARTITION = 0;
    private static final int EVENTS_LIMIT = 10_000;

    private final Engine.Core core;
    private final String id;
    private final TypeRef<O> output;
    private final String actor;

    Handle(Engine.Core core, String id, TypeRef<O> output, String actor) {
        this.core = core;
        this.id = id;
        this.output = output;
        this.actor = actor;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public O result() throws InterruptedException {
        return result(Waits.interruptibly(core.scheduler(), core.partition().watch(id)));
    }

    @Override
    public CompletableFuture<O> resultAsync() {
        CompletableFuture<O> result = new CompletableFuture<>();
        core.partition()
                .watch(id)
                .whenComplete((ending, failure) -> core.scheduler().start("perdure-result", () -> {
                    try {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        } else {
                            result.complete(result(ending));
                        }
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                }));
        return result;
    }

    private O result(Ending ending) {
        return switch (ending.state()) {
            case COMPLETED -> core.payloads().decode(Objects.requireNonNull(ending.result()), output);
            case FAILED -> throw new TaskFailedException(failure(ending), id);
            case NEEDS_ATTENTION -> throw new NeedsAttentionException(failure(ending), id);
            case CANCELLED ->
                throw new TaskCancelledException(id, Objects.requireNonNullElse(ending.reason(), "no reason given"));
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, CANCELLING ->
                throw new IllegalStateException("a task that has ended is not " + ending.state());
        };
    }

    private static Failure failure(Ending ending) {
        return Objects.requireNonNullElse(
                ending.failure(), Failure.of(FailureMode.UNEXPECTED_ERROR, "no failure was recorded"));
    }

    @Override
    public TaskInfo info() {
        return core.store()
                .task(PARTITION, id)
                .map(row -> core.views().info(core.store(), PARTITION, row))
                .orElseThrow(() -> new TaskNotFoundException(id));
    }

    private TaskModel model() {
        TaskModel model = core.loader().load(id).orElseThrow(() -> new TaskNotFoundException(id));
        if (model.isUnrecorded()) {
            // Whoever finds damage has it recorded, so that everybody is told of it.
            Waits.forAnswer(core.scheduler(), core.partition().look(id));
        }
        return model;
    }

    @Override
    public Json input() {
        TaskModel model = model();
        Damage damage = model.damage();
        if (damage != null && damage.at() <= 1) {
            throw new PerdureException(
                    ErrorCode.STORE_DAMAGED,
                    "The input of task " + id + " is lost. " + damage.sentence()
                            + " Cancel the task and start it again.");
        }
        return new Json(core.payloads().text(model.created().input()));
    }

    @Override
    public List<StepInfo> steps() {
        return Projection.steps(model());
    }

    @Override
    public List<Event> events(long afterTaskSeq, int limit) {
        if (limit < 1 || limit > EVENTS_LIMIT) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "limit is not between 1 and 10000: " + limit);
        }
        List<Event> events = core.store().events(PARTITION, id, afterTaskSeq, limit).stream()
                .map(row -> EventReader.event(core.codec(), row))
                .toList();
        if (events.isEmpty()) {
            info();
        }
        return events;
    }

    @Override
    public void signal(String name, @Nullable Object payload, @Nullable String key) {
        Given.name("a signal's name", name);
        if (key != null) {
            Given.name("a signal's key", key);
        }
        PayloadCodec.Encoded encoded = core.payloads().encode(payload);
        Expectations expectations = core.payloads().expectations();
        if (expectations.expectsSignal(name)) {
            expectations.checkSignal(info().type(), name, encoded);
        }
        submit(
                new Command.SendSignal(name, encoded.payload(), key),
                core.payloads().blobs(encoded));
    }

    @Override
    public List<SignalInfo> signals() {
        TaskModel task = model();
        Stream<SignalInfo> setAside = task.setAside().stream().map(it -> info(it.signal(), it.reason()));
        return Stream.concat(setAside, task.signals().stream().map(it -> info(it, null)))
                .toList();
    }

    private SignalInfo info(Signal signal, @Nullable String setAside) {
        return new SignalInfo(
                signal.seq(), signal.name(), new Json(core.payloads().text(signal.payload())), setAside);
    }

    @Override
    public void dropSignal(long taskSeq) {
        submit(new Command.DropSignal(taskSeq), List.of());
    }

    @Override
    public void cancel(String reason) {
        cancel(reason, core.options().cancelGrace());
    }

    @Override
    public void cancel(String reason, Duration grace) {
        if (grace.isNegative()) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The grace is negative: " + grace);
        }
        submit(new Command.Cancel(Given.text("the reason", reason), Timeline.span(grace)), List.of());
    }

    @Override
    public void pause(String reason) {
        submit(new Command.Pause(Given.text("the reason", reason)), List.of());
    }

    @Override
    public void resume() {
        submit(new Command.Resume(), List.of());
    }

    @Override
    public void retry() {
        submit(new Command.Retry(), List.of());
    }

    @Override
    public void repair() {
        Waits.forAnswer(core.scheduler(), core.partition().look(id));
        submit(new Command.Repair(new CutOff(core.store(), core.codec(), PARTITION).unknownSteps(model())), List.of());
    }

    @Override
    public void resolve(String stepKey, Outcome<Json> outcome) {
        switch (outcome) {
            case Outcome.Done<Json> done -> {
                PayloadCodec.Encoded encoded = core.payloads().encode(done.value());
                core.payloads().expectations().checkResult(info().type(), stepKey, encoded);
                submit(
                        new Command.Resolve(stepKey, true, encoded.payload()),
                        core.payloads().blobs(encoded));
            }
            case Outcome.NotDone<Json> _ -> submit(new Command.Resolve(stepKey, false, null), List.of());
            case Outcome.Unknown<Json> _ ->
                throw new PerdureException(ErrorCode.BAD_INPUT, "An outcome that is unknown settles nothing.");
        }
    }

    @Override
    public TaskHandle<O> fork(long atTaskSeq, @Nullable Object editedInput) {
        PayloadCodec.Encoded edited =
                editedInput == null ? null : core.payloads().encode(editedInput);
        if (edited != null) {
            // A wrong input is better refused here than parked later.
            core.handlers()
                    .type(info().type())
                    .ifPresent(type -> core.payloads().check(new Json(edited.text()), type.input()));
        }
        Payload input = edited == null ? null : edited.payload();
        List<NewTask> fork = Fork.of(core, id, atTaskSeq, input);
        Waits.forAnswer(
                core.scheduler(),
                core.partition()
                        .create(
                                fork,
                                edited == null ? List.of() : core.payloads().blobs(edited),
                                actor));
        return new Handle<>(core, fork.getFirst().id(), output, actor);
    }

    private void submit(Command command, List<BlobRow> blobs) {
        Waits.forAnswer(core.scheduler(), core.partition().submit(id, command, blobs, actor));
    }
}
