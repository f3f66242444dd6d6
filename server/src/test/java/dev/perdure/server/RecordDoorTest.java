package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.server.SocketClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records of sessions over HTTP. */
class RecordDoorTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path directory;

    private StateDirectory state;
    private Daemon daemon;
    private SocketClient client;

    @BeforeEach
    void start() {
        state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(DaemonOptions.of(state));
        client = new SocketClient(state);
    }

    @AfterEach
    void stop() throws IOException {
        client.post("/v1/shutdown", "{\"endSessions\": true}");
        daemon.close();
    }

    @Test
    void aRecordIsAnAsciicastWithItsInputsAsMarkers() throws IOException {
        start("read word; echo \"got $word\"; exit 3");
        client.post("/v1/sessions/rec/input", "{\"text\": \"swordfish\\r\"}");
        awaitEnd();
        Reply record = client.get("/v1/sessions/rec/record");
        assertThat(record.header("Content-Type")).startsWith("application/x-asciicast");
        List<JsonNode> lines = lines(record.body());
        assertThat(lines.getFirst().path("version").asInt()).isEqualTo(3);
        assertThat(data(lines, "o")).contains("got swordfish");
        assertThat(data(lines, "x")).isEqualTo("3");
        assertThat(data(lines, "m")).startsWith("user:").doesNotContain("swordfish");

        assertThat(data(lines(client.get("/v1/sessions/rec/record?input=typed").body()), "m"))
                .contains("swordfish^M");
        assertThat(lines(client.get("/v1/sessions/rec/record?format=v2").body())
                        .getFirst()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(client.get("/v1/sessions/rec/record?format=v9").status()).isEqualTo(400);
        assertThat(client.get("/v1/sessions/rec/record?offset=1&time=PT1S").status())
                .isEqualTo(400);
        assertThat(client.send("GET", "/v1/sessions/rec/record?input=typed", "", Map.of("Perdure-Operator", "agent:a"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPartOfARecordBeginsWithTheScreenOfThen() throws IOException {
        start("echo first; echo second; echo third");
        awaitEnd();
        String text = client.get("/v1/sessions/rec/output?offset=0")
                .json()
                .path("text")
                .asString();
        String part = data(
                lines(client.get("/v1/sessions/rec/record?offset=" + text.indexOf("second") + "&end="
                                + text.indexOf("third"))
                        .body()),
                "o");
        assertThat(part).contains("first", "second").doesNotContain("third");
        assertThat(part.indexOf("\033c")).isLessThan(part.indexOf("first"));
    }

    @Test
    void aRecordThatBreaksOffDoesNotLookWhole() throws IOException {
        start("head -c 20000000 /dev/zero | tr '\\0' x");
        awaitEnd();
        try (SocketClient.Connection answer = client.open("GET", "/v1/sessions/rec/record", "", Map.of())) {
            assertThat(answer.headers()).containsEntry("transfer-encoding", "chunked");
            assertThat(answer.nextLine()).contains("version");
            damageTheLastSegment();
            assertThatThrownBy(answer::rest).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRecordLargerThanTheDaemonsMemoryIsWrittenWhole() throws Exception {
        var small = new StateDirectory(directory.resolve("small"));
        List<String> command = new ArrayList<>(Launch.command(small, List.of()));
        command.add(1, "-Xmx40m");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Launch.isAnswering(small));
            client = new SocketClient(small);
            start("head -c 60000000 /dev/zero | tr '\\0' x");
            awaitEnd();
            long length = 0;
            try (SocketClient.Connection answer = client.open("GET", "/v1/sessions/rec/record", "", Map.of())) {
                assertThat(answer.nextLine()).contains("version");
                String line = answer.nextLine();
                for (; !line.endsWith(",\"x\",\"0\"]"); line = answer.nextLine()) {
                    length += MAPPER.readTree(line).get(2).asString().length();
                }
                assertThat(answer.rest()).isEmpty();
            }
            assertThat(length).isGreaterThan(50_000_000);
        } finally {
            process.destroy();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            client = new SocketClient(state);
        }
    }

    private void damageTheLastSegment() throws IOException {
        try (Stream<Path> files = Files.walk(state.path().resolve("sessions"))) {
            Path last = files.filter(path -> String.valueOf(path.getParent()).endsWith("output"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            Files.delete(last);
            Files.createDirectory(last);
        }
    }

    private void start(String script) throws IOException {
        Reply started = client.post(
                "/v1/sessions",
                "{\"name\": \"rec\", \"argv\": [\"sh\", \"-c\", " + MAPPER.writeValueAsString(script) + "]}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/v1/sessions/rec")
                        .json()
                        .path("state")
                        .asString()
                        .equals("ended"));
    }

    private static List<JsonNode> lines(String body) {
        return body.lines().map(MAPPER::readTree).toList();
    }

    private static String data(List<JsonNode> lines, String code) {
        StringBuilder all = new StringBuilder();
        lines.stream()
                .skip(1)
                .filter(event -> event.get(1).asString().equals(code))
                .forEach(event -> all.append(event.get(2).asString()));
        return all.toString();
    }
}
