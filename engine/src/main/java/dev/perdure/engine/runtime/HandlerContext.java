package dev.perdure.engine.runtime;

import dev.perdure.api.Child;
import dev.perdure.api.ChildFailedException;
import dev.perdure.api.CodeChangedException;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Next;
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
import dev.perdure.api.TypeRef;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Decider;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.LoopEntry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.TimerEntry;
import dev.perdure.engine.core.Entry.WaitState;
import dev.perdure.engine.core.Keys;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.PayloadCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a handler's calls do: each finds its key, takes the answer from the record if it is there, and has it recorded otherwise.
 *
 * <p>Keys count the calls of one name in one scope, on the handler's own thread, so the same code finds the same keys in every run.
 * Entries of the record that a finished handler never asked for mean that its code has changed.
 */
final class HandlerContext implements TaskContext {
    private static final String NO_NAME = "";
    private static final TypeRef<@Nullable Void> NOTHING = new TypeRef<>() {};

    private final Run run;
    private final Payloads payloads;
    private final Hosting hosting;
    private final StepRunner steps;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Set<String> unreached;
    private final RandomGenerator ofThisScope = () -> this.random.nextLong();
    private SplittableRandom random;
    private SplittableRandom ids;
    private final List<Beside<?>> beside = new ArrayList<>();
    private String scope = "";
    private Instant seen;

    HandlerContext(Run run, Payloads payloads, Hosting hosting) {
        this.run = run;
        this.payloads = payloads;
        this.hosting = hosting;
        this.steps = new StepRunner(run, payloads);
        this.unreached = run.record().keys();
        this.random = chance(scope, 0);
        this.ids = chance(scope, 0x9E3779B97F4A7C15L);
        this.seen = run.createdAt();
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
        return !unreached.isEmpty();
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
        String key = nextKey(NO_NAME, step.name());
        Recorded<R> result = steps.run(step, key, body);
        saw(result.time());
        return result.value();
    }

    @Override
    public <R extends @Nullable Object> StepHandle<R> stepAsync(Step<R> step, StepBody<R> body) {
        String key = nextKey(NO_NAME, step.name());
        Beside<R> handle = steps.beside(step, key, body, this::saw);
        beside.add(handle);
        return handle;
    }

    @Override
    public void retired(String name) {
        String stem = Keys.stem(scope, NO_NAME, name) + '#';
        unreached.removeIf(key -> key.startsWith(stem));
    }

    @Override
    public <S extends @Nullable Object> S iterate(String name, TypeRef<S> type, S initial, Round<S> body) {
        String key = nextKey("loop:", name);
        LoopEntry loop = recorded(key, LoopEntry.class, "a loop");
        Instant outside = seen;
        if (loop != null) {
            saw(loop.time());
            // Children that outlived their round are still in the record; nothing asks for them again.
            unreached.removeIf(other -> isOfFinishedRound(other, key, loop.round()));
        }
        S state = loop == null ? initial : payloads.decode(loop.state(), type);
        long number = loop == null ? 0 : loop.round() + 1;
        boolean finished = loop != null && loop.finished();
        while (!finished) {
            run.check();
            Next<S> next = round(Keys.scope(key, number), body, state, number);
            joinBeside();
            PayloadCodec.Encoded encoded = payloads.encode(next.state(), type);
            Entry after = run.record(
                    new Command.CompleteRound(run.attempt(), key, number, encoded.payload(), next.finished()),
                    key,
                    payloads.blobs(encoded));
            // As in a replay, which does not enter this round: a clock that was set back may have shown it a later
            // time.
            seen = outside;
            saw(Objects.requireNonNull(after).time());
            forget(Keys.scope(key, number));
            state = next.state();
            finished = next.finished();
            number++;
        }
        return state;
    }

    private <S extends @Nullable Object> Next<S> round(String inner, Round<S> body, S state, long number) {
        String outer = scope;
        SplittableRandom outerRandom = random;
        SplittableRandom outerIds = ids;
        scope = inner;
        random = chance(inner, 0);
        ids = chance(inner, 0x9E3779B97F4A7C15L);
        try {
            return body.run(state, number);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new HandlerException(e);
        } finally {
            scope = outer;
            random = outerRandom;
            ids = outerIds;
        }
    }

    private static boolean isOfFinishedRound(String key, String loop, long last) {
        int from = loop.length() + 1;
        int to = key.indexOf('/', from);
        return to > from && key.startsWith(loop + '/') && Long.parseLong(key, from, to, 10) <= last;
    }

    /** Chance of its own for each round, since a replay enters only the last one. */
    private SplittableRandom chance(String where, long kind) {
        long bits = run.created().seed() ^ kind;
        for (int i = 0; i < where.length(); i++) {
            bits = bits * 0x5DEECE66DL + where.charAt(i) + 0xBL;
        }
        return new SplittableRandom(bits);
    }

    private void forget(String finished) {
        Set<String> gone = new HashSet<>();
        occurrences.entrySet().removeIf(entry -> {
            if (!entry.getKey().startsWith(finished)) {
                return false;
            }
            for (int i = 1; i <= entry.getValue(); i++) {
                gone.add(Keys.key(entry.getKey(), i));
            }
            return true;
        });
        run.record().forget(gone);
        unreached.removeIf(key -> key.startsWith(finished));
    }

    // -- time and chance

    @Override
    public Instant now() {
        return seen;
    }

