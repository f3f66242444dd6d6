package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Limits, mask and user of a session's program, as a request asks for them. */
class SessionSurroundingsTest extends OwnDaemon {
    @Test
    void resourceLimitsAndTheMaskHold() throws IOException {
        run("ulimit -Sn; ulimit -Hn; ulimit -c; ulimit -St; umask", """
                "limits": {"nofile": "100:200", "core": 0, "cpu": "77:unlimited"}, "umask": "027",""");
        assertThat(output()).isEqualTo("100\n200\n0\n77\n0027\n");
    }

    @Test
    void oneNumberIsBothLimitsAndTheMaskIsAsEverywhereByDefault() throws IOException {
        run("ulimit -Sn; ulimit -Hn; umask", "\"limits\": {\"nofile\": 64},");
        assertThat(output()).isEqualTo("64\n64\n0022\n");
    }

    @Test
    void rootStartsASessionForAnotherUser() throws IOException {
        assumeTrue(Files.getOwner(Path.of("/proc/self").toRealPath()).getName().equals("root"), "only root may");
        run("id -un", "\"user\": \"nobody\",");
        assertThat(output()).isEqualTo("nobody\n");
    }

    @Test
    void aLimitThatTheKernelRefusesIsToldOnTheScreen() throws IOException {
        run("echo never", "\"limits\": {\"nofile\": \"unlimited\"},");
        assertThat(output()).contains("limit").doesNotContain("never");
        assertThat(get("/v1/sessions/dev").path("exitCode").asInt()).isPositive();
    }

    @Test
    void mistakesAreToldBeforeAnythingRuns() throws IOException {
        mistake("\"umask\": 18", "\"umask\" is not a string");
        mistake("\"umask\": \"028\"", "no octal number");
        mistake("\"umask\": \"7777\"", "umask is not from 0 to 0777");
        mistake("\"limits\": {\"files\": 1}", "no resource limit \"files\"; there are as, core, cpu");
        mistake("\"limits\": {\"nofile\": \"many\"}", "neither a number");
        mistake("\"limits\": {\"nofile\": -1}", "neither a number");
        mistake("\"limits\": {\"nofile\": \"1:2:3\"}", "neither a number");
        mistake("\"limits\": {\"nofile\": \"20:10\"}", "below the soft one: 20:10");
        mistake("\"limits\": {\"nofile\": true}", "numbers and strings");
        mistake("\"limits\": [1]", "numbers and strings");
        mistake("\"user\": \"no-such-user\"", "o such user: no-such-user");
        assertThat(get("/v1/sessions").path("sessions")).isEmpty();
    }

    private void run(String script, String fields) throws IOException {
        post(
                "/v1/sessions",
                "{" + fields + " \"name\": \"dev\", \"cwd\": \"/\", \"argv\": [\"sh\", \"-c\", \"" + script + "\"]}");
        assertThat(post("/v1/sessions/dev/wait", "{\"for\": \"exit\", \"limit\": \"PT30S\"}")
                        .path("result")
                        .asString())
                .isEqualTo("met");
    }

    private String output() throws IOException {
        return get("/v1/sessions/dev/output?offset=0").path("text").asString().replace("\r", "");
    }

    private void mistake(String field, String words) throws IOException {
        assertMistake(client.post("/v1/sessions", "{\"argv\": [\"true\"], \"cwd\": \"/\", " + field + "}"), words);
    }
}
