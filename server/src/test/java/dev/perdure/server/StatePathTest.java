package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.linux.Platform;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A daemon's state directory may have any path, and is not made again behind the daemon's back. */
@Timeout(120)
class StatePathTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"a%20b 100%d", "a?x=1&y", "#;'\"\\ $HOME `x`\nline ", "größe-日本", "long"})
    void theDaemonWorksAndLogsWhereverItsStateLies(String name) throws Exception {
        assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(name),
                "the locale has no file names such as " + name);
        Path path = name.equals("long") ? directory.resolve("x".repeat(120)) : directory.resolve(name);
        StateDirectory state = new StateDirectory(path.resolve("state"));
        try (var daemon = RunningDaemon.of(state)) {
            assertThat(daemon.client().get("/v1/info").json().get("state").asString())
                    .isEqualTo(state.path().toString());
            daemon.client().post("/v1/tasks", "{\"type\":\"echo\",\"id\":\"t\",\"input\":7}");
            assertThat(daemon.client()
                            .get("/v1/tasks/t/result?wait=PT30S")
                            .json()
                            .get("result")
                            .asInt())
                    .isEqualTo(7);
            if (Platform.obstacle().isEmpty()) {
                runInSession(daemon);
            }
            assertThat(daemon.client().get("/v1/doctor").json().get("findings")).isEmpty();
        }
        assertThat(state.log()).content().contains(" answers at ");
        assertThat(state.output()).content().doesNotContain("ERROR").doesNotContain("WARN");
    }

    private static void runInSession(RunningDaemon daemon) throws Exception {
        JsonNode started = daemon.client()
                .post("/v1/sessions", "{\"name\":\"s\",\"argv\":[\"sh\",\"-c\",\"echo here; exit 3\"],\"cwd\":\"/\"}")
                .json();
        assertThat(started.path("name").asString("")).as(started.toString()).isEqualTo("s");
        await().until(() -> daemon.client()
                .get("/v1/sessions/s")
                .json()
                .path("state")
                .asString("")
                .equals("ended"));
    }

    @Test
    void aDaemonWhoseDirectoryIsGoneAcknowledgesNothingUntilItIsBack() throws Exception {
        StateDirectory state = new StateDirectory(directory.resolve("state"));
        StateDirectory away = new StateDirectory(directory.resolve("away"));
        try (var daemon = RunningDaemon.of(state)) {
            assertThat(start(daemon.client(), "a").status()).isEqualTo(201);
            Files.move(state.path(), away.path());
            // The daemon's socket went with the directory, and still leads to the daemon.
            var client = new SocketClient(away);
            for (int i = 0; i < 3; i++) {
                SocketClient.Reply refused = start(client, "lost-" + i);
                assertThat(refused.status()).as(refused.body()).isEqualTo(503);
                assertThat(refused.json().get("detail").asString())
                        .contains("perdure.db was deleted or moved while it was open");
            }
            SocketClient.Reply listing = client.get("/v1/tasks");
            assertThat(listing.status()).isEqualTo(503);
            assertThat(listing.body()).contains("was deleted or moved");
            assertThat(state.path()).doesNotExist();
            assertThat(away.log()).content().contains("was deleted or moved while it was open");

            Files.move(away.path(), state.path());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> start(daemon.client(), "b").status() == 201);
            assertThat(daemon.client().get("/v1/tasks/b/result?wait=PT30S").status())
                    .isEqualTo(200);
            assertThat(daemon.client().get("/v1/tasks/lost-0").status()).isEqualTo(404);
        }
    }

    private static SocketClient.Reply start(SocketClient client, String id) throws IOException {
        return client.post("/v1/tasks", "{\"type\":\"echo\",\"id\":\"%s\",\"input\":1}".formatted(id));
    }
}
