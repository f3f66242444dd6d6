package dev.perdure.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Effect;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskState;
import dev.perdure.engine.Seeds;
import dev.perdure.engine.json.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random lives of one task: whatever is asked of it, deciding changes nothing, and events make one state, however it is come by. */
class DecisionsTest {
    private static final int LIVES = 400;
    private static final int COMMANDS = 120;
    private static final int KINDS = 24;

    private final EventCodec codec = new EventCodec();

    @Test
    void decidingIsPureAndWhatIsDecidedCanBeApplied() {
        for (long seed : Seeds.of(LIVES)) {
            live(seed);
        }
    }

    @Test
    void aTaskTakesOnlySoManySignalsThatItDoesNotAwait() {
        TaskModel model = atWork();
        for (int i = 0; i < Bounds.WAITING_SIGNALS; i++) {
            applyDecided(model, new Command.SendSignal("go", Samples.VALUE, null));
        }
        assertThatThrownBy(() -> Decider.decide(model, new Command.SendSignal("go", Samples.VALUE, null), Samples.TIME))
                .isInstanceOfSatisfying(
                        PerdureException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED));
    }

    @Test
    void aTaskKeepsOnlySoManySignalsThatWereSetAside() {
        TaskModel model = atWork();
        applyDecided(model, new Command.AwaitSignal(model.attempt(), "signal:go#1", "go", null));
        for (int i = 0; i < Bounds.WAITING_SIGNALS; i++) {
            applyDecided(model, new Command.SendSignal("go", Samples.VALUE, null));
            applyDecided(model, new Command.SetSignalAside(model.attempt(), "signal:go#1", "of no use", null));
        }
        Command more = new Command.SendSignal("go", Samples.VALUE, null);
        assertThatThrownBy(() -> Decider.decide(model, more, Samples.TIME)).hasMessageContaining("Drop some");
        applyDecided(
                model,
                new Command.DropSignal(model.setAside().getFirst().signal().seq()));
        applyDecided(model, more);
    }

    @Test
    void aTaskHasOnlySoManyEntriesOutsideOfFinishedRounds() {
        TaskModel model = atWork();
        for (int i = 0; i < Bounds.ENTRIES; i++) {
            applyDecided(model, new Command.CompleteStep(model.attempt(), "step#" + i, Samples.VALUE));
        }
        Command more = new Command.CompleteStep(model.attempt(), "one#1", Samples.VALUE);
        assertThatThrownBy(() -> Decider.decide(model, more, Samples.TIME))
                .isInstanceOfSatisfying(
                        PerdureException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED))
                .hasMessageContaining("iterate");
    }

    @Test
    void aTaskIsRetriedUntilItsDeadlineAndNotAfterIt() {
        TaskModel model = new TaskModel("task");
        model.apply(1, Samples.TIME, Samples.CREATED);
        Instant deadline = Objects.requireNonNull(Samples.CREATED.deadline());
        model.apply(2, Samples.TIME, new TaskEvent.CancelRequested("enough", Samples.TIME, FailureMode.CANCELLED));
        model.apply(3, Samples.TIME, new TaskEvent.Cancelled("enough", false));
        assertThat(Decider.decide(model, new Command.Retry(), deadline.minusMillis(1)))
                .containsExactly(new TaskEvent.Retried());
        assertThatThrownBy(() -> Decider.decide(model, new Command.Retry(), deadline))
                .isInstanceOfSatisfying(
                        PerdureException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_STATE))
                .hasMessageContaining(deadline.toString())
                .hasMessageContaining("Fork it");
    }

    private static TaskModel atWork() {
        TaskModel model = new TaskModel("task");
        model.apply(1, Samples.TIME, Samples.CREATED_PLAIN);
        applyDecided(model, new Command.Begin(1, "worker"));
        return model;
    }

    private static void applyDecided(TaskModel model, Command command) {
        for (TaskEvent event : Decider.decide(model, command, Samples.TIME)) {
            model.apply(model.lastSeq() + 1, Samples.TIME, event);
        }
    }

    private void live(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TaskModel model = new TaskModel("task");
        List<TaskEvent> history = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        Instant now = Samples.TIME;
        apply(model, now, random.nextBoolean() ? Samples.CREATED : Samples.CREATED_PLAIN, history, times);
        for (int i = 0; i < COMMANDS; i++) {
            now = now.plusMillis(random.nextInt(50) == 0 ? 4_000_000 : random.nextInt(40));
            Command command = command(random, model, now);
            ModelImage before = model.image();
            List<TaskEvent> events = decide(model, command, now);
            if (command instanceof Command.OfAttempt stale && stale.attempt() != model.attempt()) {
                assertThat(events)
                        .as("seed %s: %s of a stale attempt", seed, command)
                        .isEmpty();
            }
            assertThat(decide(model, command, now))
                    .as("seed %s: %s again", seed, command)
                    .isEqualTo(events);
            assertThat(model.image())
                    .as("seed %s: after deciding %s", seed, command)
                    .isEqualTo(before);
            for (TaskEvent event : events) {
                apply(model, now, event, history, times);
            }
        }
        assertThat(replay(history, times).image())
                .as("seed %s, from its events", seed)
                .isEqualTo(model.image());
        ModelImage image = model.image();
        assertThat(TaskModel.of(image).image())
                .as("seed %s, from its image", seed)
                .isEqualTo(image);
        String json = codec.encodeImage(new EventCodec.Image("00", 1, image));
        assertThat(codec.decodeImage(json).model())
                .as("seed %s, from its JSON", seed)
                .isEqualTo(image);
    }

    /** What is decided; nothing if it is refused. */
    private static List<TaskEvent> decide(TaskModel model, Command command, Instant now) {
        try {
            return Decider.decide(model, command, now);
        } catch (PerdureException _) {
            return List.of();
        }
    }

    private void apply(TaskModel model, Instant now, TaskEvent event, List<TaskEvent> history, List<Instant> times) {
        TaskState before = model.lastSeq() == 0 ? null : model.state();
        model.apply(model.lastSeq() + 1, now, event);
        if (before != null && model.state() != before) {
            assertThat(TransitionsTest.isAllowed(before, model.state()))
                    .as("%s to %s by %s", before, model.state(), event)
                    .isTrue();
        }
        TaskEvent read = codec.decode(EventCodec.kind(event), codec.encode(event));
        assertThat(read).isEqualTo(event);
        history.add(read);
        times.add(now);
    }

    private static TaskModel replay(List<TaskEvent> history, List<Instant> times) {
        TaskModel model = new TaskModel("task");
        for (int i = 0; i < history.size(); i++) {
            model.apply(i + 1L, times.get(i), history.get(i));
        }
        return model;
    }

    private static Command command(SplittableRandom random, TaskModel model, Instant now) {
        long attempt = random.nextInt(20) == 0 ? model.attempt() - 1 : model.attempt();
        String step = "step#" + random.nextInt(4);
        String child = "child:x#" + random.nextInt(3);
        boolean chance = random.nextBoolean();
        Instant soon = now.plusMillis(random.nextInt(100));
        return switch (random.nextInt(KINDS)) {
            case 0 ->
                random.nextInt(8) == 0
                        ? new Command.DropSignal(random.nextInt(1 + (int) model.lastSeq()))
                        : new Command.SendSignal("go", Samples.VALUE, chance ? null : "key " + random.nextInt(9));
            case 1 -> random.nextInt(6) == 0 ? new Command.Cancel("why", Duration.ofMillis(60)) : new Command.Resume();
            case 2 -> random.nextInt(3) == 0 ? new Command.Pause("why") : new Command.Resume();
            case 3 -> new Command.Retry();
            case 4 -> new Command.Resolve(step, chance, chance ? Samples.VALUE : null);
            case 5, 6, 7 -> new Command.Begin(1 + random.nextInt(2), "worker");
            case 8, 9 -> new Command.Wake(chance, Duration.ofMillis(30));
            case 10 ->
                new Command.NoteChild(
                        child,
                        "task:1",
                        chance ? TaskState.COMPLETED : TaskState.FAILED,
                        chance ? Samples.VALUE : null,
                        chance ? null : Samples.FAILURE);
            case 11 -> new Command.StartStep(attempt, step, chance ? Effect.ONCE : Effect.REPEATABLE);
            case 12 -> new Command.CompleteStep(attempt, step, Samples.VALUE);
            case 13 -> new Command.FailStep(attempt, step, 1, Samples.FAILURE, chance ? soon : null);
            case 14 -> new Command.Heartbeat(attempt, step, Samples.VALUE);
            case 15 ->
                chance
                        ? new Command.MarkUnknown(
                                attempt,
                                step,
                                random.nextBoolean() ? null : Failure.of(FailureMode.UNKNOWN_OUTCOME, "of no use"))
                        : new Command.Reconcile(attempt, step, false, null);
            case 16 ->
                chance
                        ? new Command.StartTimer(attempt, "timer#" + random.nextInt(3), soon)
                        : new Command.PassTimers(attempt, List.of("timer#" + random.nextInt(3)));
            case 17 -> {
                String wait = "signal:go#" + random.nextInt(3);
                yield random.nextInt(3) == 0
                        ? new Command.SetSignalAside(attempt, wait, "of no use", chance ? soon : null)
                        : new Command.AwaitSignal(attempt, wait, "go", chance ? soon : null);
            }
            case 18 ->
                chance
                        ? new Command.StartChild(attempt, child, "task:1", "x")
                        : new Command.ShareChild(attempt, child, "task:1", "x");
            case 19 -> new Command.JoinChildren(attempt, List.of(child), chance);
            case 20 -> new Command.CompleteRound(attempt, "loop:l#1", random.nextInt(5), Samples.VALUE, chance);
            case 21 -> new Command.ReportProgress(attempt, "progress#1", random.nextInt(9), null, "on");
            case 22 ->
                switch (random.nextInt(6)) {
                    case 0 -> new Command.Complete(attempt, Samples.VALUE);
                    case 1 -> new Command.Fail(attempt, Samples.FAILURE);
                    case 2 -> new Command.RetryAttempt(attempt, Samples.FAILURE, soon);
                    default -> new Command.Park(attempt, Samples.FAILURE);
                };
            default -> new Command.Yield(attempt);
        };
    }
}
