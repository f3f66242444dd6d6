package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Events as they happen, as server-sent events (WHATWG HTML, section 9.2).
 *
 * <p>Without {@code after} or {@code Last-Event-ID} a stream begins with the next event. At most {@link #MAXIMUM_STREAMS} are open at
 * once; more are refused as overloaded.
 */
final class EventStreamResource implements Resource, AutoCloseable {
    static final int MAXIMUM_STREAMS = 256;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Set<String> PARAMETERS = Set.of("after", "root", "task");

    private final Perdure perdure;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAXIMUM_STREAMS);

    EventStreamResource(Perdure perdure) {
        this.perdure = perdure;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/events", this::stream);
    }

    private void stream(Context ctx) throws InterruptedException {
        Query query = Query.of(ctx, PARAMETERS);
        Predicate<Event> filter = filter(query.string("root"), query.string("task"));
        long after = after(ctx, query);
        if (!places.tryAcquire()) {
            throw new PerdureException(
                    ErrorCode.OVERLOADED, MAXIMUM_STREAMS + " event streams are open already; close one or try later.");
        }
        try {
            ctx.status(200).contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-cache");
            var stream = new EventStream(ctx.res().getOutputStream(), HEARTBEAT);
            open.add(stream);
            try (var _ = perdure.subscribe(after, event -> stream.offer(event, filter))) {
                stream.run();
            } finally {
                stream.end();
                open.remove(stream);
            }
        } catch (IOException e) {
            // The client is gone; nobody is left to tell. It resumes by its Last-Event-ID.
        } finally {
            places.release();
        }
    }

    /** Ends all streams, so that their requests end. */
    @Override
    public void close() {
        open.forEach(EventStream::end);
    }

    private long after(Context ctx, Query query) {
        String last = ctx.header("Last-Event-ID");
        if (last == null || last.isEmpty()) {
            return query.number("after", perdure.lastSeq(), 0, Long.MAX_VALUE);
        }
        try {
            return Math.max(0, Long.parseLong(last));
        } catch (NumberFormatException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The header Last-Event-ID is not a number: " + last, e);
        }
    }

    private Predicate<Event> filter(@Nullable String root, @Nullable String task) {
        if (root != null && task != null) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "Give root or task, not both.");
        }
        if (root != null) {
            perdure.handle(root).info(); // A stream of a task that does not exist would be silent for ever.
            return new TreeFilter(perdure, root);
        }
        if (task != null) {
            perdure.handle(task).info();
            return event -> event.taskId().equals(task);
        }
        return event -> true;
    }
}
