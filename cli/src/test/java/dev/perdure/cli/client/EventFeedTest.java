package dev.perdure.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.PerdureException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedTest implements EventFeed.Listener {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    @TempDir
    Path directory;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Test
    void goesOnBehindTheLastEventOverBrokenConnections() throws Exception {
        try (var server = new ScriptedServer(directory.resolve("s"))
                .answers(HEAD, event(5), event(6), "id: 7\ndata: {\"cut")
                .answersAndStays(HEAD, event(6), event(7)); ) {
            var ensured = new AtomicInteger();
            var client = new DaemonClient(server.socket(), () -> ensured.incrementAndGet() > 0);
            try (var _ = new EventFeed(client, "&root=a", 4, this)) {
                assertThat(next()).isEqualTo("5");
                assertThat(next()).isEqualTo("6");
                assertThat(next()).isEqualTo("lost");
                assertThat(next()).isEqualTo("back");
                assertThat(next()).isEqualTo("7");
            }
            assertThat(server.request())
                    .startsWith("GET /v1/events?after=4&root=a ")
                    .contains("Last-Event-ID: 4\r\n");
            assertThat(server.request())
                    .startsWith("GET /v1/events?after=6&root=a ")
                    .contains("Last-Event-ID: 6\r\n");
            assertThat(ensured).hasValue(1);
        }
    }

    @Test
    void endsWithTheReasonWhenNoDaemonCanBeStarted() throws Exception {
        var client = new DaemonClient(directory.resolve("none"), () -> {
            throw new PerdureException(ErrorCode.STORE_UNAVAILABLE, "The disk is full.");
        });
        try (var _ = new EventFeed(client, "", 0, this)) {
            assertThat(next()).isEqualTo("lost");
            assertThat(next()).isEqualTo("failed: The disk is full.");
        }
    }

    @Test
    void endsWithTheReasonWhenTheDaemonRefuses() throws Exception {
        String problem = "{\"code\":\"task_not_found\",\"detail\":\"No task has the id a.\"}";
        try (var server = new ScriptedServer(directory.resolve("s"))
                        .answers("HTTP/1.1 404 Not Found\r\nContent-Length: " + problem.length() + "\r\n\r\n"
                                + problem);
                var _ = new EventFeed(new DaemonClient(server.socket(), () -> true), "&root=a", 0, this)) {
            assertThat(next()).isEqualTo("failed: No task has the id a.");
        }
    }

    @Test
    void endsOnNonsense() throws Exception {
        try (var server = new ScriptedServer(directory.resolve("s")).answers(HEAD, "data: {\"seq\":\n\n");
                var _ = new EventFeed(new DaemonClient(server.socket(), () -> true), "", 0, this)) {
            assertThat(next()).startsWith("failed: an event is not JSON");
        }
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    private static String event(long seq) {
        return "id: " + seq + "\nevent: step_completed\ndata: {\"seq\":" + seq
                + ",\"taskId\":\"a\",\"taskSeq\":1,\"kind\":\"step_completed\",\"time\":\"2026-01-01T00:00:00Z\"}\n\n";
    }

    @Override
    public void event(Event event) {
        heard.add(Long.toString(event.seq()));
    }

    @Override
    public void lost() {
        heard.add("lost");
    }

    @Override
    public void back() {
        heard.add("back");
    }

    @Override
    public void failed(Exception reason) {
        heard.add("failed: " + reason.getMessage());
    }
}
