package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.PerdureOptions;
import dev.perdure.server.SocketClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What HTTP offers, over the real socket of a daemon in this process. */
@Timeout(60)
class HttpDoorTest {
    private static final long PAYLOAD_LIMIT = 4096;

    @TempDir
    static Path directory;

    private static Daemon daemon;
    private static SocketClient client;

    @BeforeAll
    static void start() {
        var state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(
                new DaemonOptions(state, List.of(), false, PerdureOptions.DEFAULT.withPayloadLimit(PAYLOAD_LIMIT)));
        client = new SocketClient(state);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void namesItsTypes() throws IOException {
        JsonNode types = client.get("/v1/types").json().get("types");
        assertThat(types).anySatisfy(type -> {
            assertThat(type.get("name").asString()).isEqualTo("echo");
            assertThat(type.get("description").asString()).isEqualTo("Returns its input.");
            assertThat(type.get("version").asInt()).isEqualTo(1);
        });
        assertThat(client.get("/v1/info").json().get("types").valueStream().map(JsonNode::asString))
                .contains("echo", "gate");
    }

    @Test
    void runsATaskAndGivesItsResult() throws IOException {
        Reply started =
                client.post("/v1/tasks", "{\"type\":\"echo\",\"input\":{\"n\":1.50},\"labels\":{\"for\":\"kim\"}}");
        assertThat(started.status()).isEqualTo(201);
        String id = started.json().get("id").asString();
        assertThat(started.header("Location")).isEqualTo("/v1/tasks/" + id);

        Reply result = client.get("/v1/tasks/" + id + "/result?wait=PT20S");
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.json().get("state").asString()).isEqualTo("completed");
        assertThat(result.json().at("/result/n").asString()).isIn("1.5", "1.50");

        JsonNode task = client.get("/v1/tasks/" + id).json();
        assertThat(task.get("state").asString()).isEqualTo("completed");
        assertThat(task.at("/labels/for").asString()).isEqualTo("kim");
        assertThat(task.get("createdAt").asString()).endsWith("Z");
        assertThat(task.get("parent").isNull()).isTrue();
        assertThat(client.get("/v1/tasks/" + id + "/input").json().has("n")).isTrue();
    }

    @Test
    void givesTheSameTaskForTheSameIdempotencyKey() throws IOException {
        var header = Map.of("Idempotency-Key", "order-7");
        Reply first = client.send("POST", "/v1/tasks", "{\"type\":\"gate\",\"idempotencyKey\":\"other\"}", header);
        Reply again = client.send("POST", "/v1/tasks", "{\"type\":\"gate\"}", header);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
    }

