package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.api.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream of events.
 *
 * <p>The subscription's thread puts events into a short queue and waits when it is full, so a slow client is read for more slowly and holds
 * no memory; the request's thread takes them out and is the only one that writes. A client that takes nothing at all is cut off by
 * the connector's idle timeout and resumes where it was by its {@code Last-Event-ID}.
 */
final class EventStream {
    private static final int QUEUED = 64;
    private static final Duration OFFER = Duration.ofMillis(200);
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private final OutputStream out;
    private final Duration heartbeat;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUED);
    private volatile boolean ended;

    /** A stream that says something at least as often as {@code heartbeat}. */
    EventStream(OutputStream out, Duration heartbeat) {
        this.out = out;
        this.heartbeat = heartbeat;
    }

    /** Called by the subscription, for every event; returns when there is room for it or the stream has ended. */
    void offer(Event event, Predicate<Event> filter) {
        try {
            if (!ended && filter.test(event)) {
                put(new Item.Happened(event));
            }
        } catch (RuntimeException e) {
            // Going on would leave a gap that the client can't see; it reconnects instead.
            log.warn("An event stream ends early", e);
            end();
        }
    }

    private void put(Item item) {
        try {
            boolean taken = false;
            while (!taken && !ended) {
                taken = queue.offer(item, OFFER.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    /** Writes until the stream is ended or the client is gone, which is an {@link IOException}. */
    void run() throws IOException, InterruptedException {
        comment("open");
        while (!ended) {
            Item item = queue.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
            switch (item) {
                case null -> comment("heartbeat");
                case Item.Happened happened -> {
                    write(happened.event());
                    if (queue.isEmpty()) {
                        out.flush();
                    }
                }
                case Item.End end -> {}
            }
        }
    }

    /** Ends the stream soon. May be called from any thread and more than once. */
    void end() {
        ended = true;
        // Only wakes the writer; when the queue is full it is awake.
        boolean woken = queue.offer(new Item.End());
        log.trace("woken: {}", woken);
    }

    private void comment(String text) throws IOException {
        out.write((": " + text + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    private void write(Event event) throws IOException {
        String json = new String(Wire.write(event), UTF_8);
        var frame = new StringBuilder(json.length() + 64);
        frame.append("id: ").append(event.seq()).append('\n');
        frame.append("event: ").append(event.kind()).append('\n');
        // A payload keeps the line breaks that its author wrote between its values; each line is a data field of its
        // own.
        json.lines().forEach(line -> frame.append("data: ").append(line).append('\n'));
        out.write(frame.append('\n').toString().getBytes(UTF_8));
    }

    private sealed interface Item {
        record Happened(Event event) implements Item {}

        record End() implements Item {}
    }
}
