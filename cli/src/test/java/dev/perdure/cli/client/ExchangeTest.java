package dev.perdure.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @Test
    void readsAnAnswerOfKnownLength() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"))
                .isEqualTo("hello");
    }

    @Test
    void readsAnAnswerInChunksHoweverItIsCut() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String whole = head.concat("5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
        assertThat(answer(whole.split(""))).isEqualTo("hello world");
    }

    @Test
    void readsAnAnswerThatEndsWithTheConnection() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\nall ", "of it")).isEqualTo("all of it");
    }

    @Test
    void skipsInformationalAnswers() throws Exception {
        assertThat(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
                .isEqualTo("ok");
    }

    @Test
    void readsNoBodyWhereThereIsNone() throws Exception {
        assertThat(answer("HTTP/1.1 204 No Content\r\n\r\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
            })
    void refusesWhatIsNotHttp(String raw) {
        assertThatThrownBy(() -> answer(raw)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            })
    void saysThatAnAnswerWasCutOff(String raw) {
        assertThatThrownBy(() -> answer(raw)).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesAHeadWithoutEnd() {
        assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void refusesAnAnswerAboveItsBound() {
        assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(2000)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("larger than 1000 bytes");
    }

    @Test
    void givesUpOnSilence() throws Exception {
        try (var server = new ScriptedServer(directory.resolve("s")).answersAndStays("HTTP/1.1 200 OK\r\nContent-")) {
            assertThatThrownBy(() -> Exchange.open(server.socket(), Request.get("/"), Duration.ofMillis(100)))
                    .isInstanceOf(SilenceException.class);
        }
    }

    @Test
    void tellsThatNobodyListens() {
        assertThatThrownBy(() -> Exchange.open(directory.resolve("none"), Request.get("/"), LONG))
                .isInstanceOf(UnreachableException.class);
    }

    @Test
    void sendsTheBodyWithItsLengthInBytes() throws Exception {
        try (var server = new ScriptedServer(directory.resolve("s")).answers("HTTP/1.1 204 No Content\r\n\r\n");
                var exchange = Exchange.open(
                        server.socket(), Request.post("/v1/x", "{\"a\":\"ö\"}").with("Idempotency-Key", "k"), LONG)) {
            assertThat(exchange.status()).isEqualTo(204);
            assertThat(server.request())
                    .startsWith("POST /v1/x HTTP/1.1\r\n")
                    .contains("\r\nIdempotency-Key: k\r\n", "\r\nContent-Length: 10\r\n");
        }
    }

    @Test
    void refusesToSmuggleAHeader() {
        assertThatThrownBy(() -> Request.get("/").with("Idempotency-Key", "a\r\nX: y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String answer(String... parts) throws IOException {
        try (var server = new ScriptedServer(directory.resolve("s")).answers(parts);
                var exchange = Exchange.open(server.socket(), Request.get("/"), LONG)) {
            return exchange.text(1000);
        } finally {
            java.nio.file.Files.deleteIfExists(directory.resolve("s"));
        }
    }
}
