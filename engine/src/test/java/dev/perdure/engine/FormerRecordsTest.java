package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Effect;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.runtime.Handlers;
import dev.perdure.engine.runtime.Limits;
import dev.perdure.engine.runtime.NewTask;
import dev.perdure.engine.runtime.Partition;
import dev.perdure.engine.runtime.Run;
import dev.perdure.engine.runtime.ThreadScheduler;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Histories that were written before something changed in how they are written: they are read on, and mended where they were stuck. */
@Timeout(60)
class FormerRecordsTest {
    private static final TaskType<Integer, String> TYPE = TaskType.of("former", Integer.class, String.class);

    @TempDir
    Path directory;

    /** A task with this history, as an earlier version left it. */
    private void history(TaskEvent... events) throws InterruptedException {
        try (SqliteStore store = SqliteStore.open(directory);
                ThreadScheduler scheduler = new ThreadScheduler();
                Partition partition = new Partition(
                        0,
                        store,
                        scheduler,
                        new EventCodec(),
                        new NoHandlers(),
                        Limits.of(PerdureOptions.DEFAULT),
                        "worker:0")) {
            TaskEvent.Created created = new TaskEvent.Created(
                    TYPE.name(),
                    1,
                    Payload.inline("1"),
                    "default",
                    "default",
                    0,
                    null,
                    null,
                    "old",
                    null,
                    Map.of(),
                    null,
                    null,
                    7,
                    null,
                    0);
            partition
                    .create(List.of(new NewTask("old", created, List.of(events))), List.of(), "kim")
                    .join();
            partition.close(Duration.ofSeconds(5));
        }
    }

    private static final class NoHandlers implements Handlers {
        @Override
        public boolean knows(String type) {
            return false;
        }

        @Override
        public void start(Run run) {
            throw new AssertionError("nothing is known here");
        }
    }

    @Test
    void stepsKeepTheKeysThatTheyHadBeforeTheyGaveWay() throws Exception {
        history(
                new TaskEvent.StepCompleted("progress#1", Payload.inline("\"a\"")),
                new TaskEvent.StepCompleted("child:x#1", Payload.inline("\"b\"")),
                new TaskEvent.StepCompleted("timer#1", Payload.inline("\"gone\"")));
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(TYPE, (ctx, n) -> {
                        ctx.retired("timer");
                        return ctx.step("progress", String.class, _ -> "new ")
                                + ctx.step("child:x", String.class, _ -> "new ")
                                + ctx.step("progress", String.class, _ -> "new ");
                    })
                    .launch();
            assertThat(perdure.handle("old").result()).isEqualTo(new Json("\"abnew \""));
        }
    }

    @Test
    void aTaskThatWasStuckOnASignalGoesOn() throws Exception {
        history(
                new TaskEvent.SignalReceived("go", Payload.inline("1e99999999999"), null),
                new TaskEvent.AwaitStarted("signal:go#1", "go", null),
                new TaskEvent.AwaitCompleted("signal:go#1", "go", 2));
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(TYPE, (ctx, n) -> "got " + ctx.await("go", Integer.class))
                    .launch();
            TaskHandle<Json> task = perdure.handle("old");
            task.signal("go", 7);
            assertThat(task.result()).isEqualTo(new Json("\"got 7\""));
            assertThat(task.signals().getFirst().payload()).isEqualTo(new Json("1e99999999999"));
        }
    }

    @Test
    void aTaskThatWasStuckOnAResolvedStepGoesOn() throws Exception {
        history(
                new TaskEvent.StepStarted("pay#1", Effect.ONCE),
                new TaskEvent.StepUnknown("pay#1"),
                new TaskEvent.StepResolved("pay#1", true, Payload.inline("{}")));
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(
                            TYPE,
                            (ctx, n) -> "paid "
                                    + ctx.step(Step.of("pay", Integer.class).once(), _ -> 2))
                    .launch();
            TaskHandle<Json> task = perdure.handle("old");
            Assertions.assertThatThrownBy(task::result).isInstanceOf(NeedsAttentionException.class);
            task.resolve("pay#1", Outcome.done(new Json("42")));
            assertThat(task.result()).isEqualTo(new Json("\"paid 42\""));
        }
    }

    @Test
    void aTimeThatWasRecordedWithItsOffsetKeepsIt() throws Exception {
        history(new TaskEvent.StepCompleted("when#1", Payload.inline("\"2026-03-01T00:30:00+02:00\"")));
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(
                            TYPE,
                            (ctx, n) -> ctx.step("when", OffsetDateTime.class, _ -> OffsetDateTime.MAX)
                                    .toLocalDate()
                                    .toString())
                    .launch();
            assertThat(perdure.handle("old").result()).isEqualTo(new Json("\"2026-03-01\""));
        }
    }
}
