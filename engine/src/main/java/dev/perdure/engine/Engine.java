package dev.perdure.engine;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskPage;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.api.TypeRef;
import dev.perdure.api.UnknownTaskTypeException;
import dev.perdure.api.internal.Words;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.engine.runtime.HandlerRegistry;
import dev.perdure.engine.runtime.Hosting;
import dev.perdure.engine.runtime.Limits;
import dev.perdure.engine.runtime.NewTask;
import dev.perdure.engine.runtime.Partition;
import dev.perdure.engine.runtime.Payloads;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.engine.runtime.Scheduler;
import dev.perdure.engine.runtime.Starts;
import dev.perdure.engine.runtime.TaskIds;
import dev.perdure.engine.runtime.TaskLoader;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The embedded layer: one partition on one store, with the handlers of this process. Thread-safe. */
public final class Engine implements Perdure {
    private static final int PARTITION = 0;
    private static final Set<String> FINAL = Arrays.stream(TaskState.values())
            .filter(TaskState::isFinal)
            .map(TaskState::code)
            .collect(Collectors.toUnmodifiableSet());
    private static final int ACTOR_LIMIT = 100;
    private static final EventCodec CODEC = new EventCodec();

    private final Core core;
    private final String actor;

    private Engine(Core core, String actor) {
        this.core = core;
        this.actor = actor;
    }

    /** What all operators' views of an engine share. */
    record Core(
            Store store,
            Scheduler scheduler,
            PerdureOptions options,
            EventCodec codec,
            Payloads payloads,
            HandlerRegistry handlers,
            Partition partition,
            UnknownTypes views,
            TaskLoader loader,
            TaskIds ids,
            Hosting hosting) {}

    /**
     * Opens an engine on a store with a scheduler, both of which it closes at its end.
     *
     * @throws dev.perdure.api.StoreUnavailableException if the store can't be taken up
     */
    public static Engine open(Store store, Scheduler scheduler, PerdureOptions options) {
        return open(store, scheduler, options, Limits.of(options));
    }

    /** Opens an engine with bounds of its own, such as tests want. */
    public static Engine open(Store store, Scheduler scheduler, PerdureOptions options, Limits limits) {
        try {
            Payloads payloads = new Payloads(new PayloadCodec(options), store, scheduler, PARTITION);
            Hosting hosting = new Hosting(id -> store.task(PARTITION, id)
                    .filter(task -> FINAL.contains(task.state()))
                    .isPresent());
            HandlerRegistry handlers = new HandlerRegistry(payloads, hosting);
            String worker = "worker:" + ProcessHandle.current().pid();
            Partition partition = new Partition(PARTITION, store, scheduler, CODEC, handlers, limits, worker);
            Core core = new Core(
                    store,
                    scheduler,
                    options,
                    CODEC,
                    payloads,
                    handlers,
                    partition,
                    new UnknownTypes(new Projection(CODEC), handlers),
                    new TaskLoader(store, CODEC, PARTITION),
                    new TaskIds(scheduler),
                    hosting);
            return new Engine(core, "local");
        } catch (RuntimeException e) {
            store.close();
            scheduler.close();
            throw e;
        }
    }

    /** Says where the sessions of tasks are hosted: by what this gives when somebody first wants one. It is closed with the engine. */
    public Engine hostSessionsBy(Supplier<SessionHost> opening) {
        core.hosting().by(opening);
        return this;
    }

    /** Has the sessions that are there looked after, also before a task wants one. */
    public void takeUpSessions() {
        SessionHost _ = core.hosting().host();
    }

