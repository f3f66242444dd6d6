package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command of a task, whose agent, worker and daemon are killed: one process is all three. */
@Timeout(240)
class SessionStepProcessTest {
    private static final String SESSION = "/v1/sessions/t.build";
    private static final String GATED =
            "echo ran >>runs; echo out; until [ -e gate ]; do sleep 0.05; done; echo over; touch over; (exit 7)";

    @TempDir
    Path directory;

    @AfterEach
    void endSessions() throws Exception {
        try (RunningDaemon last = daemon()) {
            last.client().post("/v1/shutdown", "{\"endSessions\":true}");
            last.join();
        }
    }

    @Test
    void theResumedStepCollectsWhatRanOnWhileEverythingElseWasKilled() throws Exception {
        try (RunningDaemon first = daemon()) {
            start(first, GATED);
            await().until(() -> Files.exists(directory.resolve("runs")));
            first.kill();
        }
        try (RunningDaemon second = daemon()) {
            // Again, while it is waited for by the step's check.
            await().until(() -> second.client().get(SESSION).status() == 200);
            second.kill();
        }
        Files.createFile(directory.resolve("gate"));
        try (RunningDaemon third = daemon()) {
            assertCollected(third);
        }
    }

    @Test
    void theResumedStepCollectsWhatEndedWhileNothingRan() throws Exception {
        try (RunningDaemon first = daemon()) {
            start(first, GATED);
            await().until(() -> Files.exists(directory.resolve("runs")));
            first.kill();
        }
        Files.createFile(directory.resolve("gate"));
        await().until(() -> Files.exists(directory.resolve("over")));
        try (RunningDaemon second = daemon()) {
            assertCollected(second);
        }
    }

    @Test
    void aCommandThatWasNotTypedBeforeTheKillIsTypedOnceAfterIt() throws Exception {
        try (RunningDaemon first = daemon()) {
            start(first, "touch first; until [ -e helm ]; do sleep 0.05; done", GATED);
            await().until(() -> Files.exists(directory.resolve("first")));
            assertThat(first.client()
                            .post(SESSION + "/helm", "{\"action\":\"take\"}")
                            .status())
                    .isLessThan(300);
            Files.createFile(directory.resolve("helm"));
            await().until(() -> progress(first).contains("has the helm"));
            first.kill();
        }
        assertThat(directory.resolve("runs")).doesNotExist();
        try (RunningDaemon second = daemon()) {
            await().until(() -> progress(second).contains("has the helm"));
            second.client().post(SESSION + "/helm", "{\"action\":\"release\"}");
            await().until(() -> Files.exists(directory.resolve("runs")));
            Files.createFile(directory.resolve("gate"));
            assertCollected(second);
        }
    }

    @Test
    void everyCommandRunsOnceWheneverTheDaemonIsKilled() throws Exception {
        int count = 12;
        String[] commands = IntStream.rangeClosed(1, count)
                .mapToObj(i -> "echo " + i + " >>runs; sleep 0.2; echo done " + i)
                .toArray(String[]::new);
        var random = new Random(Seeds.fresh());
        try (RunningDaemon first = daemon()) {
            start(first, commands);
        }
        for (int kill = 0; kill < 4; kill++) {
            try (RunningDaemon next = daemon()) {
                Thread.sleep(random.nextInt(1_500));
                next.kill();
            }
        }
        try (RunningDaemon last = daemon()) {
            JsonNode result = result(last);
            assertThat(result.path("output").asString()).isEqualTo("done " + count + "\n");
        }
        assertThat(Files.readAllLines(directory.resolve("runs")))
                .isEqualTo(IntStream.rangeClosed(1, count)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void aQuestionIsToldByTheTaskAndAnsweredByAPerson() throws Exception {
        try (RunningDaemon daemon = daemon()) {
            start(daemon, "printf 'name? '; read name; echo \"hello $name\"");
            await().until(() -> progress(daemon)
                    .equals("Waits for input in session t.build: name? Answer it: perdure attach t.build"));
            JsonNode session = daemon.client().get(SESSION).json();
            assertThat(session.path("task").path("id").asString()).isEqualTo("t");
            assertThat(session.path("task").path("name").asString()).isEqualTo("build");
            assertThat(session.path("task").path("endsWithTask").asBoolean()).isTrue();
            daemon.client().post(SESSION + "/input", "{\"text\":\"bob\\r\"}");
            assertThat(result(daemon).path("output").asString()).endsWith("hello bob\n");
        }
    }

    private RunningDaemon daemon() throws IOException, InterruptedException {
        return RunningDaemon.of(new StateDirectory(directory.resolve("state")));
    }

    private void start(RunningDaemon daemon, String... commands) throws IOException {
        var json = new JsonMapper()
                .writeValueAsString(new SampleTasks.Commands(directory.toString(), Arrays.asList(commands)));
        assertThat(daemon.client()
                        .post("/v1/tasks", "{\"type\":\"commands\",\"id\":\"t\",\"input\":" + json + "}")
                        .status())
                .isEqualTo(201);
    }

    private static String progress(RunningDaemon daemon) throws IOException {
        return daemon.client()
                .get("/v1/tasks/t")
                .json()
                .path("progress")
                .path("message")
                .asString("");
    }

    private static JsonNode result(RunningDaemon daemon) throws IOException {
        var reply = daemon.client().get("/v1/tasks/t/result?wait=PT60S");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json().get("result");
    }

    private void assertCollected(RunningDaemon daemon) throws IOException {
        JsonNode result = result(daemon);
        assertThat(result.path("exitCode").asInt()).isEqualTo(7);
        assertThat(result.path("output").asString()).isEqualTo("out\nover\n");
        assertThat(directory.resolve("runs")).hasContent("ran\n");
    }
}
