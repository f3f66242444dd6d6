package dev.perdure.engine.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Event;
import dev.perdure.api.Perdure;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.engine.Doctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred tasks in a real process that is killed forty times at random moments. */
class KilledProcessTest {
    private static final int TASKS = 200;
    private static final int KILLS = 40;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everythingEndsOnceHoweverOftenItIsKilled() throws Exception {
        Path state = directory.resolve("state");
        Path effects = directory.resolve("effects");
        long seed = Long.getLong("perdure.crash.seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = 0;
        boolean done = false;
        while (!done) {
            // The later ones live longer, so that the work comes to its end; the first ones die in all of their
            // beginnings.
            int life = kills < KILLS ? 5 + random.nextInt(60 + 6 * kills) : Integer.MAX_VALUE;
            Process process = start(state, effects);
            try (var output = process.inputReader(UTF_8)) {
                String line = output.readLine();
                if (line == null) {
                    throw new AssertionError("the process did not launch, seed " + seed + ": " + log());
                }
                if (kills < KILLS && !process.waitFor(life, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    kills++;
                } else {
                    done = output.lines().anyMatch(Victim.DONE::equals);
                    assertThat(process.waitFor()).as("seed %d: %s", seed, log()).isZero();
                    if (kills < KILLS) {
                        // All ended before all kills were spent: the rest of them falls on new work.
                        check(state, effects);
                        state = directory.resolve("state-" + kills);
                        effects = directory.resolve("effects-" + kills);
                        done = false;
                    }
                }
            }
        }
        assertThat(kills).isEqualTo(KILLS);
        check(state, effects);
    }

    private Process start(Path state, Path effects) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        state.toString(),
                        effects.toString(),
                        Integer.toString(TASKS))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }

    private String log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "nothing was logged";
    }

    /** Every task ended; no effect is missing; none that is recorded as done was done again; none that must be once was twice. */
    private void check(Path state, Path effects) throws Exception {
        assertThat(Doctor.check(state).findings()).isEmpty();
        Map<String, Long> counts = Files.readAllLines(effects).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        int repeated = 0;
        int attempts = 0;
        try (Perdure perdure = Perdure.open(state)) {
            List<TaskInfo> all = perdure.tasks(new TaskQuery(Set.of(), null, null, null, null, null, null, 1000))
                    .tasks();
            assertThat(all).hasSize(3 * TASKS).allMatch(task -> task.state() == TaskState.COMPLETED);
            for (TaskInfo task : all) {
                attempts += (int) task.attempt();
                List<Event> events = perdure.handle(task.id()).events(0, 10_000);
                Set<String> keys = new HashSet<>();
                for (Event event : events) {
                    if (event.kind().equals("step_completed")) {
                        assertThat(keys.add(event.payload().text().split("\"result\"", 2)[0]))
                                .as("step recorded once: %s", event)
                                .isTrue();
                    }
                }
            }
        }
        for (Map.Entry<String, Long> effect : counts.entrySet()) {
            if (effect.getKey().startsWith("pay ")) {
                assertThat(effect.getValue()).as(effect.getKey()).isEqualTo(1);
            }
            repeated += effect.getValue() > 1 ? 1 : 0;
        }
        assertThat(counts.keySet().stream().filter(line -> line.startsWith("pay ")))
                .hasSize(TASKS);
        assertThat(counts.keySet().stream().filter(line -> line.startsWith("part ")))
                .hasSize(2 * TASKS);
        assertThat(counts.keySet().stream().filter(line -> line.startsWith("round ")))
                .hasSize(5 * TASKS);
        assertThat(counts.keySet().stream().filter(line -> line.startsWith("last ")))
                .hasSize(TASKS);
        // A body may run again only if a kill fell between its effect and its record: at most once for each task that
        // was begun anew.
        assertThat(repeated).isLessThanOrEqualTo(attempts);
    }
}
