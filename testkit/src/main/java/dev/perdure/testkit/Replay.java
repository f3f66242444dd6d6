package dev.perdure.testkit;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.Task;
import dev.perdure.api.TaskType;
import dev.perdure.engine.Engine;
import dev.perdure.store.Store;
import dev.perdure.store.sqlite.SqliteStore;
import dev.perdure.testkit.internal.Chance;
import dev.perdure.testkit.internal.Faults;
import dev.perdure.testkit.internal.Recording;
import dev.perdure.testkit.internal.ReplayedTask;
import dev.perdure.testkit.internal.SimScheduler;
import dev.perdure.testkit.internal.SimStore;
import dev.perdure.testkit.internal.Simulation;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorded history of a task, run against the code of today: whether running tasks survive a deploy. Nothing outside is touched: no
 * body is run, whatever the code asks for.
 *
 * <pre>{@code
 * Replay.of(Files.readString(Path.of("review-42.json"))).against(REVIEW, new Review()).orThrow();
 * }</pre>
 */
public final class Replay {
    private final Recording recording;

    private Replay(Recording recording) {
        this.recording = recording;
    }

    /** A history as {@code perdure history --json} prints it: an array of events, or one event a line. */
    public static Replay of(String json) {
        return new Replay(Recording.ofJson(requireNonNull(json, "json is null")));
    }

    /** The history of a task in a state directory that no process has open. */
    public static Replay of(Path directory, String taskId) {
        try (SqliteStore store = SqliteStore.open(directory)) {
            return of(store, taskId);
        }
    }

    private static Replay of(Store store, String taskId) {
        return new Replay(Recording.of(store, taskId));
    }

    /** The history of a task of a test. */
    public static Replay of(TestPerdure perdure, String taskId) {
        return new Replay(Recording.of(perdure.disk(), taskId));
    }

    /**
     * What became of the replay.
     *
     * @param fits whether the code asks for what is recorded
     * @param message if it doesn't: what the record holds and what the code asks for
     */
    public record Verdict(boolean fits, String message) {
        /** Throws an {@link AssertionError} if the code does not fit. */
        public void orThrow() {
            if (!fits) {
                throw new AssertionError(message);
            }
        }
    }

    /** Runs the handler over the history, to its end or to the first thing that is not recorded. */
    public <I extends @Nullable Object, O extends @Nullable Object> Verdict against(
            TaskType<I, O> type, Task<I, O> handler) {
        Simulation world = new Simulation(recording.end(), Chance.PLAIN);
        SimScheduler scheduler = new SimScheduler(world, "replay", 1);
        String[] message = new String[1];
        boolean[] over = {false};
        Consumer<@Nullable String> end = what -> {
            if (!over[0]) {
                over[0] = true;
                message[0] = what;
            }
            scheduler.kill();
        };
        Faults watching = recording.watching(end);
        SimStore store = new SimStore(scheduler, recording.copy(), watching);
        try {
            Engine engine = Engine.open(store, scheduler, PerdureOptions.DEFAULT);
            engine.register(
                    type,
                    (ctx, input) -> handler.run(
                            new ReplayedTask(ctx, key -> {
                                end.accept(recording.isKnown(key) ? null : recording.unknown("a step at " + key));
                                scheduler.endHere();
                            }),
                            input));
            engine.launch();
            boolean _ = world.drive(() -> over[0]);
        } catch (PerdureException e) {
            return new Verdict(false, "The history can't be replayed: " + e.getMessage());
        } finally {
            scheduler.kill();
        }
        String changed = message[0];
        return new Verdict(changed == null, changed == null ? "" : changed);
    }
}
