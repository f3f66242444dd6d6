package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.server.SocketClient.Reply;
import dev.perdure.session.anchor.Takeover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sessions over HTTP: real programs on real terminals. */
class SessionDoorTest {
    private static final String SH = """
            {"name": "dev", "argv": ["sh"], "cwd": "/", "env": {"PS1": "$ ", "ENV": ""}, "columns": 70, "rows": 20}""";

    @TempDir
    Path directory;

    private Daemon daemon;
    private SocketClient client;

    @BeforeEach
    void start() {
        var state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(DaemonOptions.of(state));
        client = new SocketClient(state);
    }

    @AfterEach
    void stop() throws IOException {
        client.post("/v1/shutdown", "{\"endSessions\": true}");
        daemon.close();
    }

    @Test
    void aSessionIsStartedTypedIntoLookedAtAndEnded() throws IOException {
        Reply started = client.post("/v1/sessions", SH);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        assertThat(started.json().path("state").asString()).isEqualTo("running");
        assertThat(started.json().at("/size/columns").asInt()).isEqualTo(70);
        int pid = started.json().path("pid").asInt();

        send("{\"text\": \"echo $((6*7))-$PERDURE_SESSION-$TERM\", \"keys\": [\"Enter\"]}");
        waitForScreen("42-dev-xterm-256color");

        JsonNode processes = client.get("/v1/sessions/dev/processes").json();
        assertThat(processes.at("/processes/0/pid").asInt()).isEqualTo(pid);
        assertThat(processes.at("/processes/0/directory").asString()).isEqualTo("/");
        assertThat(processes.path("files")).isNotEmpty();

        JsonNode output =
                client.get("/v1/sessions/dev/output?offset=0&max=100000").json();
        assertThat(output.path("text").asString()).contains("42-dev-");
        assertThat(output.path("next").asLong()).isEqualTo(output.path("end").asLong());

        send("{\"text\": \"exit 3\\r\"}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> session().path("state").asString().equals("ended"));
        assertThat(session().path("exitCode").asInt()).isEqualTo(3);
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void whoMayNotIsToldSoAndAnAgentYieldsTheHelm() throws IOException {
        client.post("/v1/sessions", SH);
        assertThat(as("agent:a", "helm", "{\"action\": \"take\"}").status()).isEqualTo(403);
        assertThat(as("agent:a", "helm", "{\"action\": \"take\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("right_missing");
        assertThat(as("agent:a", "helm", "{\"action\": \"request\"}")
                        .json()
                        .at("/helm/holder")
                        .asString())
                .isEqualTo("agent:a");
        Reply refused = client.post("/v1/sessions/dev/input", "{\"text\": \"x\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asString()).isEqualTo("helm_taken");
        assertThat(as("agent:a", "end", "").status()).isEqualTo(403);

        client.post("/v1/sessions/dev/rights", "{\"operator\": \"agent:a\", \"right\": \"observe\"}");
        client.post("/v1/sessions/dev/helm", "{\"action\": \"take\"}");
        assertThat(as("agent:a", "input", "{\"text\": \"x\"}")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("right_revoked");
        assertThat(as("user:somebody", "input", "{\"text\": \"x\"}").status()).isEqualTo(400);
    }

    @Test
    void aFrozenSessionDoesNothingUntilItThaws() throws IOException {
        client.post("/v1/sessions", SH);
        send("{\"text\": \"echo re''ady\\r\"}");
        waitForScreen("ready");
        assertThat(client.post("/v1/sessions/dev/freeze", "")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("frozen");
        send("{\"text\": \"echo tha''wed\\r\"}");
        assertThat(screen()).doesNotContain("thawed");
        client.post("/v1/sessions/dev/thaw", "");
        waitForScreen("thawed");
    }

    @Test
    void mistakesAreProblemsWithStableCodes() throws IOException {
        assertProblem(client.get("/v1/sessions/none"), 404, "session_not_found");
        assertProblem(client.post("/v1/sessions", "{}"), 400, "bad_input");
        assertProblem(client.post("/v1/sessions", "{\"argv\": [\"/no/such/program\"]}"), 400, "bad_input");
        assertProblem(client.post("/v1/sessions", "{\"argv\": [7]}"), 400, "bad_input");
        assertThat(client.post("/v1/sessions", SH).status()).isEqualTo(201);
        assertProblem(client.post("/v1/sessions", SH), 409, "session_name_taken");
        assertProblem(client.post("/v1/sessions/dev/input", "{\"keys\": [\"Nonsense\"]}"), 400, "bad_input");
        assertProblem(client.post("/v1/sessions/dev/rename", "{\"name\": \"a b\"}"), 400, "bad_input");
        assertThat(client.post("/v1/sessions/dev/rename", "{\"name\": \"other\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/v1/sessions/other/end", "")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("ended");
        assertProblem(client.post("/v1/sessions/other/input", "{\"text\": \"x\"}"), 409, "session_ended");
    }

    @Test
    void anAgentGovernsWhatItStartedItselfAlsoAfterARestart() throws IOException {
        Map<String, String> agent = Map.of("Perdure-Operator", "agent:a");
        Reply started = client.send("POST", "/v1/sessions", SH, agent);
        assertThat(started.json().path("startedBy").asString()).isEqualTo("agent:a");
        assertThat(as("agent:a", "freeze", "").status()).isEqualTo(200);
        assertThat(as("agent:a", "thaw", "").status()).isEqualTo(200);
        assertProblem(as("agent:b", "freeze", ""), 403, "right_missing");
        assertProblem(as("agent:b", "end", ""), 403, "right_missing");
        client.post("/v1/sessions/dev/freeze", "");
        assertProblem(as("agent:a", "thaw", ""), 403, "right_missing");
        assertProblem(as("agent:a", "end", ""), 403, "right_missing");
        client.post("/v1/sessions/dev/thaw", "");

        daemon.close();
        daemon = Daemon.start(DaemonOptions.of(new StateDirectory(directory.resolve("state"))));
        assertThat(as("agent:a", "end", "").json().path("state").asString()).isEqualTo("ended");
        assertProblem(as("agent:b", "remove", ""), 403, "right_missing");
        assertThat(as("agent:a", "remove", "").status()).isEqualTo(200);
    }

    @Test
    void aShellIsALoginShellOnlyWhereThatIsAskedFor() throws IOException {
        client.post("/v1/sessions", """
                {"name": "dev", "argv": ["bash", "-c", "shopt -q login_shell || echo $0 as usual; cat"]}""");
        waitForScreen("bash as usual");
        assertThat(screen()).doesNotContain("-bash");
    }

    @Test
    void aProgramIsStartedInTheSurroundingsThatAreAskedFor() throws IOException {
        Reply started = client.post("/v1/sessions", """
                {"name": "dev", "argv": ["bash", "-c", "umask; shopt login_shell | wc -w; shopt -q login_shell && echo login; stty size; pwd; ulimit -Sn; ulimit -Hn; ulimit -c; echo $0 $GIVEN-${JAVA_HOME-none}; cat"],
                 "cwd": "/usr", "env": {"GIVEN": "this", "PATH": "/usr/bin:/bin"}, "inheritEnv": false, "umask": "027",
                 "limits": {"nofile": "100:200", "core": "0"}, "login": true, "columns": 71, "rows": 21}""");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        waitForScreen("this-none");
        assertThat(screen().lines().limit(9))
                .containsExactly("0027", "2", "login", "21 71", "/usr", "100", "200", "0", "-bash this-none");
        for (String wrong : new String[] {
            "\"umask\": \"028\"",
            "\"user\": \"nobody-at-all\"",
            "\"limits\": {\"files\": \"1\"}",
            "\"limits\": {\"core\": \"2:1\"}"
        }) {
            assertProblem(client.post("/v1/sessions", "{\"argv\": [\"sh\"], " + wrong + "}"), 400, "bad_input");
        }
    }

    @Test
    void onlyAnEndedSessionIsForgotten() throws IOException {
        client.post("/v1/sessions", SH);
        Reply refused = client.post("/v1/sessions/dev/remove", "");
        assertProblem(refused, 409, "session_alive");
        assertThat(refused.json().path("detail").asString()).contains("end it first");
        client.post("/v1/sessions/dev/end", "");
        Path files = directory.resolve("state/sessions/" + session().path("id").asString());
        assertThat(files).exists();
        assertThat(client.post("/v1/sessions/dev/remove", "")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("ended");
        assertProblem(client.get("/v1/sessions/dev"), 404, "session_not_found");
        assertThat(files).doesNotExist();
    }

    @Test
    void theDoctorTellsWhatSessionsRelyOn() throws IOException {
        JsonNode sessions = client.get("/v1/doctor").json().path("sessions");
        Takeover.Capability capability = Takeover.probe();
        assertThat(sessions.path("supported").asBoolean()).isTrue();
        assertThat(sessions.path("takeover").asString())
                .isEqualTo(capability.way().name().toLowerCase(Locale.ROOT));
        assertThat(sessions.path("takeoverReason").asString()).isEqualTo(capability.reason());
        client.post("/v1/sessions", SH);
        // What is told is what a session has.
        String membership =
                Files.readString(Path.of("/proc/" + session().path("pid").asInt() + "/cgroup"));
        assertThat(sessions.path("freezer").asString())
                .isEqualTo(membership.contains("/session-") ? "cgroup" : "signals");
    }

    private static void assertProblem(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("code").asString()).isEqualTo(code);
    }

    private Reply as(String operator, String verb, String body) throws IOException {
        return client.send("POST", "/v1/sessions/dev/" + verb, body, Map.of("Perdure-Operator", operator));
    }

    private void send(String body) throws IOException {
        Reply reply = client.post("/v1/sessions/dev/input", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private JsonNode session() throws IOException {
        return client.get("/v1/sessions/dev").json();
    }

    private String screen() throws IOException {
        return client.get("/v1/sessions/dev/screen").json().path("text").asString();
    }

    private void waitForScreen(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(screen()).contains(text));
    }
}
