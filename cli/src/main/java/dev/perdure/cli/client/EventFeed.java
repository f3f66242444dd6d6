package dev.perdure.cli.client;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The events of the store as they happen, each once and in order, over as many connections and daemons as it takes: after a break it goes on behind
 * the last event that it delivered. A thread of its own calls the listener. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000L;

    private final DaemonClient client;
    private final String filter;
    private final Listener listener;
    private final Thread thread;
    private long last;
    private volatile boolean closed;
    private volatile @Nullable Exchange current;

    /** What a feed tells. */
    public interface Listener {
        /** Something happened. */
        void event(Event event);

        /** The connection broke; the feed is about to ask for a daemon. */
        void lost();

        /** The feed goes on. */
        void back();

        /** The feed ended for good, because of {@code reason}. */
        void failed(Exception reason);
    }

    /**
     * Begins to deliver.
     *
     * @param filter empty, or query parameters that begin with {@code &}
     * @param after the last event that is known already
     */
    public EventFeed(DaemonClient client, String filter, long after, Listener listener) {
        this.client = client;
        this.filter = filter;
        this.last = after;
        this.listener = listener;
        this.thread = new Thread(this::run, "perdure-events");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        Exchange open = current;
        if (open != null) {
            end(open);
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        boolean broken = false;
        int failures = 0;
        while (!closed) {
            try (Exchange exchange = client.stream(last, filter)) {
                current = exchange;
                if (broken) {
                    broken = false;
                    listener.back();
                }
                failures = read(exchange) ? 0 : failures + 1;
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.CLOSED) {
                    fail(e);
                    return;
                }
                // The daemon is on its way down; the next one answers soon.
            } catch (ProtocolException e) {
                fail(e);
                return;
            } catch (IOException e) {
                failures++;
            }
            if (failures > ATTEMPTS) {
                fail(new IOException("the event stream breaks again and again"));
                return;
            }
            if (!closed) {
                if (!broken) {
                    broken = true;
                    listener.lost();
                }
                if (!revive(failures)) {
                    return;
                }
            }
        }
    }

    /** Whether anything came. */
    private boolean read(Exchange exchange) throws IOException {
        var reader = new SseReader(exchange.body(), Long.toString(last));
        boolean any = false;
        for (ServerEvent event = reader.next(); event != null && !closed; event = reader.next()) {
            any = true;
            Event decoded;
            try {
                decoded = Decoding.event(JsonText.parse(event.data()));
            } catch (JacksonException e) {
                throw new ProtocolException("an event is not JSON: " + e.getOriginalMessage());
            }
            if (decoded.seq() > last) {
                last = decoded.seq();
                listener.event(decoded);
            }
        }
        return any;
    }

    private boolean revive(int failures) {
        LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, 6)));
        try {
            if (client.ensure() || closed) {
                return true;
            }
            fail(new IOException("the daemon is gone"));
        } catch (PerdureException e) {
            fail(e);
        }
        return false;
    }

    private void fail(Exception reason) {
        if (!closed) {
            listener.failed(reason);
        }
    }

    private void end(Exchange open) {
        try {
            open.close();
        } catch (IOException e) {
            // Closing only ends a read that nobody waits for any more.
            closed = true;
        }
    }
}
