package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Waiting for what real programs do. */
class SessionWaitTest extends OwnDaemon {
    private static final String BASH = """
            {"name": "dev", "argv": ["bash", "--norc", "--noprofile", "-i"], "cwd": "/", "env": {"PS1": "dev$ "}}""";

    @Test
    void aTextThatIsPrintedLaterEndsTheWait() throws IOException {
        startShell();
        type("{\"text\": \"sleep 1; echo val''ue=$((6*7))\\r\"}");
        JsonNode met = await("\"for\": \"pattern\", \"pattern\": \"^value=\\\\d+$\", \"limit\": \"PT30S\"");
        assertThat(met.path("result").asString()).isEqualTo("met");
        assertThat(met.path("what").asString()).isEqualTo("value=42");
        assertThat(met.path("state").asString()).isEqualTo("running");
        assertThat(met.has("quietMillis")).isFalse();
    }

    @Test
    void whatHasScrolledAwayIsFoundFromItsOffsetAndNotWithoutOne() throws IOException {
        long before = startShell().path("offset").asLong();
        type("{\"text\": \"echo mark''er; seq 900 999\\r\"}");
        await("\"for\": \"pattern\", \"pattern\": \"^999$\", \"limit\": \"PT30S\"");
        JsonNode found =
                await("\"for\": \"pattern\", \"pattern\": \"^marker$\", \"limit\": \"PT0S\", \"since\": " + before);
        assertThat(found.path("result").asString()).isEqualTo("met");

        JsonNode missed = await("\"for\": \"pattern\", \"pattern\": \"^marker$\", \"limit\": \"PT0.3S\"");
        assertThat(missed.path("result").asString()).isEqualTo("timed_out");
        assertThat(missed.has("what")).isFalse();
        assertThat(missed.path("quietMillis").asLong(-1)).isNotNegative();
        assertThat(missed.path("offset").asLong())
                .isEqualTo(get("/v1/sessions/dev").path("offset").asLong());
    }

    @Test
    void whatTheScreenShowsAlreadyCountsForAPatternAndNotForOutput() throws IOException {
        startShell();
        type("{\"text\": \"echo do''ne\\r\"}");
        waitForScreen("\ndone\n");
        String wanted = "\"pattern\": \"^done$\", \"limit\": ";
        assertThat(await("\"for\": \"pattern\", " + wanted + "\"PT0S\"")
                        .path("result")
                        .asString())
                .isEqualTo("met");
        long now = get("/v1/sessions/dev").path("offset").asLong();
        assertThat(await("\"for\": \"output\", " + wanted + "\"PT0.3S\"")
                        .path("result")
                        .asString())
                .isEqualTo("timed_out");
        type("{\"text\": \"echo do''ne\\r\"}");
        JsonNode met = await("\"for\": \"output\", \"since\": " + now + ", " + wanted + "\"PT30S\"");
        assertThat(met.path("what").asString()).isEqualTo("done");
        assertThat(met.path("offset").asLong()).isGreaterThan(now);
    }

    @Test
    void quietIsMeasuredFromBeforeTheWait() throws IOException {
        startShell();
        type("{\"text\": \"while sleep 0.05; do echo noise; done\\r\"}");
        waitForScreen("noise\nnoise");
        assertThat(await("\"for\": \"quiet\", \"quiet\": \"PT5S\", \"limit\": \"PT0.5S\"")
                        .path("result")
                        .asString())
                .isEqualTo("timed_out");
        type("{\"keys\": [\"C-c\"]}");
        assertThat(await("\"for\": \"quiet\", \"quiet\": \"PT1S\", \"limit\": \"PT30S\"")
                        .path("result")
                        .asString())
                .isEqualTo("met");
        assertThat(await("\"for\": \"quiet\", \"quiet\": \"PT1S\", \"limit\": \"PT0S\"")
                        .path("result")
                        .asString())
                .isEqualTo("met");
    }

