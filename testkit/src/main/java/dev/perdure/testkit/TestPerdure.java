package dev.perdure.testkit;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskRegistry;
import dev.perdure.api.TaskType;
import dev.perdure.api.Timeline;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.engine.Engine;
import dev.perdure.store.Store;
import dev.perdure.store.sqlite.SqliteStore;
import dev.perdure.testkit.internal.BorrowedHost;
import dev.perdure.testkit.internal.Chance;
import dev.perdure.testkit.internal.CrashPoint;
import dev.perdure.testkit.internal.EngineKilledException;
import dev.perdure.testkit.internal.MemoryStore;
import dev.perdure.testkit.internal.SimScheduler;
import dev.perdure.testkit.internal.SimStore;
import dev.perdure.testkit.internal.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole layer for tests: the real engine, a clock that skips time, and a crash whenever the test wants one. The same test gives
 * the same history each time.
 *
 * <p><b>Nothing runs between your calls.</b> Handlers and bodies run, one at a time, while the test waits in a call: in
 * {@link TaskHandle#result()}, {@link #pass}, {@link #rest}, and shortly in each call that must be durable before it returns. So a test
 * needs no sleeps and no polling. A body must not wait for the test's own thread.
 *
 * <p><b>Time</b> stands still while anything can run. When nothing can, the clock skips to the next timer: a sleep of thirty days takes
 * no time. A wait that nothing can end any more is an {@link IllegalStateException} that says what the tasks wait for.
 *
 * <p>Not thread-safe: use it from the test's thread; handlers may use what they are given.
 */
public final class TestPerdure implements TaskRegistry, AutoCloseable {
    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
    private static final int PAGE = 10_000;

    private final Simulation world = new Simulation(BEGIN, Chance.PLAIN);
    private final CrashPoint crashPoint = new CrashPoint();
    private final Store disk;
    private final PerdureOptions options;
    private final List<Consumer<TaskRegistry>> handlers = new ArrayList<>();
    private @Nullable SessionHost sessions;
    private int processes;
    private SimScheduler scheduler;
    private SimStore store;
    private Engine engine;

    private TestPerdure(Store disk, PerdureOptions options) {
        this.disk = disk;
        this.options = options;
        scheduler = newScheduler();
        store = new SimStore(scheduler, disk, crashPoint);
        engine = Engine.open(store, scheduler, options);
        engine.launch();
    }

    /** A layer whose disk is memory. */
    public static TestPerdure inMemory() {
        return inMemory(PerdureOptions.DEFAULT);
    }

    /** A layer whose disk is memory, with these bounds. */
    public static TestPerdure inMemory(PerdureOptions options) {
        return new TestPerdure(new MemoryStore(), options);
    }

    /** A layer on a real store in a state directory, such as a test's temporary one. */
    public static TestPerdure in(Path directory) {
        return new TestPerdure(SqliteStore.open(directory), PerdureOptions.DEFAULT);
    }

    private SimScheduler newScheduler() {
        SimScheduler next = new SimScheduler(world, "engine " + ++processes, processes);
        next.explain(this::open);
        return next;
    }

    private String open() {
        List<String> open = engine.tasks(TaskQuery.ALL).tasks().stream()
                .filter(task -> !task.state().isFinal())
                .map(TestPerdure::words)
                .toList();
        return open.isEmpty() ? "All tasks have ended." : open.stream().collect(Collectors.joining(" ", "", ""));
    }

    private static String words(TaskInfo task) {
        return "Task " + task.id() + " is " + task.state().code()
                + (task.waitingFor() == null ? "." : ", waiting for " + task.waitingFor() + ".");
    }

    // -- handlers and tasks

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TestPerdure register(
            TaskType<I, O> type, Task<I, O> handler) {
        handlers.add(registry -> registry.register(type, handler));
        engine.register(type, handler);
        return this;
    }

    /** Registers all handlers of a library. */
    public TestPerdure register(TaskLibrary library) {
        handlers.add(library::registerWith);
        library.registerWith(engine);
        return this;
    }

    /**
     * Has commands of tasks run in sessions of this host, which stays the test's: real shells, in real time, for which the test's clock
     * stands still. Their sessions don't end with their tasks here. Without a host, steps in sessions fail.
     */
    public TestPerdure hostSessionsBy(SessionHost host) {
        sessions = host;
        engine.hostSessionsBy(() -> new BorrowedHost(host));
        return this;
    }

    /** Starts a task. */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> start(TaskType<I, O> type, I input) {
        return engine.start(type, input);
    }

    /** Starts a task with options. */
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> start(
            TaskType<I, O> type, I input, StartOptions with) {
        return engine.start(type, input, with);
    }

    /** The task of that id. After a crash, ask for handles again. */
    public TaskHandle<Json> handle(String id) {
        return engine.handle(id);
    }

    /** The layer itself, until the next crash. Closing it closes this. */
    public Perdure perdure() {
        return engine;
    }

    /** The events of a task, oldest first. */
    public List<Event> history(String id) {
        List<Event> all = new ArrayList<>();
        List<Event> page;
        do {
            page = engine.handle(id).events(all.size(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    // -- time

    /** The time. */
    public Instant now() {
        return world.now();
    }

    /** Lets so much time pass, with all that happens in it; not a negative one, and at most {@link Timeline#LONGEST}. */
    public TestPerdure pass(Duration time) {
        requireNonNull(time, "time is null");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time is negative: " + time + "; setClock sets the clock back");
        }
        world.pass(time);
        return this;
    }

    /** Lets time pass until nothing can happen any more by itself: every task has ended, is parked, or waits for a signal. */
    public TestPerdure rest() {
        world.rest();
        return this;
    }

    /** For bodies: waits so long, as {@link Thread#sleep(Duration)} does, on the test's clock. An interrupt ends it. */
    public void sleep(Duration time) throws InterruptedException {
        scheduler.pause(time);
    }

    /**
     * Sets the clock forward or back, as an administrator might, or a machine that was suspended. What tasks wait for is a time of the
     * clock: set forward, what is due by then comes with the next call that lets time pass; set back, it comes when the clock shows its
     * time again. What a body waits for in {@link #sleep}, and the time limits of steps, keep their length.
     */
    public TestPerdure setClock(Instant time) {
        Instant set = Timeline.time(time);
        world.skew(Duration.between(world.now(), set));
        return this;
    }

    // -- crashes

    /**
     * Kills the engine as {@code kill -9} does, and opens another on the same store. What was not durable is lost; no handler and no
     * body of the old engine goes on.
     */
    public TestPerdure crash() {
        if (!scheduler.isDead()) {
            store.crash();
        }
        scheduler = newScheduler();
        store = new SimStore(scheduler, disk, crashPoint);
        engine = Engine.open(store, scheduler, options);
        SessionHost host = sessions;
        if (host != null) {
            engine.hostSessionsBy(() -> new BorrowedHost(host));
        }
        handlers.forEach(registration -> registration.accept(engine));
        engine.launch();
        return this;
    }

    /**
     * Has the engine killed right after the store's {@code event}th event is durable, before anybody hears of it. The call that waits
     * then ends by {@link EngineKilledException}; go on with {@link #crash()}.
     */
    public TestPerdure killAfterEvent(long event) {
        crashPoint.set(event);
        return this;
    }

    /** How many events the store has. */
    public long events() {
        return disk.eventsOfPartition(0, 0, Integer.MAX_VALUE).size();
    }

    /** The disk. */
    Store disk() {
        return disk;
    }

    /** Ends all work and closes the store. */
    @Override
    public void close() {
        if (!scheduler.isDead()) {
            engine.close();
            scheduler.kill();
        }
        disk.close();
    }
}
