package dev.perdure.testkit.simulator;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.engine.Engine;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.engine.runtime.Scheduler;
import dev.perdure.engine.runtime.TaskLoader;
import dev.perdure.store.EventRow;
import dev.perdure.store.Store;
import dev.perdure.testkit.internal.Chance;
import dev.perdure.testkit.internal.MemoryStore;
import dev.perdure.testkit.internal.SimScheduler;
import dev.perdure.testkit.internal.SimStore;
import dev.perdure.testkit.internal.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated history of a scenario: engines that come and go on one disk, operators, and faults. First everything happens as the
 * scenario says. Then nothing goes wrong any more and the world comes to rest: every task must have ended or wait for something named.
 * Then everything that is waited for is given: every task must end.
 */
final class History {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final PerdureOptions OPTIONS =
            new PerdureOptions(100, Duration.ofMillis(50), 1 << 20, 256, Duration.ofMillis(200), 1000);
    private static final Duration TERM = Duration.ofMillis(120);
    private static final long TURNS = 4_000;
    private static final long TURNS_A_UNIT = 200;
    private static final int TRIES = 6;
    private static final int SETTLING_ROUNDS = 40;
    private static final int SETTLING_ROUNDS_A_UNIT = 5;
    private static final int RETRIES = 3;
    private static final EventCodec CODEC = new EventCodec();

    private final Scenario scenario;
    private final Simulation world;
    private final Witness witness = new Witness();
    private final Mutation mutation;
    private final Store disk;
    private final SeededFaults faults;
    private final Sleepers sleepers;
    private final @Nullable List<String> story;
    private final List<Life> alive = new ArrayList<>();
    private final Map<Integer, List<Operation>> toDo = new LinkedHashMap<>();
    private final Set<String> started = new HashSet<>();
    private int processes;
    private boolean restartIsSet;

    /** An engine from its opening to its end. */
    private static final class Life {
        final SimScheduler scheduler;
        final SimStore store;

        @Nullable
        Engine engine;

        boolean failedToOpen;
        boolean begun;
        boolean replaced;
        boolean closing;

        Life(SimScheduler scheduler, SimStore store) {
            this.scheduler = scheduler;
            this.store = store;
        }
    }

    /** What a mutation changes, to see that the simulator notices: the disk, an engine's way to it, and its scheduler. */
    record Mutation(UnaryOperator<Store> disk, UnaryOperator<Store> way, UnaryOperator<Scheduler> scheduler) {
        static final Mutation NONE = new Mutation(Mutation::same, Mutation::same, Mutation::same);

        static Mutation ofDisk(UnaryOperator<Store> change) {
            return new Mutation(change, Mutation::same, Mutation::same);
        }

        static Mutation ofWay(UnaryOperator<Store> change) {
            return new Mutation(Mutation::same, change, Mutation::same);
        }

        static Mutation ofScheduler(UnaryOperator<Scheduler> change) {
            return new Mutation(Mutation::same, Mutation::same, change);
        }

        private static <T> T same(T it) {
            return it;
        }
    }

    private History(Scenario scenario, Chance chance, Mutation mutation, @Nullable List<String> story) {
        this.scenario = scenario;
        this.world = new Simulation(BEGIN, chance);
        this.disk = mutation.disk().apply(new MemoryStore());
        this.mutation = mutation;
        this.story = story;
        this.faults = new SeededFaults(world, witness, scenario.faults(), this::tellOf);
        for (Operation operation : scenario.operations()) {
            toDo.computeIfAbsent(operation.client(), _ -> new ArrayList<>()).add(operation);
        }
        world.limit(turns(scenario));
        sleepers = new Sleepers(world, witness, this::isHealthy);
        world.whenIdle(sleepers::look);
    }

    private boolean isHealthy() {
        return !faults.isDown()
                && alive.size() == 1
                && alive.stream().allMatch(process -> process.engine != null && !process.replaced && !process.closing);
    }

    /** How many turns a history may take. What histories do take is told by {@link SimulatorTest} after each run. */
    static long turns(Scenario scenario) {
        return TURNS + TURNS_A_UNIT * Workload.of(scenario);
    }

