package dev.perdure.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.FailureMode;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonClientTest {
    @TempDir
    Path directory;

    @Test
    void asksTheNextDaemonWhenTheFirstDiesUnderARepeatableRequest() throws Exception {
        try (var server = server().answers("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
                .answers(ok("{\"id\":\"a\"}"))) {
            var client = new DaemonClient(server.socket(), () -> true);
            assertThat(client.get("/v1/tasks/a").path("id").asString()).isEqualTo("a");
        }
    }

    @Test
    void neverAsksTwiceForWhatMustNotHappenTwice() throws Exception {
        try (var server = server().answers("").answers(ok("{}"))) {
            var client = new DaemonClient(server.socket(), () -> true);
            assertThatThrownBy(() -> client.post("/v1/tasks/a/fork", "{}")).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void startsADaemonWhereNobodyListens() throws Exception {
        Path socket = directory.resolve("s");
        var started = new java.util.concurrent.atomic.AtomicReference<ScriptedServer>();
        var client = new DaemonClient(socket, () -> {
            try {
                started.set(new ScriptedServer(socket).answers(ok("{\"id\":\"b\"}")));
                return true;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(client.post("/v1/tasks/a/fork", "{}").path("id").asString()).isEqualTo("b");
        started.get().close();
    }

    @Test
    void tellsARefusalWithItsCodeAndFailure() throws Exception {
        String problem = """
                {"code":"needs_attention","detail":"Look at it.","failure":{"mode":"unknown_outcome","message":"cut off","step":"pay#1"}}""";
        try (var server = server().answers(answer("422 Unprocessable", problem))) {
            assertThatThrownBy(() -> new DaemonClient(server.socket(), Starter.NONE).get("/v1/tasks/a/result"))
                    .hasMessage("Look at it.")
                    .asInstanceOf(type(RefusedException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.NEEDS_ATTENTION);
                        assertThat(e.failure()).isNotNull();
                        assertThat(e.failure().mode()).isEqualTo(FailureMode.UNKNOWN_OUTCOME);
                    });
        }
    }

    @Test
    void tellsARefusalThatIsNoProblemDocument() throws Exception {
        try (var server = server().answers(answer("502 Bad Gateway", "<html>"))) {
            assertThatThrownBy(() -> new DaemonClient(server.socket(), Starter.NONE).get("/"))
                    .hasMessageStartingWith("The daemon refused with HTTP status 502;");
        }
    }

    @Test
    void refusesAnAnswerThatIsNotJson() throws Exception {
        try (var server = server().answers(ok("hello"))) {
            assertThatThrownBy(() -> new DaemonClient(server.socket(), () -> true).get("/"))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not JSON");
        }
    }

    @Test
    void keepsNumbersDigitForDigit() throws Exception {
        String json = "{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":0.1000000000000000000000000001}";
        try (var server = server().answers(ok(json))) {
            assertThat(JsonText.line(new DaemonClient(server.socket(), Starter.NONE).get("/")))
                    .isEqualTo(json);
        }
    }

    private ScriptedServer server() throws java.io.IOException {
        return new ScriptedServer(directory.resolve("s"));
    }

    private static String ok(String json) {
        return answer("200 OK", json);
    }

    private static String answer(String status, String json) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + json;
    }
}