    @Override
    public RandomGenerator random() {
        return ofThisScope;
    }

    @Override
    public String newId() {
        return Ids.text(ids.nextLong()) + Ids.text(ids.nextLong());
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
        String key = nextKey("timer", NO_NAME);
        TimerEntry timer = recorded(key, TimerEntry.class, "a sleep");
        if (timer == null) {
            run.check();
            Instant fireAt = moment != null ? moment : run.scheduler().now().plus(duration);
            timer = (TimerEntry) run.record(new Command.StartTimer(run.attempt(), key, fireAt), key, List.of());
        }
        TimerEntry ended =
                (TimerEntry) waited(key, Objects.requireNonNull(timer).state(), timer.fireAt());
        // Not the time at which it fired: that may be lost and be another in the next run.
        saw(ended.startedAt());
        saw(ended.fireAt());
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
        AwaitEntry wait = wait(signal, null);
        return payloads.decode(Objects.requireNonNull(wait.payload(), "a signal has a payload"), type);
    }

    @Override
    public <T> Optional<T> await(String signal, TypeRef<T> type, Duration timeout) {
        AwaitEntry wait = wait(signal, timeout);
        Payload payload = wait.payload();
        return payload == null ? Optional.empty() : Optional.ofNullable(payloads.decode(payload, type));
    }

    private AwaitEntry wait(String signal, @Nullable Duration timeout) {
        String key = nextKey("signal:", signal);
        AwaitEntry wait = recorded(key, AwaitEntry.class, "a wait for a signal");
        if (wait == null) {
            run.check();
            Instant deadline = timeout == null ? null : run.scheduler().now().plus(timeout);
            wait = (AwaitEntry)
                    run.record(new Command.AwaitSignal(run.attempt(), key, signal, deadline), key, List.of());
        }
        AwaitEntry ended = (AwaitEntry) waited(key, Objects.requireNonNull(wait).state(), null);
        saw(ended.time());
        return ended;
    }

    // -- children

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> Child<O> start(
            TaskType<I, O> type, I input, StartOptions options) {
        String key = nextKey("child:", type.name());
        ChildEntry child = recorded(key, ChildEntry.class, "a child task of type " + type.name());
        if (child == null) {
            run.check();
            PayloadCodec.Encoded encoded = payloads.encode(input, type.input());
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
        saw(child.startedAt());
        return new Child<>(child.childId(), type);
    }

    @Override
    public <O extends @Nullable Object> O join(Child<O> child) {
        return joinAll(List.of(child)).getFirst();
    }

    @Override
    public <O extends @Nullable Object> List<O> joinAll(List<Child<O>> children) {
        List<String> keys = children.stream().map(this::keyOf).toList();
        join(keys, false);
        List<O> results = new ArrayList<>(children.size());
        for (int i = 0; i < keys.size(); i++) {
            results.add(result(keys.get(i), children.get(i)));
        }
        return results;
    }

    @Override
    public <O extends @Nullable Object> Child<O> joinAny(List<Child<O>> children) {
        if (children.isEmpty()) {
            throw new IllegalArgumentException("children is empty");
        }
        List<String> keys = children.stream().map(this::keyOf).toList();
        join(keys, true);
        String first = keys.stream()
                .filter(key -> child(key).ended() != null)
                .min(Comparator.comparingLong(key -> child(key).seq()))
                .orElseThrow();
        saw(child(first).time());
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
        saw(entry.time());
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

    // -- sessions

    @Override
    public TaskSession session(String name, SessionSettings settings) {
        SessionBinding binding = new SessionBinding(run.taskId(), name, settings);
        String progressKey = nextKey("progress:", name);
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
        report(Math.clamp(share, 0.0, 1.0), message);
    }

    private void report(@Nullable Double share, String message) {
        String key = Keys.key(Keys.stem(scope, "progress", NO_NAME), 1);
        int count = occurrences.merge(Keys.stem(scope, "progress", NO_NAME), 1, Integer::sum);
        ProgressEntry before = recorded(key, ProgressEntry.class, "progress");
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
        if (unreached.isEmpty()) {
            return;
        }
        List<String> missed = unreached.stream()
                .filter(key -> !(run.find(key) instanceof ProgressEntry))
                .sorted()
                .toList();
        if (!missed.isEmpty()) {
            Entry entry = Objects.requireNonNull(run.find(missed.getFirst()));
            throw new CodeChangedException(
                    String.join(", ", missed.subList(0, Math.min(5, missed.size()))),
                    Decider.describe(entry),
                    "nothing: it ended without asking for it (if that is right, say so with retired)");
        }
    }

    // -- keys

    private String nextKey(String kind, String name) {
        String stem = Keys.stem(scope, kind, name);
        String key = Keys.key(stem, occurrences.merge(stem, 1, Integer::sum));
        unreached.remove(key);
        return key;
    }

    private <E extends Entry> @Nullable E recorded(String key, Class<E> kind, String requested) {
        Entry entry = run.find(key);
        unreached.remove(key);
        if (entry == null) {
            return null;
        }
        if (!kind.isInstance(entry)) {
            throw new CodeChangedException(key, Decider.describe(entry), requested);
        }
        return kind.cast(entry);
    }

    private void saw(Instant time) {
        if (time.isAfter(seen)) {
            seen = time;
        }
    }

    /** A step's value and the time of its record. */
    record Recorded<R extends @Nullable Object>(R value, Instant time) {}
}