    /** Lives through a history. Null means that everything held; {@code story}, if there is one, is told what happens. */
    static @Nullable Violation of(Scenario scenario, Chance chance, Mutation mutation, @Nullable List<String> story) {
        return lived(scenario, chance, mutation, story).violation();
    }

    /** The same, with how many turns it took. */
    static Lived lived(Scenario scenario, Chance chance, Mutation mutation, @Nullable List<String> story) {
        History history = new History(scenario, chance, mutation, story);
        Violation violation = history.violation();
        return new Lived(violation, history.world.turns());
    }

    /** What became of a history. A null violation means that everything held. */
    record Lived(@Nullable Violation violation, long turns) {}

    private @Nullable Violation violation() {
        Complaints.hear(witness);
        try {
            live();
        } catch (Violation violation) {
            return violation;
        } catch (Simulation.SimulationFailure e) {
            Violation violation = witness.violation();
            if (violation == null) {
                violation = e.getCause() instanceof Violation found ? found : new Violation("" + e.getCause());
                violation.setStackTrace(Objects.requireNonNull(e.getCause()).getStackTrace());
            }
            return violation;
        } finally {
            List.copyOf(alive).forEach(process -> process.scheduler.kill());
            Complaints.hear(null);
        }
        return null;
    }

    private void tellOf(Supplier<String> what) {
        if (story != null) {
            tell(what.get());
        }
    }

    private void tell(String what) {
        if (story != null) {
            story.add(String.format("%6d ms  %s", world.uptime().toMillis(), what));
        }
    }

    private void live() {
        open();
        drive(false);
        faults.end();
        tell("nothing goes wrong any more");
        drive(true);
        checkRest();
        settle();
        checkEnd();
    }

    // -- engines

    private void open() {
        SimScheduler scheduler = new SimScheduler(world, "engine " + ++processes, scenario.seed() + processes);
        SimStore store = new SimStore(scheduler, disk, faults)
                .withTerm(TERM, () -> alive.stream().anyMatch(other -> other.scheduler != scheduler));
        Life process = new Life(scheduler, store);
        alive.add(process);
        tell(scheduler + " opens");
        scheduler.start("main", () -> {
            try {
                Engine engine = Engine.open(
                        mutation.way().apply(process.store),
                        mutation.scheduler().apply(scheduler),
                        OPTIONS,
                        scenario.limits());
                new Interpreter(scenario.programs(), witness, scheduler, () -> alive.size() == 1 && !process.replaced)
                        .registerWith(engine);
                process.engine = engine;
                engine.launch();
                begin(process);
            } catch (PerdureException e) {
                tell(scheduler + " can't open: " + e.getMessage());
                process.failedToOpen = true;
            }
        });
    }

    /** The operators go on at the engine that was opened last. */
    private void begin(Life process) {
        if (process != alive.getFirst() || process.begun) {
            return;
        }
        process.begun = true;
        for (Map.Entry<Integer, List<Operation>> client : toDo.entrySet()) {
            process.scheduler.start("operator-" + client.getKey(), () -> {
                List<Operation> left = client.getValue();
                while (!left.isEmpty() && !process.closing) {
                    operate(process, left.getFirst());
                    if (!process.closing) {
                        left.removeFirst();
                    }
                }
            });
        }
    }

    /** Lets the world go on until it rests, and opens and closes engines meanwhile. */
    private void drive(boolean whole) {
        while (true) {
            boolean _ = world.drive(() -> witness.violation() != null
                    || faults.hasWork()
                    || alive.stream().anyMatch(process -> process.scheduler.isDead() || process.failedToOpen));
            if (witness.violation() != null) {
                throw witness.violation();
            }
            Life gone = alive.stream()
                    .filter(process -> process.scheduler.isDead() || process.failedToOpen)
                    .findFirst()
                    .orElse(null);
            Fault fault = faults.poll();
            if (gone != null) {
                tell(gone.scheduler + " is gone");
                gone.scheduler.kill();
                alive.remove(gone);
                if (alive.isEmpty()) {
                    reopenLater();
                } else if (alive.getFirst().engine != null) {
                    begin(alive.getFirst());
                }
            }
            if (fault != null) {
                apply(fault);
            } else if (gone == null) {
                return;
            }
            if (whole && fault != null) {
                throw new Violation("a fault after the end of all faults");
            }
        }
    }