    @Test
    void tellsThatATaskHasNotEndedYet() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"pending\"}");
        Reply reply = client.get("/v1/tasks/pending/result?wait=PT0.05S");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().get("state").asString()).isIn("ready", "running", "waiting");
    }

    @Test
    void takesASignalOnceForAKey() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"signalled\"}");
        String signal = "{\"name\":\"open\",\"payload\":\"kim\",\"key\":\"k\"}";
        assertThat(client.post("/v1/tasks/signalled/signals", signal).status()).isEqualTo(200);
        Reply result = client.get("/v1/tasks/signalled/result?wait=PT20S");
        assertThat(result.json().get("result").asString()).isEqualTo("opened by \"kim\"");
    }

    @Test
    void passesJsonOnCharacterForCharacterUpToItsLimits() throws IOException {
        String deep = "[".repeat(499) + "1E+2" + "]".repeat(499);
        for (String payload : List.of("1e400", "-0.0", "1E+2", "\"\\u0041\"", "{ \"a\" :1.00}", deep)) {
            String id = client.post("/v1/tasks", "{\"type\":\"echo\",\"input\":" + payload + "}")
                    .json()
                    .get("id")
                    .asString();
            assertThat(client.get("/v1/tasks/" + id + "/result?wait=PT20S").body())
                    .contains("\"result\":" + payload + "}");
            assertThat(client.get("/v1/tasks/" + id + "/input").body()).isEqualTo(payload);
        }
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"limits\"}");
        for (String payload : List.of(
                "1e99999999999", "[" + deep.replace("1E+2", "[1]") + "]", "9".repeat(1_001), "\"\\ud800\"", "[1")) {
            Reply reply = client.post("/v1/tasks/limits/signals", "{\"name\":\"open\",\"payload\":" + payload + "}");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().get("code").asString()).isEqualTo("bad_input");
            assertThat(reply.body()).doesNotContain("Source", "tools.jackson", "bug");
        }
        client.post("/v1/tasks/limits/signals", "{\"name\":\"open\",\"payload\":1e400}");
        assertThat(client.get("/v1/tasks/limits/result?wait=PT20S")
                        .json()
                        .get("result")
                        .asString())
                .isEqualTo("opened by 1e400");
    }

    @Test
    void listsAndDropsTheSignalsThatATaskKeeps() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"keeps\"}");
        client.post("/v1/tasks/keeps/signals", "{\"name\":\"other\",\"payload\":{\"a\":1.0}}");
        JsonNode kept = client.get("/v1/tasks/keeps/signals").json().at("/signals/0");
        assertThat(kept.get("name").asString()).isEqualTo("other");
        assertThat(kept.get("setAside").isNull()).isTrue();
        String event = kept.get("taskSeq").asString();
        assertThat(client.post("/v1/tasks/keeps/signals/drop", "{\"event\":" + event + "}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/v1/tasks/keeps/signals").json().get("signals")).isEmpty();
        assertThat(client.post("/v1/tasks/keeps/signals/drop", "{\"event\":" + event + "}")
                        .status())
                .isEqualTo(409);
        assertThat(client.post("/v1/tasks/keeps/signals/drop", "{}").status()).isEqualTo(400);
    }

    @Test
    void pausesAndResumes() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"paused\"}");
        assertThat(client.post("/v1/tasks/paused/pause", "{\"reason\":\"lunch\"}")
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("paused");
        client.post("/v1/tasks/paused/signals", "{\"name\":\"open\"}");
        assertThat(client.get("/v1/tasks/paused/result?wait=PT0.1S").status()).isEqualTo(202);
        assertThat(client.post("/v1/tasks/paused/resume", "").status()).isEqualTo(200);
        assertThat(client.get("/v1/tasks/paused/result?wait=PT20S").status()).isEqualTo(200);
    }

    @Test
    void cancelsAndSaysSo() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"cancelled\"}");
        assertThat(client.post("/v1/tasks/cancelled/cancel", "{\"reason\":\"changed my mind\",\"grace\":\"PT0S\"}")
                        .status())
                .isEqualTo(200);
        Reply result = client.get("/v1/tasks/cancelled/result?wait=PT20S");
        assertProblem(result, 422, "task_cancelled");
        assertThat(result.json().get("detail").asString()).contains("changed my mind");
    }

    @Test
    void saysWhyATaskFailed() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"refuse\",\"id\":\"failed\"}");
        Reply result = client.get("/v1/tasks/failed/result?wait=PT20S");
        assertProblem(result, 422, "task_failed");
        assertThat(result.json().at("/failure/mode").asString()).isEqualTo("missing_information");
        assertThat(result.json().at("/failure/message").asString()).isEqualTo("There is no price.");
    }

    @Test
    void saysThatATaskNeedsAttentionAndRetriesIt() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"break\",\"id\":\"parked\"}");
        Reply result = client.get("/v1/tasks/parked/result?wait=PT20S");
        assertProblem(result, 422, "needs_attention");
        assertThat(result.json().at("/failure/mode").asString()).isEqualTo("unexpected_error");
        assertThat(client.post("/v1/tasks/parked/retry", "").status()).isEqualTo(200);
        await().until(() -> client.get("/v1/tasks/parked").json().get("attempt").asLong() == 2);
    }

    @Test
    void forksWithAnotherInput() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"echo\",\"id\":\"original\",\"input\":1}");
        client.get("/v1/tasks/original/result?wait=PT20S");
        Reply fork = client.post("/v1/tasks/original/fork", "{\"at\":1,\"input\":2}");
        assertThat(fork.status()).isEqualTo(201);
        String id = fork.json().get("id").asString();
        assertThat(client.get("/v1/tasks/" + id + "/result?wait=PT20S")
                        .json()
                        .get("result")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void pagesThroughTasksAndHistory() throws IOException {
        for (int i = 0; i < 3; i++) {
            client.post("/v1/tasks", "{\"type\":\"echo\",\"queue\":\"paged\",\"id\":\"page-" + i + "\"}");
            client.get("/v1/tasks/page-" + i + "/result?wait=PT20S");
        }
        var ids = new HashSet<String>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/tasks?queue=paged&state=completed,failed&limit=2" + cursor)
                    .json();
            page.get("tasks").forEach(task -> ids.add(task.get("id").asString()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        assertThat(ids).containsExactlyInAnyOrder("page-0", "page-1", "page-2");

        JsonNode first = client.get("/v1/tasks/page-0/events?limit=1").json();
        assertThat(first.get("events")).hasSize(1);
        assertThat(first.get("next").asInt()).isEqualTo(1);
        JsonNode rest = client.get("/v1/tasks/page-0/events?after=1").json();
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(rest.at("/events/0/taskSeq").asInt()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsWrongWithASentence() throws IOException {
        assertProblem(client.get("/v1/nothing"), 404, "bad_input", "/v1/nothing");
        Reply verb = client.send("DELETE", "/v1/tasks/x", "", Map.of());
        assertProblem(verb, 405, "bad_input", "GET");
        assertThat(verb.header("Allow")).contains("GET");

        assertProblem(client.post("/v1/tasks", "{\"type\":"), 400, "bad_input", "not valid JSON", "line 1");
        assertProblem(client.post("/v1/tasks", "[1]"), 400, "bad_input", "not a JSON object");
        assertProblem(client.post("/v1/tasks", "{} {}"), 400, "bad_input", "goes on");
        assertProblem(client.post("/v1/tasks", "{\"input\":1}"), 400, "bad_input", "\"type\" is missing");
        assertProblem(client.post("/v1/tasks", "{\"type\":7}"), 400, "bad_input", "\"type\" is not a string");
        assertProblem(client.post("/v1/tasks", "{\"typ\":\"echo\"}"), 400, "bad_input", "\"typ\" is not known");
        assertProblem(start("\"priority\":1.5"), 400, "bad_input", "\"priority\" is not a whole number");
        assertProblem(start("\"priority\":101"), 400, "bad_input", "priority is not between -100 and 100");
        assertProblem(start("\"delay\":\"5 minutes\""), 400, "bad_input", "ISO-8601 duration");
        assertProblem(start("\"deadline\":\"soon\""), 400, "bad_input", "\"deadline\" is not a moment");
        assertProblem(start("\"labels\":{\"a\":1}"), 400, "bad_input", "\"labels\" is not an object of strings");
        assertProblem(start("\"id\":\"a b\""), 400, "bad_input", "id is not letters");

        assertProblem(client.get("/v1/tasks?stat=ready"), 400, "bad_input", "stat is not known");
        assertProblem(client.get("/v1/tasks?state=asleep"), 400, "bad_input", "There is no state asleep");
        assertProblem(client.get("/v1/tasks?limit=0"), 400, "bad_input", "from 1 to 1000");
        assertProblem(client.get("/v1/events?after=x"), 400, "bad_input", "after is not a number");
        assertProblem(client.get("/v1/tasks/x/result?wait=5"), 400, "bad_input", "ISO-8601 duration");
        assertProblem(client.post("/v1/tasks/x/fork", "{}"), 400, "bad_input", "\"at\"");
    }

    @Test
    void givesTheCodeOfEveryErrorOfTheLayer() throws IOException {
        assertProblem(client.get("/v1/tasks/none"), 404, "task_not_found", "none");
        assertProblem(client.get("/v1/tasks/none/result?wait=PT1S"), 404, "task_not_found");
        assertProblem(client.get("/v1/events?task=none"), 404, "task_not_found");
        assertProblem(client.post("/v1/tasks/none/cancel", ""), 404, "task_not_found");
        assertProblem(client.post("/v1/tasks", "{\"type\":\"nosuch\"}"), 404, "unknown_task_type", "nosuch", "echo");

        client.post("/v1/tasks", "{\"type\":\"echo\",\"id\":\"taken\"}");
        assertProblem(client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"taken\"}"), 409, "id_conflict");
        client.get("/v1/tasks/taken/result?wait=PT20S");
        assertProblem(client.post("/v1/tasks/taken/signals", "{\"name\":\"open\"}"), 409, "invalid_state");

        assertProblem(start("\"input\":\"" + "x".repeat((int) PAYLOAD_LIMIT) + "\""), 413, "payload_too_large");
        Reply huge = client.post("/v1/tasks", " ".repeat(1 << 20));
        assertProblem(huge, 413, "payload_too_large", "4096");
    }

    @Test
    void answersNonsenseWithoutAStackTrace() throws IOException {
        try (var connection = client.raw("NO HTTP AT ALL\r\n\r\n")) {
            assertThat(connection.status()).isEqualTo(400);
            assertThat(connection.rest())
                    .contains("urn:perdure:error:bad_input")
                    .doesNotContain("org.eclipse");
        }
    }

    @Test
    void findsNothingWrongWhereNothingIs() throws IOException {
        JsonNode report = client.get("/v1/doctor").json();
        assertThat(report.get("findings")).isEmpty();
        assertThat(report.at("/store/bytes").asLong()).isPositive();
        assertThat(client.get("/v1/info").json().at("/store/engine").asString()).startsWith("SQLite");
    }

    @Test
    void recordsWhoseProcessAsked() throws IOException {
        client.post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"attributed\"}");
        assertThat(client.get("/v1/tasks/attributed/events?limit=1")
                        .json()
                        .at("/events/0/actor")
                        .asString())
                .isEqualTo("user:" + Owner.ofThisProcess().getName());
    }

    private static Reply start(String fields) throws IOException {
        return client.post("/v1/tasks", "{\"type\":\"echo\"," + fields + "}");
    }

    private static void assertProblem(Reply reply, int status, String code, String... details) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = reply.json();
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("urn:perdure:error:" + code);
        assertThat(List.of(details))
                .allSatisfy(part -> assertThat(problem.get("detail").asString()).contains(part));
        assertThat(problem.get("detail").asString()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
