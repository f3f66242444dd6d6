package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.server.SocketClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One-shots over HTTP: real programs without a terminal. */
class ExecDoorTest extends OwnDaemon {
    @Test
    void inputOutputErrorAndExitCodeAreApart() throws IOException {
        JsonNode result = sh("cat; pwd; echo $ONLY$HOME >&2; exit 5", """
                , "stdin": "given\\n", "env": {"ONLY": "this", "PATH": "/usr/bin:/bin"}, "inheritEnv": false""");
        assertThat(result.path("exitCode").asInt()).isEqualTo(5);
        assertThat(result.has("signal")).isFalse();
        assertThat(result.path("stdout").asString()).isEqualTo("given\n" + directory + "\n");
        assertThat(result.path("stderr").asString()).isEqualTo("this\n");
        assertThat(result.has("stdoutBase64")).isFalse();
        assertThat(result.path("timedOut").asBoolean(true)).isFalse();
        assertThat(result.path("truncated").asBoolean(true)).isFalse();
    }

    @Test
    void aSignalIsToldByItsNumber() throws IOException {
        JsonNode result = sh("kill -TERM $$", "");
        assertThat(result.path("exitCode").asInt()).isEqualTo(143);
        assertThat(result.path("signal").asInt()).isEqualTo(15);
    }

    @Test
    void bytesThatAreNoTextGoInAndOutAsBase64() throws IOException {
        JsonNode result = sh("cat; printf '\\377' >&2", ", \"stdinBase64\": \"AP9B\"");
        assertThat(result.path("stdoutBase64").asString()).isEqualTo("AP9B");
        assertThat(result.path("stdout").asString()).isEqualTo("\0\uFFFDA");
        assertThat(result.path("stderrBase64").asString()).isEqualTo("/w==");
    }

    @Test
    void whatTakesTooLongIsKilledAndKeepsItsOutput() throws IOException {
        JsonNode result = sh("echo begun; exec sleep 1000", ", \"limit\": \"PT1S\"");
        assertThat(result.path("timedOut").asBoolean()).isTrue();
        assertThat(result.path("stdout").asString()).isEqualTo("begun\n");
        assertThat(result.path("signal").asInt()).isEqualTo(9);
    }

    @Test
    void tooMuchOutputIsCutAndSaysSo() throws IOException {
        JsonNode result = sh("head -c 5000000 /dev/zero | tr '\\0' x", "");
        assertThat(result.path("stdout").asString()).hasSize(4 << 20);
        assertThat(result.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void aProgramIsLookedUpOnThePathThatIsGiven() throws IOException {
        Path tool = Files.writeString(directory.resolve("only-here"), "#!/bin/sh\necho found\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        String request = "{\"argv\": [\"only-here\"], \"cwd\": \"/\", \"env\": {\"PATH\": \"/bin:" + directory + "\"}}";
        assertThat(post("/v1/exec", request).path("stdout").asString()).isEqualTo("found\n");
    }

    @Test
    void mistakesSayWhatCannotBeRun() throws IOException {
        mistake("{\"argv\": [\"no-such-program\"]}", "no such program: no-such-program");
        mistake("{\"argv\": [\"/no/such/program\"]}", "no such program");
        mistake("{\"argv\": [\"true\"], \"cwd\": \"/no/such/directory\"}", "no such directory");
        mistake("{\"argv\": [\"true\"], \"cwd\": \"relative\"}", "not absolute");
        mistake("{\"argv\": []}", "command is empty");
        mistake("{\"argv\": [\"true\"], \"limit\": \"PT11M\"}", "is for a session");
        mistake("{\"argv\": [\"true\"], \"limit\": \"PT0S\"}", "not positive");
        mistake("{\"argv\": [\"true\"], \"stdin\": \"a\", \"stdinBase64\": \"YQ==\"}", "not both");
        mistake("{\"argv\": [\"true\"], \"stdinBase64\": \"?\"}", "not Base64");
        mistake("{\"argv\": [\"true\"], \"env\": {\"A=B\": \"c\"}}", "can't be run");
        mistake("{\"argv\": [\"true\\u0000\"]}", "can't be run");
    }

    @Test
    void whatRunsWhenTheDaemonStopsIsKilled() throws IOException {
        Path number = directory.resolve("number");
        CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(() -> {
            try {
                return client.post(
                        "/v1/exec", request("echo $$ >number.new; mv number.new number; exec sleep 1000", ""));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(number));
        ProcessHandle sleep = ProcessHandle.of(
                        Long.parseLong(Files.readString(number).strip()))
                .orElseThrow();
        daemon.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> !sleep.isAlive());
        assertThat(asked.join().json().path("code").asString()).isEqualTo("closed");
        daemon = Daemon.start(DaemonOptions.of(new StateDirectory(directory.resolve("state"))));
    }

    private void mistake(String body, String words) throws IOException {
        assertMistake(client.post("/v1/exec", body), words);
    }

    private JsonNode sh(String script, String fields) throws IOException {
        return post("/v1/exec", request(script, fields));
    }

    private String request(String script, String fields) {
        String text = script.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"argv\": [\"sh\", \"-c\", \"" + text + "\"], \"cwd\": \"" + directory + "\"" + fields + "}";
    }
}