    private void reopenLater() {
        if (!restartIsSet) {
            restartIsSet = true;
            world.pass(Duration.ofMillis(world.chance().below(200)));
            restartIsSet = false;
            open();
        }
    }

    private void apply(Fault fault) {
        switch (fault.what()) {
            case CLOCK_FORWARD -> world.skew(fault.jump());
            case CLOCK_BACK -> world.skew(fault.jump().negated());
            case SECOND_ENGINE -> {
                if (alive.size() == 1) {
                    Life old = alive.getFirst();
                    old.replaced = true;
                    old.store.replace();
                    open();
                    world.in(Duration.ofMillis(fault.millis()), () -> {
                        if (!old.scheduler.isDead()) {
                            old.store.crash();
                        }
                    });
                }
            }
            case CLOSED -> {
                Life process = alive.getFirst();
                Engine engine = process.engine;
                if (engine != null && !process.closing) {
                    process.closing = true;
                    process.scheduler.start("closing", () -> {
                        tell(process.scheduler + " is closed");
                        engine.close();
                        world.soon(null, process.store::crash);
                    });
                }
            }
            case APPEND_FAILS, APPEND_FAILS_BUT_IS_WRITTEN, DIES_BEFORE, DIES_AFTER, DISK_IS_FULL ->
                throw new IllegalStateException("the store sees to " + fault);
        }
    }

    // -- operators

    private void operate(Life process, Operation operation) {
        try {
            process.scheduler.pause(Duration.ofMillis(operation.pauseMillis()));
            for (int i = 0; i < TRIES; i++) {
                if (attempt(process, operation)) {
                    return;
                }
                process.scheduler.pause(Duration.ofMillis(40));
            }
            tell(operation + ": given up");
        } catch (InterruptedException e) {
            throw witness.found("an operator was interrupted");
        }
    }

    /** Whether the operator got an answer that need not be asked for again. */
    private boolean attempt(Life process, Operation operation) throws InterruptedException {
        boolean wasStarted = started.contains(Scenario.rootId(operation.root()));
        try {
            tell(operation.toString());
            carryOut(process, operation);
            tell(operation + ": acknowledged");
            return true;
        } catch (PerdureException e) {
            tell(operation + ": " + e.code());
            return switch (e.code()) {
                case STORE_UNAVAILABLE, OVERLOADED, CLOSED -> false;
                case TASK_NOT_FOUND -> {
                    if (wasStarted && operation.child() == 0) {
                        throw witness.found("root " + operation.root() + " was started and isn't found");
                    }
                    yield true;
                }
                case INVALID_STATE, ID_CONFLICT, BAD_INPUT -> true;
                default -> throw witness.found(operation + " was refused by " + e);
            };
        }
    }

    private void carryOut(Life process, Operation operation) throws InterruptedException {
        Engine engine = Objects.requireNonNull(process.engine);
        String root = Scenario.rootId(operation.root());
        String id = operation.child() == 0 ? root : root + ":" + operation.child();
        TaskHandle<Json> task = engine.handle(id);
        switch (operation.what()) {
            case START, START_AGAIN -> {
                StartOptions options = operation.number() % 5 == 0
                        ? StartOptions.DEFAULT.withDelay(operation.span())
                        : StartOptions.DEFAULT;
                options = options.withId(root).withIdempotencyKey("key of " + root);
                if (operation.number() % 7 == 0) {
                    options = options.withDeadline(world.now().plus(operation.span()));
                }
                String type = scenario.programs().getFirst().type();
                String got = engine.start(Interpreter.type(type), 0, options).id();
                if (!got.equals(root) || witness.task(root) == null) {
                    throw witness.found("the start of " + root + " is acknowledged as " + got + " and not durable");
                }
                started.add(root);
            }
            case SIGNAL, SIGNAL_TWICE -> {
                String key = "signal " + operation;
                for (int i = 0; i < (operation.what() == Operation.What.SIGNAL ? 1 : 2); i++) {
                    task.signal(operation.signal(), operation.number(), key);
                    if (!Objects.requireNonNull(witness.task(id)).signalKeys.contains(key)) {
                        throw witness.found("signal " + key + " to " + id + " is acknowledged and not durable");
                    }
                }
            }
            case CANCEL -> {
                task.cancel("an operator's wish", operation.span().dividedBy(3));
                TaskState state = state(id);
                if (state != TaskState.CANCELLING && !state.isFinal() && alive.size() == 1 && isQuiet(id)) {
                    throw witness.found("the cancellation of " + id + " is acknowledged, but it is " + state);
                }
            }
            case PAUSE -> task.pause("an operator's wish");
            case RESUME -> task.resume();
            case RETRY -> task.retry();
            case RESOLVE -> resolve(task, id);
            case FORK -> {
                Witness.Seen seen = witness.task(id);
                if (seen != null) {
                    long at = 1 + operation.number() % seen.model.lastSeq();
                    String fork = task.fork(at, null).id();
                    started.add(fork);
                    ForkCheck.check(witness, id, at, fork);
                }
            }
            case RESULT -> {
                CompletableFuture<Json> result = task.resultAsync();
                if (process.scheduler.await(result, Duration.ofMillis(operation.number()))
                        && !result.isCompletedExceptionally()) {
                    Json told = result.join();
                    TaskModel model = Objects.requireNonNull(witness.task(id)).model;
                    if (model.result() == null
                            || !told.text().equals(model.result().json())) {
                        throw witness.found(
                                "the result of " + id + " is told as " + told + " and is " + model.result());
                    }
                }
            }
            case LOOK -> {
                task.info();
                task.steps();
                task.events(0, 100);
            }
        }
    }

