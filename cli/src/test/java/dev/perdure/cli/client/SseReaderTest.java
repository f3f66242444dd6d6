package dev.perdure.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    @Test
    void readsEventsWithTheirIdsAndKinds() throws Exception {
        assertThat(events("id: 1\nevent: step_completed\ndata: {}\n\nid: 2\ndata:x\n\n"))
                .containsExactly(new ServerEvent("1", "step_completed", "{}"), new ServerEvent("2", "message", "x"));
    }

    @Test
    void joinsDataLines() throws Exception {
        assertThat(events("data: a\ndata\ndata:  b\n\n")).containsExactly(new ServerEvent("", "message", "a\n\n b"));
    }

    @Test
    void takesAnyLineEndAlsoBetweenTwoReads() throws Exception {
        String text = "id: 1\r\ndata: a\r\n\r\nid: 2\rdata: b\r\rid: 3\ndata: c\n\n";
        List<ServerEvent> expected = List.of(
                new ServerEvent("1", "message", "a"),
                new ServerEvent("2", "message", "b"),
                new ServerEvent("3", "message", "c"));
        assertThat(events(text)).isEqualTo(expected);
        assertThat(read(new OneByteAtATime(text))).isEqualTo(expected);
    }

    @Test
    void skipsCommentsUnknownFieldsAndEventsWithoutData() throws Exception {
        assertThat(events(": heartbeat\n\nretry: 100\n\nevent: x\n\ndata: a\n\n"))
                .containsExactly(new ServerEvent("", "message", "a"));
    }

    @Test
    void dropsAnEventThatIsCutOff() throws Exception {
        assertThat(events("data: a\n\ndata: b\n")).containsExactly(new ServerEvent("", "message", "a"));
    }

    @Test
    void keepsTheLastIdOverEventsWithoutOne() throws Exception {
        assertThat(events("id: 7\ndata: a\n\ndata: b\n\n"))
                .extracting(ServerEvent::id)
                .containsExactly("7", "7");
    }

    @Test
    void readsTextBeyondAscii() throws Exception {
        assertThat(read(new OneByteAtATime("\uFEFFdata: 東京 🚀\n\n")))
                .extracting(ServerEvent::data)
                .containsExactly("東京 🚀");
    }

    private static List<ServerEvent> events(String text) throws IOException {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<ServerEvent> read(InputStream in) throws IOException {
        var reader = new SseReader(in, "");
        var events = new ArrayList<ServerEvent>();
        for (ServerEvent event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    private static final class OneByteAtATime extends ByteArrayInputStream {
        OneByteAtATime(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(1, length));
        }
    }
}
