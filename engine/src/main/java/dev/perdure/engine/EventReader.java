package dev.perdure.engine;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.runtime.CommitFeed;
import dev.perdure.engine.runtime.Scheduler;
import dev.perdure.store.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription: reads the log behind the writer and tells a listener, on a thread of its own. */
final class EventReader implements Perdure.Subscription {
    private static final Logger log = LoggerFactory.getLogger(EventReader.class);
    private static final int PAGE = 500;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Engine.Core core;
    private final int partition;
    private final Consumer<Event> listener;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Scheduler.Worker thread;
    private long last;

    EventReader(Engine.Core core, int partition, long afterSeq, Consumer<Event> listener) {
        this.core = core;
        this.partition = partition;
        this.listener = listener;
        this.last = afterSeq;
        this.thread = core.scheduler().start("perdure-subscription", this::read);
    }

    private void read() {
        CommitFeed feed = core.partition().commits();
        try {
            while (!closed.isDone()) {
                CompletableFuture<Void> more = feed.after(last);
                if (!tellPage() && !closed.isDone()) {
                    if (feed.isClosed()) {
                        return;
                    }
                    core.scheduler().await(CompletableFuture.anyOf(more, closed));
                }
            }
        } catch (InterruptedException _) {
            // Closing interrupts a wait; there is nothing to finish.
        }
    }

    /** Tells a page of events; false if there was none. */
    private boolean tellPage() throws InterruptedException {
        List<EventRow> page;
        try {
            page = core.store().eventsOfPartition(partition, last, PAGE);
        } catch (PerdureException e) {
            log.debug("A subscription could not read after event {}: {}", last, e.getMessage());
            core.scheduler().await(closed, PAUSE_AFTER_FAILURE);
            return true;
        }
        for (EventRow row : page) {
            if (closed.isDone()) {
                return true;
            }
            try {
                listener.accept(event(core.codec(), row));
            } catch (RuntimeException e) {
                log.warn("A listener failed at event {}; its subscription ends", row.seq(), e);
                closed.complete(null);
                return true;
            }
            last = row.seq();
        }
        return !page.isEmpty();
    }

    /** An event as people and programs see it. A payload that is damaged so that it is no JSON is shown as a text. */
    static Event event(EventCodec codec, EventRow row) {
        String payload = codec.isJson(row.payload()) ? row.payload() : codec.write(row.payload());
        return new Event(
                row.seq(),
                row.taskId(),
                row.taskSeq(),
                row.kind(),
                Instant.ofEpochMilli(row.time()),
                row.actor(),
                new Json(payload),
                HexFormat.of().formatHex(row.hash()));
    }

    @Override
    public void close() {
        closed.complete(null);
        thread.interrupt();
    }
}