    /** Retried tasks may have gone on between the acknowledgement and this look. */
    private boolean isQuiet(String id) {
        return Objects.requireNonNull(witness.task(id)).goes == 0;
    }

    private TaskState state(String id) {
        return Objects.requireNonNull(witness.task(id)).model.state();
    }

    /** A person looks whether the effect took place, and says so, once no other engine can be at it any more. */
    private void resolve(TaskHandle<Json> task, String id) {
        Witness.Seen seen = witness.task(id);
        if (seen == null || alive.size() > 1) {
            return;
        }
        for (Entry entry : Witness.open(seen)) {
            if (entry instanceof Entry.StepEntry step && step.state() == Entry.StepState.UNKNOWN) {
                task.resolve(
                        step.key(),
                        witness.hasEffect(id, step.key())
                                ? Outcome.done(new Json("{\"number\":" + witness.fresh() + ",\"filling\":\"\"}"))
                                : Outcome.notDone());
                return;
            }
        }
    }

    // -- what must hold at rest

    private void checkRest() {
        tell("the world rests");
        if (alive.size() != 1 || alive.getFirst().engine == null) {
            throw new Violation("no engine is open at the end");
        }
        Engine engine = Objects.requireNonNull(alive.getFirst().engine);
        for (Witness.Seen seen : witness.tasks().values()) {
            checkNamed(seen.model);
        }
        sleepers.checkNone();
        if (engine.running() != 0
                || engine.loaded() != 0
                || !alive.getFirst().scheduler.alive().isEmpty()) {
            throw new Violation("at rest " + inMemory());
        }
    }

    private String inMemory() {
        Life process = alive.getFirst();
        Engine engine = Objects.requireNonNull(process.engine);
        return engine.running() + " handlers and " + engine.loaded() + " tasks are in memory, with the threads "
                + process.scheduler.alive();
    }

    /** A task that nothing moves any more has ended, or it waits for something that somebody can name. */
    private void checkNamed(TaskModel task) {
        boolean named =
                switch (task.state()) {
                    case COMPLETED, FAILED, CANCELLED, PAUSED -> true;
                    case NEEDS_ATTENTION -> task.failure() != null;
                    case WAITING -> waits(task);
                    case CANCELLING -> task.released() && hasLivingChild(task);
                    case SCHEDULED, READY, RUNNING -> false;
                };
        boolean shown = task.state().isFinal() || Projection.waitingFor(task) != null;
        if (!named || !shown) {
            throw new Violation("nothing moves task " + task.id() + " any more, which is " + task.state()
                    + " and waits for " + Projection.waitingFor(task) + "; " + inMemory() + "; open: " + task.open());
        }
    }

