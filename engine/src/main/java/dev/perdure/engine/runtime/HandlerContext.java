package dev.perdure.engine.runtime;

import dev.perdure.api.Child;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.Next;
import dev.perdure.api.PerdureException;
import dev.perdure.api.Round;
import dev.perdure.api.SessionSettings;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepAction;
import dev.perdure.api.StepBody;
import dev.perdure.api.StepHandle;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskSession;
import dev.perdure.api.TaskType;
import dev.perdure.api.Timeline;
import dev.perdure.api.TypeRef;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.LoopEntry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.TimerEntry;
import dev.perdure.engine.core.Entry.WaitState;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.json.PayloadCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a handler's calls do: each finds its key, takes the answer from the record if it is there, and has it recorded otherwise.
 */
final class HandlerContext implements TaskContext {
    private static final String NO_NAME = "";
    private static final TypeRef<@Nullable Void> NOTHING = new TypeRef<>() {};

    private final Run run;
    private final Payloads payloads;
    private final Hosting hosting;
    private final StepRunner steps;
    private final Cursor cursor;
    private final ChildCalls children;
    private final List<Beside<?>> beside = new ArrayList<>();

    HandlerContext(Run run, Payloads payloads, Hosting hosting) {
        this.run = run;
        this.payloads = payloads;
        this.hosting = hosting;
        this.steps = new StepRunner(run, payloads);
        this.cursor = new Cursor(run);
        this.children = new ChildCalls(run, cursor, payloads);
    }

    // -- about itself

    @Override
    public String taskId() {
        return run.taskId();
    }

    @Override
    public long attempt() {
        return run.attempt();
    }

    @Override
    public Optional<Failure> previousFailure() {
        return Optional.ofNullable(run.previousFailure());
    }

    @Override
    public boolean isReplaying() {
        return cursor.isReplaying();
    }

    // -- steps

    @Override
    public void step(String name, StepAction body) {
        step(Step.of(name, NOTHING), context -> {
            body.run(context);
            return null;
        });
    }

    @Override
    public <R extends @Nullable Object> R step(Step<R> step, StepBody<R> body) {
        run.checkPlace("step");
        String key = cursor.next(NO_NAME, step.name());
        Recorded<R> result = steps.run(step, key, body);
        cursor.saw(result.time());
        return result.value();
    }

    @Override
    public <R extends @Nullable Object> StepHandle<R> stepAsync(Step<R> step, StepBody<R> body) {
        run.checkPlace("stepAsync");
        String key = cursor.next(NO_NAME, step.name());
        Beside<R> handle = steps.beside(step, key, body, cursor::saw);
        beside.add(handle);
        return handle;
    }

    @Override
    public void retired(String name) {
        run.checkPlace("retired");
        cursor.retire(NO_NAME, name);
    }

    @Override
    public <S extends @Nullable Object> S iterate(String name, TypeRef<S> type, S initial, Round<S> body) {
        run.checkPlace("iterate");
        payloads.requireReadable("The state of the loop", Given.name("a loop's name", name), type);
        String key = cursor.next("loop:", name);
        LoopEntry loop = cursor.recorded(key, LoopEntry.class, "a loop");
        Instant outside = cursor.seen();
        if (loop != null) {
            cursor.saw(loop.time());
            cursor.skipRounds(key, loop.round());
        }
        S state = loop == null ? initial : run.reading(() -> payloads.decode(loop.state(), type));
        long number = loop == null ? 0 : loop.round() + 1;
        boolean finished = loop != null && loop.finished();
        while (!finished) {
            run.check();
            S before = state;
            long round = number;
            Next<S> next = cursor.inRound(key, round, () -> body.run(before, round));
            joinBeside();
            PayloadCodec.Proven<S> proven = payloads.prove(next.state(), type);
            PayloadCodec.Encoded encoded = proven.encoded();
            Entry after = run.record(
                    new Command.CompleteRound(run.attempt(), key, number, encoded.payload(), next.finished()),
                    key,
                    payloads.blobs(encoded));
            // As in a replay, which does not enter this round: a clock that was set back may have shown it a later
            // time.
            cursor.unsee(outside);
            cursor.saw(Objects.requireNonNull(after).time());
            cursor.forgetRound(key, number);
            state = proven.value();
            finished = next.finished();
            number++;
        }
        return state;
    }

    // -- time and chance

    @Override
    public Instant now() {
        return cursor.seen();
    }

    @Override
    public RandomGenerator random() {
        run.checkPlace("random");
        return cursor.random();
    }

    @Override
    public String newId() {
        run.checkPlace("newId");
        return cursor.newId();
    }

    @Override
    public void sleep(Duration duration) {
        sleep(null, duration);
    }

    @Override
    public void sleepUntil(Instant moment) {
        sleep(moment, Duration.ZERO);
    }

    private void sleep(@Nullable Instant moment, Duration duration) {
        run.checkPlace("sleep");
        String key = cursor.next("timer", NO_NAME);
        TimerEntry timer = cursor.recorded(key, TimerEntry.class, "a sleep");
        if (timer == null) {
            run.check();
            Instant fireAt = moment != null
                    ? Timeline.time(moment)
                    : Timeline.after(run.scheduler().now(), duration);
            timer = (TimerEntry) run.record(new Command.StartTimer(run.attempt(), key, fireAt), key, List.of());
        }
        TimerEntry ended =
                (TimerEntry) waited(key, Objects.requireNonNull(timer).state(), timer.fireAt());
        // Not the time at which it fired: that may be lost and be another in the next run.
        cursor.saw(ended.startedAt());
        cursor.saw(ended.fireAt());
    }

