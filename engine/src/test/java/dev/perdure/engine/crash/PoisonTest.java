package dev.perdure.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real task that ends its real process, each time that it runs. */
@Timeout(300)
class PoisonTest {
    @TempDir
    Path directory;

    @Test
    void aTaskThatEndsItsProcessIsParkedAndThoseBesideItAreNot() throws Exception {
        int deaths = 0;
        while (run() != 0) {
            deaths++;
            assertThat(deaths).as(output()).isLessThan(20);
        }
        assertThat(deaths).as(output()).isBetween(10, 14);
        try (Perdure perdure = Perdure.open(directory.resolve("state"))) {
            TaskHandle<Json> poison = perdure.handle(PoisonWorker.POISON_ID);
            assertThat(poison.info().state()).isEqualTo(TaskState.NEEDS_ATTENTION);
            Failure failure = Objects.requireNonNull(poison.info().failure());
            assertThat(failure.mode()).isEqualTo(FailureMode.LOST_WORKER);
            assertThat(failure.message()).contains("10 times in a row", "retry, fork or cancel");
            for (int i = 0; i < PoisonWorker.INNOCENT; i++) {
                assertThat(perdure.handle(PoisonWorker.id(i)).info().state())
                        .as("%s", perdure.handle(PoisonWorker.id(i)).events(0, 1000))
                        .isEqualTo(TaskState.COMPLETED);
            }
            // What was there before the kills is not done again, and a retry begins to count anew.
            List<Event> events = poison.events(0, 1000);
            assertThat(events).extracting(Event::kind).containsOnlyOnce("step_completed");
            poison.retry();
            assertThat(poison.info().state()).isEqualTo(TaskState.READY);
        }
    }

    private int run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoisonWorker.class.getName(),
                        directory.resolve("state").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String output() throws IOException {
        Path output = directory.resolve("output");
        String all = Files.exists(output) ? Files.readString(output) : "";
        return all.substring(Math.max(0, all.length() - 4000));
    }
}