    @Override
    public Perdure actingAs(String name) {
        return new Engine(core, Words.name("actor", name, ACTOR_LIMIT));
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> Perdure register(
            TaskType<I, O> type, Task<I, O> handler) {
        core.handlers().register(type, handler);
        core.partition().handlersChanged();
        return this;
    }

    @Override
    public Perdure launch() {
        core.partition().launch();
        return this;
    }

    @Override
    public List<TaskType<?, ?>> types() {
        return core.handlers().types();
    }

    // -- starting

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> TaskHandle<O> start(
            TaskType<I, O> type, I input, StartOptions options) {
        TaskType<?, ?> registered = registered(type.name());
        String id = start(registered, core.payloads().prove(input, type.input()).encoded(), options);
        return new Handle<>(core, id, type.output(), actor);
    }

    @Override
    public TaskHandle<Json> start(String type, Json input, StartOptions options) {
        TaskType<?, ?> registered = registered(type);
        PayloadCodec.Encoded encoded = core.payloads().encode(input);
        // A wrong input is better refused here than parked later.
        core.payloads().check(input, registered.input());
        return handle(start(registered, encoded, options));
    }

    private String start(TaskType<?, ?> type, PayloadCodec.Encoded input, StartOptions options) {
        String key = options.idempotencyKey();
        if (key == null) {
            return create(type, input, options, new Payloads.Held());
        }
        return core.payloads()
                .holdingKey(
                        options.tenant(),
                        key,
                        (before, held) -> before.orElseGet(() -> create(type, input, options, held)));
    }

    private String create(
            TaskType<?, ?> type, PayloadCodec.Encoded input, StartOptions options, Payloads.Held heldKey) {
        String id = options.id() != null ? options.id() : core.ids().next(type.name());
        TaskEvent.Created created = Starts.created(type, input.payload(), options, core.scheduler(), null, id);
        return core.payloads().reserving(options.id(), heldId -> {
            var answer = core.partition()
                    .create(List.of(new NewTask(id, created)), core.payloads().blobs(input), actor);
            Waits.forAnswer(core.scheduler(), heldKey.until(heldId.until(answer)));
            return id;
        });
    }

    private TaskType<?, ?> registered(String name) {
        return core.handlers()
                .type(name)
                .orElseThrow(
                        () -> new UnknownTaskTypeException(name, core.handlers().names()));
    }

    @Override
    public TaskHandle<Json> handle(String id) {
        return handle(id, TypeRef.of(Json.class));
    }

    @Override
    public <O extends @Nullable Object> TaskHandle<O> handle(String id, TypeRef<O> output) {
        return new Handle<>(core, requireNonNull(id, "id is null"), output, actor);
    }

    // -- looking

    @Override
    public TaskPage tasks(TaskQuery query) {
        TaskRows page = core.store()
                .tasks(new TaskFilter(
                        PARTITION,
                        query.states().stream().map(TaskState::code).toList(),
                        query.type(),
                        query.tenant(),
                        query.queue(),
                        query.parent(),
                        query.root(),
                        before(query.cursor()),
                        query.limit()));
        List<TaskRow> rows = page.rows();
        return new TaskPage(
                core.views().infos(rows),
                page.more() ? Long.toString(rows.getLast().number()) : null);
    }

    private static long before(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException _) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "cursor is not one that a page of tasks ended with: " + cursor);
        }
    }

    @Override
    public Subscription subscribe(long afterSeq, Consumer<Event> listener) {
        return new EventReader(core, PARTITION, afterSeq, listener);
    }

    @Override
    public long lastSeq() {
        return core.partition().commits().last();
    }

    /** Looks this engine's store over while it works. */
    public Doctor doctor() {
        return new Doctor(core.store());
    }

    /** What the store is and how large, for people who don't deal with stores. */
    public StoreSummary storeSummary() {
        StoreInfo info = core.store().info();
        return new StoreSummary(info.engine(), info.location(), info.bytes(), info.schemaVersion());
    }

    /**
     * What a store is.
     *
     * @param engine such as {@code SQLite 3.53.1, WAL, synchronous=FULL}
     * @param location where it lies
     * @param bytes its size on disk
     * @param schemaVersion the newest migration in it
     */
    public record StoreSummary(String engine, String location, long bytes, String schemaVersion) {}

    /** How many handlers have a place in memory now, for people and tests. */
    public int running() {
        return core.partition().running();
    }

    /** How many tasks are in memory now, for people and tests. */
    public int loaded() {
        return core.partition().loaded();
    }

    @Override
    public void close() {
        try {
            core.partition().close(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                core.hosting().close();
            } finally {
                core.store().close();
                core.scheduler().close();
            }
        }
    }
}