    /** The entry of a wait once it has ended; throws if it was ended by a cancellation. */
    private Entry waited(String key, WaitState state, @Nullable Instant until) {
        if (state == WaitState.OPEN) {
            run.await(List.of(key), false, until);
        }
        Entry entry = Objects.requireNonNull(run.find(key), "the wait is recorded");
        WaitState now =
                switch (entry) {
                    case TimerEntry timer -> timer.state();
                    case AwaitEntry wait -> wait.state();
                    default -> throw new IllegalStateException(key + " is no wait");
                };
        if (now == WaitState.CANCELLED || now == WaitState.OPEN) {
            run.check();
            throw run.cancelled();
        }
        return entry;
    }

    // -- signals

    @Override
    public <T extends @Nullable Object> T await(String signal, TypeRef<T> type) {
        return Objects.requireNonNull(receive(signal, type, null), "a wait without an end ends by a signal")
                .value();
    }

    @Override
    public <T> Optional<T> await(String signal, TypeRef<T> type, Duration timeout) {
        Received<T> received = receive(signal, type, timeout);
        return received == null ? Optional.empty() : Optional.of(Objects.requireNonNull(received.value()));
    }

    private record Received<T extends @Nullable Object>(T value) {}

    /** The next signal that is of the type, or null when the time passed. What isn't of the type is set aside. */
    private <T extends @Nullable Object> @Nullable Received<T> receive(
            String signal, TypeRef<T> type, @Nullable Duration timeout) {
        run.checkPlace("await");
        Given.name("a signal's name", signal);
        payloads.requireReadable("The signal", signal, type);
        payloads.expectations().awaits(run.created().type(), signal, type, timeout != null);
        String key = cursor.next("signal:", signal);
        AwaitEntry wait = cursor.recorded(key, AwaitEntry.class, "a wait for a signal");
        Instant deadline = wait != null ? wait.deadline() : null;
        if (deadline == null && timeout != null) {
            deadline = Timeline.after(run.scheduler().now(), timeout);
        }
        if (wait == null) {
            run.check();
            wait = (AwaitEntry)
                    run.record(new Command.AwaitSignal(run.attempt(), key, signal, deadline), key, List.of());
        }
        while (true) {
            AwaitEntry ended =
                    (AwaitEntry) waited(key, Objects.requireNonNull(wait).state(), null);
            Payload payload = ended.payload();
            if (payload == null) {
                cursor.saw(ended.time());
                return null;
            }
            String misfit;
            try {
                T value = payloads.decode(payload, type);
                if (value != null || timeout == null) {
                    cursor.saw(ended.time());
                    return new Received<>(value);
                }
                misfit = Expectations.NO_VALUE;
            } catch (PerdureException e) {
                if (e.code() != ErrorCode.BAD_INPUT) {
                    throw e;
                }
                misfit = Texts.message(e);
            }
            run.check();
            wait = (AwaitEntry)
                    run.record(new Command.SetSignalAside(run.attempt(), key, misfit, deadline), key, List.of());
        }
    }

    // -- children

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(
            TaskType<I, O> type, I input, StartOptions options) {
        run.checkPlace("start");
        return children.start(type, input, options);
    }

    @Override
    public <O extends @Nullable Object> O join(Child<O> child) {
        return joinAll(List.of(child)).getFirst();
    }

    @Override
    public <O extends @Nullable Object> List<O> joinAll(List<Child<O>> open) {
        run.checkPlace("join");
        return children.joinAll(open);
    }

    @Override
    public <O extends @Nullable Object> Child<O> joinAny(List<Child<O>> open) {
        run.checkPlace("joinAny");
        return children.joinAny(open);
    }

    // -- sessions

    @Override
    public TaskSession session(String name, SessionSettings settings) {
        run.checkPlace("session");
        SessionBinding binding = new SessionBinding(run.taskId(), name, settings);
        String progressKey = cursor.next("progress:", name);
        return new BoundSession(
                this, binding, command -> new CommandStep(run, payloads, hosting, binding, command, progressKey));
    }

    // -- telling

    @Override
    public void progress(String message) {
        report(null, message);
    }

    @Override
    public void progress(double share, String message) {
        if (Double.isNaN(share)) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "The share of the progress is not a number. Give one from 0 to 1, or leave it out.");
        }
        report(Math.clamp(share, 0.0, 1.0), message);
    }

    private void report(@Nullable Double share, @Nullable String message) {
        run.checkPlace("progress");
        if (message == null) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The message of the progress is null.");
        }
        Cursor.Repeated report = cursor.again("progress");
        String key = report.key();
        int count = report.count();
        ProgressEntry before = cursor.recorded(key, ProgressEntry.class, "progress");
        if (before == null || before.count() < count) {
            run.check();
            run.record(
                    new Command.ReportProgress(run.attempt(), key, count, share, Texts.bounded(message)),
                    key,
                    List.of());
        }
    }

    @Override
    public System.Logger log() {
        return new ReplayAwareLogger(
                System.getLogger("perdure.task." + run.created().type()), this::isReplaying);
    }

    // -- the end

    /** Waits for the steps that run beside the handler. The first failure that the handler was not told is thrown. */
    void joinBeside() {
        List<Beside<?>> open = List.copyOf(beside);
        beside.clear();
        open.forEach(Beside::joinUnheard);
    }

    /** Waits until no body of the run is at work any more, whatever they come to. */
    void quiesce() {
        steps.quiesce();
    }

    /** Throws if the record has entries that the handler never asked for. */
    void checkAllReached() {
        cursor.checkAllReached();
    }

    /** A step's value and the time of its record. */
    record Recorded<R extends @Nullable Object>(R value, Instant time) {}
}
