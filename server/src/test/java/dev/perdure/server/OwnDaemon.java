package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.server.SocketClient.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tests that each have a daemon of their own in this process; its sessions end with the test. */
abstract class OwnDaemon {
    /** A shell called dev, in a terminal of 70 columns and 20 rows. */
    static final String SH = """
            {"name": "dev", "argv": ["sh"], "cwd": "/", "env": {"PS1": "$ ", "ENV": ""}, "columns": 70, "rows": 20}""";

    @TempDir
    Path directory;

    Daemon daemon;
    SocketClient client;

    @BeforeEach
    final void start() {
        var state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(DaemonOptions.of(state));
        client = new SocketClient(state);
    }

    @AfterEach
    final void stop() throws IOException {
        client.post("/v1/shutdown", "{\"endSessions\": true}");
        daemon.close();
    }

    /** What a request that has to succeed is answered with. */
    final JsonNode post(String target, String body) throws IOException {
        return granted(client.post(target, body));
    }

    final JsonNode get(String target) throws IOException {
        return granted(client.get(target));
    }

    final JsonNode as(String operator, String target, String body) throws IOException {
        return granted(client.send("POST", target, body, Map.of("Perdure-Operator", operator)));
    }

    private static JsonNode granted(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply.json();
    }

    /** Starts {@link #SH} and waits for its prompt, before which nothing that is typed stands at the beginning of a line. */
    final JsonNode startShell() throws IOException {
        JsonNode session = post("/v1/sessions", SH);
        waitForScreen("$");
        return session;
    }

    final void waitForScreen(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                get("/v1/sessions/dev/screen").path("text").asString())
                        .contains(text));
    }

    static void assertMistake(Reply reply, String words) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().path("code").asString()).isEqualTo("bad_input");
        assertThat(reply.json().path("detail").asString()).contains(words);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
