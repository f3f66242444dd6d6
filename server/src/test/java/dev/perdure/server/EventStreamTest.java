package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.server.SocketClient.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events as server-sent events. */
@Timeout(60)
class EventStreamTest {
    @TempDir
    static Path directory;

    private static Daemon daemon;
    private static SocketClient client;

    @BeforeAll
    static void start() {
        var state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(DaemonOptions.of(state));
        client = new SocketClient(state);
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    @Test
    void tellsWhatHappensAsItHappens() throws IOException {
        try (Connection stream = stream("/v1/events", Map.of())) {
            assertThat(stream.headers().get("content-type")).startsWith("text/event-stream");
            run("echo", "live");
            Sent event = next(stream);
            assertThat(event.data().get("taskId").asString()).isEqualTo("live");
            assertThat(event.data().get("seq").asLong()).isEqualTo(event.id());
            assertThat(event.data().get("kind").asString()).isEqualTo(event.kind());
        }
    }

    @Test
    void goesOnAfterTheLastEventThatAClientHasSeen() throws IOException {
        run("echo", "resumed");
        long events = client.get("/v1/tasks/resumed").json().get("events").asLong();
        var seen = new ArrayList<Sent>();
        while (seen.size() < events) {
            // A new connection for each event, by the header that browsers send and which outranks the query.
            var headers = seen.isEmpty()
                    ? Map.<String, String>of()
                    : Map.of("Last-Event-ID", Long.toString(seen.getLast().id()));
            try (Connection stream = stream("/v1/events?after=0&task=resumed", headers)) {
                seen.add(next(stream));
            }
        }
        assertThat(seen)
                .extracting(event -> event.data().get("taskSeq").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(seen.getFirst().data().get("taskSeq").asLong()).isEqualTo(1);
    }

    @Test
    void tellsOfOneTreeOnly() throws IOException {
        run("echo", "stranger");
        run("parent", "root");
        try (Connection stream = stream("/v1/events?after=0&root=root", Map.of())) {
            var tasks = new ArrayList<String>();
            String kind = "";
            while (!(kind.equals("task_completed") && tasks.getLast().equals("root"))) {
                Sent event = next(stream);
                kind = event.kind();
                tasks.add(event.data().get("taskId").asString());
            }
            assertThat(tasks).contains("root").doesNotContain("stranger");
            assertThat(tasks.stream().distinct()).hasSize(2);
        }
    }

    @Test
    void aClientThatReadsLateMissesNothing() throws IOException {
        try (Connection stream = stream("/v1/events?after=0", Map.of())) {
            for (int i = 0; i < 40; i++) {
                run("echo", "late-" + i);
            }
            var ids = new ArrayList<Long>();
            String last = "";
            while (!last.equals("late-39")) {
                Sent event = next(stream);
                ids.add(event.id());
                last = event.data().get("taskId").asString();
            }
            assertThat(ids).isSorted().doesNotHaveDuplicates();
            assertThat(ids.getLast() - ids.getFirst()).isEqualTo(ids.size() - 1L);
        }
    }

    @Test
    void holdsNoMoreThanAFewEventsForAClientThatDoesNotRead() throws Exception {
        var stream = new EventStream(new ByteArrayOutputStream(), Duration.ofSeconds(15));
        var offered = new AtomicInteger();
        Thread subscription = Thread.ofVirtual().start(() -> {
            for (int i = 1; i <= 1000; i++) {
                stream.offer(event(i, "{}"), event -> true);
                offered.incrementAndGet();
            }
        });
        await().until(() -> subscription.getState() == Thread.State.TIMED_WAITING);
        assertThat(offered.get()).isLessThan(100);
        stream.end();
        assertThat(subscription.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void saysSomethingWhileNothingHappens() throws Exception {
        var beats = new CountDownLatch(3);
        var out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                beats.countDown();
            }
        };
        var stream = new EventStream(out, Duration.ofMillis(10));
        Thread writer = writing(stream);
        assertThat(beats.await(20, TimeUnit.SECONDS)).isTrue();
        stream.end();
        writer.join();
        assertThat(out.toString(UTF_8)).contains(": heartbeat\n\n");
    }

    @Test
    void aPayloadWithLineBreaksStaysOneEvent() throws Exception {
        var out = new ByteArrayOutputStream();
        var stream = new EventStream(out, Duration.ofSeconds(15));
        Thread writer = writing(stream);
        stream.offer(event(7, "{\n  \"a\": 1\r\n}"), event -> true);
        await().until(() -> out.toString(UTF_8).endsWith("}\n\n"));
        stream.end();
        writer.join();
        String frame = out.toString(UTF_8).replaceFirst("(?s)^: open\n\n", "");
        assertThat(frame.lines().filter(line -> !line.isEmpty()))
                .allMatch(line -> line.startsWith("id: ") || line.startsWith("event: ") || line.startsWith("data: "));
    }

    private static Thread writing(EventStream stream) {
        return Thread.ofVirtual().start(() -> {
            try {
                stream.run();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Event event(long seq, String payload) {
        return new Event(seq, "t", seq, "step_completed", Instant.EPOCH, "worker", new Json(payload), "00");
    }

    private static void run(String type, String id) throws IOException {
        client.post("/v1/tasks", "{\"type\":\"%s\",\"id\":\"%s\",\"input\":1}".formatted(type, id));
        assertThat(client.get("/v1/tasks/" + id + "/result?wait=PT20S").status())
                .isEqualTo(200);
    }

    private static Connection stream(String target, Map<String, String> headers) throws IOException {
        Connection stream = client.open("GET", target, "", headers);
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.nextLine()).startsWith(":");
        return stream;
    }

    private static Sent next(Connection stream) throws IOException {
        long id = 0;
        String kind = "";
        List<String> data = new ArrayList<>();
        while (true) {
            String line = stream.nextLine();
            if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: ")) {
                kind = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.add(line.substring(6));
            } else if (line.isEmpty() && !data.isEmpty()) {
                return new Sent(id, kind, new JsonMapper().readTree(String.join("\n", data)));
            }
        }
    }

    private record Sent(long id, String kind, JsonNode data) {}
}