    private boolean waits(TaskModel task) {
        for (Entry entry : task.open()) {
            if (entry instanceof Entry.AwaitEntry wait && wait.deadline() == null) {
                return true;
            }
        }
        return task.join() != null && hasLivingChild(task);
    }

    private boolean hasLivingChild(TaskModel task) {
        for (Entry entry : task.open()) {
            if (entry instanceof Entry.ChildEntry child) {
                Witness.Seen seen = witness.task(child.childId());
                if (seen == null || seen.model.state().isFinal()) {
                    throw new Violation("task " + task.id() + " waits for child " + child.childId() + ", which is "
                            + (seen == null ? "not there" : seen.model.state()));
                }
                return true;
            }
        }
        return false;
    }

    /** Operators give every task what it waits for, until all have ended. */
    private void settle() {
        // Each task may be retried some times, and each wait takes a signal, one after the other.
        long rounds = SETTLING_ROUNDS + SETTLING_ROUNDS_A_UNIT * Workload.of(scenario);
        for (int round = 0; !unended().isEmpty(); round++) {
            if (round >= rounds) {
                throw new Violation("these tasks don't end, whatever they are given: "
                        + unended().stream()
                                .map(seen -> seen.model.id() + " " + seen.model.state() + " " + seen.model.failure())
                                .toList());
            }
            List<Witness.Seen> open = unended();
            Life process = alive.getFirst();
            int number = round;
            process.scheduler.start("settling", () -> open.forEach(seen -> give(process, seen, number)));
            drive(true);
            checkRest();
        }
    }

    private List<Witness.Seen> unended() {
        return witness.tasks().values().stream()
                .filter(seen -> !seen.model.state().isFinal())
                .toList();
    }

    private void give(Life process, Witness.Seen seen, int round) {
        String id = seen.model.id();
        TaskHandle<Json> task = Objects.requireNonNull(process.engine).handle(id);
        tell("settling " + id + ", which is " + seen.model.state());
        try {
            switch (seen.model.state()) {
                case PAUSED -> task.resume();
                case NEEDS_ATTENTION -> {
                    if (witness.count("retries of " + id) > RETRIES) {
                        task.cancel("it is of no use");
                    } else if (Witness.open(seen).stream()
                            .anyMatch(entry ->
                                    entry instanceof Entry.StepEntry step && step.state() == Entry.StepState.UNKNOWN)) {
                        resolve(task, id);
                    } else {
                        task.retry();
                    }
                }
                case WAITING -> {
                    for (Entry entry : Witness.open(seen)) {
                        if (entry instanceof Entry.AwaitEntry wait) {
                            task.signal(wait.signal(), 1L, "settling " + round);
                        }
                    }
                }
                default -> {}
            }
        } catch (PerdureException e) {
            if (e.code() != ErrorCode.INVALID_STATE) {
                throw witness.found("settling " + id + " was refused by " + e);
            }
        }
    }

    // -- what must hold at the end

    private void checkEnd() {
        List<String> findings = disk.verify();
        if (!findings.isEmpty()) {
            throw new Violation("the store finds " + findings);
        }
        List<EventRow> log = disk.eventsOfPartition(0, 0, Integer.MAX_VALUE);
        List<EventRow> seen = witness.log();
        for (int i = 0; i < seen.size(); i++) {
            if (i >= log.size() || !Arrays.equals(log.get(i).hash(), seen.get(i).hash())) {
                throw new Violation("event " + (i + 1) + ", " + seen.get(i).kind() + " of "
                        + seen.get(i).taskId() + ", was durable and is lost");
            }
        }
        for (String id : started) {
            if (witness.task(id) == null) {
                throw new Violation("task " + id + " was started and is not there");
            }
        }
        TaskLoader loader = new TaskLoader(disk, CODEC, 0);
        witness.tasks().forEach((id, task) -> {
            TaskModel loaded = loader.load(id).orElseThrow();
            if (!Objects.equals(disk.task(0, id).orElse(null), task.row)) {
                throw new Violation("the row of task " + id + " is " + disk.task(0, id) + ", but " + task.row
                        + " was acknowledged");
            }
            if (!loaded.image().equals(task.model.image())) {
                throw new Violation(
                        "task " + id + " is loaded as " + loaded.image() + ", its events make " + task.model.image());
            }
        });
    }
}
