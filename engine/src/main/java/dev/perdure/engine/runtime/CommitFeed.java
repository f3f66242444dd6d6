package dev.perdure.engine.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Where the durable log ends, for those who read behind it. Thread-safe; a reader costs the writer one swap of a reference. */
public final class CommitFeed {
    private final AtomicLong last = new AtomicLong();
    private final AtomicReference<CompletableFuture<Void>> next = new AtomicReference<>(new CompletableFuture<>());
    private volatile boolean watched;
    private volatile boolean closed;

    /** The place of the newest durable event. */
    public long last() {
        return last.get();
    }

    /** Ends when there is something after that place, or when the feed is closed. */
    public CompletableFuture<Void> after(long seq) {
        watched = true;
        CompletableFuture<Void> more = next.get();
        return last.get() > seq || closed ? CompletableFuture.completedFuture(null) : more;
    }

    /** Whether nothing more will come. */
    public boolean isClosed() {
        return closed;
    }

    void reached(long seq) {
        last.accumulateAndGet(seq, Math::max);
        if (watched) {
            next.getAndSet(new CompletableFuture<>()).complete(null);
        }
    }

    void close() {
        closed = true;
        next.get().complete(null);
    }
}
