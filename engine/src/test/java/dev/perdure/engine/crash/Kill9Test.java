package dev.perdure.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Event;
import dev.perdure.api.Perdure;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskPage;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.engine.Doctor;
import dev.perdure.engine.Seeds;
import dev.perdure.engine.crash.Effects.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process with two hundred tasks at work is killed at random moments, again and again. Its effects are counted outside of it.
 * {@code -Dperdure.kills=n} sets how often.
 */
class Kill9Test {
    private static final int KILLS = Integer.getInteger("perdure.kills", 40);
    private static final int EVENTS_PAGE = 10_000;

    @TempDir
    Path directory;

    private final Random random = new Random(Seeds.fresh());

    @Test
    @Timeout(600)
    void nothingIsLostAndNothingIsDoneTwice() throws Exception {
        int atWork = 0;
        for (int i = 0; i < KILLS; i++) {
            atWork += killOnce(i % 8 == 7) ? 1 : 0;
        }
        assertThat(atWork).as("kills while all tasks were at work").isGreaterThan(KILLS / 2);
        Files.createFile(directory.resolve("finish"));
        Process last = start();
        assertThat(last.waitFor(2, TimeUnit.MINUTES)).as(output()).isTrue();
        assertThat(last.exitValue()).as(output()).isZero();

        Doctor.Checkup checkup = Doctor.check(directory.resolve("state"));
        assertThat(checkup.findings()).isEmpty();
        checkEffects();
    }

    /** Starts the process and kills it; true if all its tasks were at work by then. */
    private boolean killOnce(boolean early) throws Exception {
        Process process = start();
        boolean ready = false;
        if (early) {
            Thread.sleep(random.nextInt(900));
        } else {
            try (BufferedReader lines = process.inputReader()) {
                ready = "ready".equals(lines.readLine());
                assertThat(ready).as(output()).isTrue();
                Thread.sleep(random.nextInt(350));
                process.destroyForcibly();
            }
        }
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(128 + 9);
        return ready;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("errors").toFile()))
                .start();
    }

    private String output() throws IOException {
        Path errors = directory.resolve("errors");
        String all = Files.exists(errors) ? Files.readString(errors) : "";
        return all.substring(Math.max(0, all.length() - 4000));
    }

    // -- what must hold

    private void checkEffects() throws IOException {
        Map<String, Integer> unknowns = new HashMap<>();
        Map<String, Long> recorded = recorded(unknowns);
        Map<String, Set<Long>> bodies = new HashMap<>();
        Map<String, Integer> once = new HashMap<>();
        Map<String, Long> heard = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Line line : Effects.read(directory.resolve("effects"))) {
            switch (line.what()) {
                case Line.BODY -> {
                    bodies.computeIfAbsent(line.step(), _ -> new HashSet<>()).add(line.value());
                    if (heard.containsKey(line.step())) {
                        wrong.add(line + " began after its record was acknowledged");
                    }
                }
                case Line.ONCE -> {
                    bodies.computeIfAbsent(line.step(), _ -> new HashSet<>()).add(line.value());
                    once.merge(line.step(), 1, Integer::sum);
                }
                default -> {
                    Long before = heard.putIfAbsent(line.step(), line.value());
                    if (before != null && before != line.value()) {
                        wrong.add(line + " was told as " + before + " before");
                    }
                }
            }
        }
        heard.forEach((step, value) -> {
            if (!value.equals(recorded.get(step))) {
                wrong.add(step + " was told as " + value + " and is recorded as " + recorded.get(step));
            }
        });
        recorded.forEach((step, value) -> {
            if (!bodies.getOrDefault(step, Set.of()).contains(value)) {
                wrong.add(step + " is recorded as " + value + ", which no body gave");
            }
        });
        once.forEach((step, times) -> {
            if (times > 1) {
                wrong.add(step + " took effect " + times + " times; its outcome was unknown "
                        + unknowns.getOrDefault(step, 0) + " times");
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(unknowns).as("kills that cut off an effect").isNotEmpty();
        assertThat(recorded.size()).as("recorded steps").isGreaterThan(Worker.TASKS);
    }

    /** The value of every recorded step; every task must have completed. */
    private Map<String, Long> recorded(Map<String, Integer> unknowns) {
        Map<String, Long> recorded = new HashMap<>();
        int roots = 0;
        try (Perdure perdure = Perdure.open(directory.resolve("state"))) {
            @Nullable String cursor = null;
            do {
                TaskPage page = perdure.tasks(TaskQuery.ALL.withCursor(cursor));
                for (TaskInfo task : page.tasks()) {
                    assertThat(task.state()).as(task.toString()).isEqualTo(TaskState.COMPLETED);
                    roots += task.parent() == null ? 1 : 0;
                    for (Event event : perdure.handle(task.id()).events(0, EVENTS_PAGE)) {
                        collect(event, recorded, unknowns);
                    }
                }
                cursor = page.next();
            } while (cursor != null);
        }
        assertThat(roots).isEqualTo(Worker.TASKS);
        return recorded;
    }

    private static void collect(Event event, Map<String, Long> recorded, Map<String, Integer> unknowns) {
        String payload = event.payload().text();
        String step = event.taskId() + ' ' + text(payload, "\"key\":\"");
        switch (event.kind()) {
            case "step_completed" -> recorded.put(step, number(payload));
            case "step_resolved" -> {
                if (payload.contains("\"done\":true")) {
                    recorded.put(step, number(payload));
                }
            }
            case "step_unknown" -> unknowns.merge(step, 1, Integer::sum);
            default -> {}
        }
    }

    private static String text(String json, String after) {
        int from = json.indexOf(after);
        return from < 0 ? "" : json.substring(from + after.length(), json.indexOf('"', from + after.length()));
    }

    private static long number(String json) {
        int from = json.indexOf("\"value\":") + "\"value\":".length();
        return Long.parseLong(json.substring(from, json.indexOf('}', from)));
    }
}