    @Test
    void aPromptIsToldFromACommandThatRuns() throws IOException {
        post("/v1/sessions", BASH);
        JsonNode prompt = await("\"for\": \"prompt\", \"limit\": \"PT30S\"");
        assertThat(prompt.path("result").asString()).isEqualTo("met");
        assertThat(prompt.path("what").asString()).isEqualTo("dev$");
        type("{\"text\": \"echo be''gun; sleep 1000\\r\"}");
        waitForScreen("begun");
        assertThat(await("\"for\": \"prompt\", \"limit\": \"PT0.5S\"")
                        .path("result")
                        .asString())
                .isEqualTo("timed_out");
        type("{\"keys\": [\"C-c\"]}");
        assertThat(await("\"for\": \"prompt\", \"limit\": \"PT30S\"")
                        .path("result")
                        .asString())
                .isEqualTo("met");
    }

    @Test
    void theEndIsToldWithItsExitCodeAndEndsEveryOtherWait() throws IOException {
        startShell();
        type("{\"text\": \"echo last''-words; exit 3\\r\"}");
        JsonNode end = await("\"for\": \"exit\", \"limit\": \"PT30S\"");
        assertThat(end.path("result").asString()).isEqualTo("met");
        assertThat(end.path("what").asString()).isEqualTo("ended");
        assertThat(end.path("exitCode").asInt()).isEqualTo(3);

        JsonNode never = await("\"for\": \"pattern\", \"pattern\": \"never\", \"limit\": \"PT1M\"");
        assertThat(never.path("result").asString()).isEqualTo("ended");
        assertThat(never.path("exitCode").asInt()).isEqualTo(3);
        assertThat(await("\"for\": \"prompt\", \"limit\": \"PT1M\"")
                        .path("result")
                        .asString())
                .isEqualTo("ended");
        assertThat(await("\"for\": \"pattern\", \"pattern\": \"^last-words$\", \"since\": 0")
                        .path("what")
                        .asString())
                .isEqualTo("last-words");
    }

    @Test
    void whoOnlyObservesMayWait() throws IOException {
        startShell();
        as("agent:a", "/v1/sessions/dev/wait", "{\"for\": \"quiet\", \"quiet\": \"PT0S\"}");
        post("/v1/sessions/dev/rights", "{\"operator\": \"agent:a\", \"right\": \"observe\"}");
        assertThat(as("agent:a", "/v1/sessions/dev/wait", "{\"for\": \"quiet\", \"quiet\": \"PT0S\"}")
                        .path("result")
                        .asString())
                .isEqualTo("met");
    }

    @Test
    void mistakesAreToldAtOnce() throws IOException {
        startShell();
        mistake("{}", "\"for\" is missing");
        mistake("{\"for\": \"rain\"}", "none of pattern, output, quiet, exit and prompt: rain");
        mistake("{\"for\": \"pattern\"}", "The pattern is missing");
        mistake("{\"for\": \"pattern\", \"pattern\": \"(\"}", "no regular expression");
        mistake("{\"for\": \"pattern\", \"pattern\": \"" + "x".repeat(1001) + "\"}", "longer than 1000");
        mistake("{\"for\": \"pattern\", \"pattern\": \"x\", \"since\": -1}", "negative");
        mistake("{\"for\": \"exit\", \"limit\": \"PT-1S\"}", "negative");
        mistake("{\"for\": \"quiet\", \"quiet\": \"PT-1S\"}", "negative");
        assertThat(client.post("/v1/sessions/none/wait", "{\"for\": \"exit\"}").status())
                .isEqualTo(404);
    }

    @Test
    void aPatternThatNeverGetsDoneIsRefused() throws IOException {
        startShell();
        type("{\"text\": \"echo " + "a".repeat(60) + "\"}");
        waitForScreen("a".repeat(60));
        mistake("{\"for\": \"pattern\", \"pattern\": \"a*a*a*a*a*a*a*a*a*b\"}", "reads more than");
    }

    private void mistake(String body, String words) throws IOException {
        assertMistake(client.post("/v1/sessions/dev/wait", body), words);
    }

    private void type(String body) throws IOException {
        post("/v1/sessions/dev/input", body);
    }

    private JsonNode await(String fields) throws IOException {
        return post("/v1/sessions/dev/wait", "{" + fields + "}");
    }
}
