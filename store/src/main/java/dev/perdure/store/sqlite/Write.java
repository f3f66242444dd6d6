package dev.perdure.store.sqlite;

import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.SnapshotRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** Something that the writer is to do. */
sealed interface Write {

    /** Roughly the memory that it holds while it waits, in bytes. */
    long weight();

    /** Ends it without effect. */
    void fail(Throwable cause);

    /** An append; many share a transaction. */
    record Addition(Append append, long weight, CompletableFuture<Void> done) implements Write {
        /** Beside its texts: objects, hashes and ids of an event and its row. */
        private static final long OVERHEAD = 512;

        static Addition of(Append append) {
            long weight = OVERHEAD;
            for (EventRow event : append.events()) {
                weight += OVERHEAD + event.payload().length();
            }
            weight += append.tasks().size() * OVERHEAD;
            for (SnapshotRow snapshot : append.snapshots()) {
                weight += OVERHEAD + snapshot.state().length();
            }
            for (BlobRow blob : append.blobs()) {
                weight += OVERHEAD + blob.content().length;
            }
            return new Addition(append, weight, new CompletableFuture<>());
        }

        @Override
        public void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    /** Anything else, in a transaction of its own. */
    record Alone<T>(Action<T> action, CompletableFuture<T> done) implements Write {
        @Override
        public long weight() {
            return 0;
        }

        @Override
        public void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    /** What runs inside a transaction. */
    @FunctionalInterface
    interface Action<T> {
        T run(Connection connection) throws SQLException;
    }
}
