package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.IdConflictException;
import dev.perdure.api.Json;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.json.PayloadCodec;
import dev.perdure.store.BlobRow;
import dev.perdure.store.Store;
import dev.perdure.store.TaskRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The user's values on their way into a partition and out of it. Thread-safe; blocks on the store for blobs and chosen ids. */
public final class Payloads {
    private final PayloadCodec codec;
    private final Store store;
    private final Scheduler scheduler;
    private final int partition;
    private final Expectations expectations;
    private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

    /** Values of that partition. */
    public Payloads(PayloadCodec codec, Store store, Scheduler scheduler, int partition) {
        this.codec = codec;
        this.expectations = new Expectations(codec);
        this.store = store;
        this.scheduler = scheduler;
        this.partition = partition;
    }

    /** Encodes by the declared type, and proves that the value comes back. */
    public <T extends @Nullable Object> PayloadCodec.Proven<T> prove(T value, TypeRef<T> type) {
        return codec.prove(value, type);
    }

    /** Throws {@link IllegalArgumentException} if no value of a type could be read. {@code what} and {@code name} say whose type it is. */
    public void requireReadable(String what, String name, TypeRef<?> type) {
        codec.requireReadable(what, name, type);
    }

    /** Encodes by the value's own type. */
    public PayloadCodec.Encoded encode(@Nullable Object value) {
        return codec.encode(value);
    }

    /** The blobs that belong into the append which records the payload. */
    public List<BlobRow> blobs(PayloadCodec.Encoded encoded) {
        byte[] content = encoded.blob();
        return content == null
                ? List.of()
                : List.of(new BlobRow(
                        partition, Objects.requireNonNull(encoded.payload().blob()), content));
    }

    /** The value of a recorded payload. */
    public <T extends @Nullable Object> T decode(Payload payload, TypeRef<T> type) {
        return codec.decode(payload, type, this::blob);
    }

    /** The JSON of a recorded payload. */
    public String text(Payload payload) {
        return PayloadCodec.text(payload, this::blob);
    }

    /** Throws {@code bad_input} if JSON doesn't fit a type. */
    public void check(Json json, TypeRef<?> type) {
        Object _ = codec.decode(json, type);
    }

    /** What the handlers of this process await. */
    public Expectations expectations() {
        return expectations;
    }

    /** A key or an id that is held, so that nobody else creates a task under it. It is given up when the action is over. */
    public static final class Held {
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        /** Keeps it held until that has ended too, whether or not somebody still waits for it. */
        public <T extends @Nullable Object> CompletableFuture<T> until(CompletableFuture<T> answer) {
            last = answer;
            return answer;
        }
    }

    /** Does something with the task of an idempotency key, if there is one, while no other creation under that key goes on. */
    public <T> T holdingKey(String tenant, String key, BiFunction<Optional<String>, Held, T> action) {
        return holding(
                "key " + tenant + '\n' + key, mine -> action.apply(store.taskByKey(partition, tenant, key), mine));
    }

    /** What the store shows of a task. */
    Optional<TaskRow> task(String id) {
        return store.task(partition, id);
    }

    /** Does something under a name while nobody else does under the same; the second waits for the first. */
    private <T> T holding(String name, Function<Held, T> action) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = held.putIfAbsent(name, mine);
        while (other != null) {
            await(other);
            other = held.putIfAbsent(name, mine);
        }
        Held holder = new Held();
        try {
            return action.apply(holder);
        } finally {
            holder.last.whenComplete((_, _) -> {
                held.remove(name);
                mine.complete(null);
            });
        }
    }

    private void await(CompletableFuture<Void> other) {
        try {
            scheduler.await(other);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(
                    ErrorCode.CLOSED,
                    "The thread was interrupted while another started a task of the same key or id; nothing was started here.",
                    e);
        }
    }

    private byte[] blob(String hash) {
        return store.blob(partition, hash)
                .orElseThrow(() -> new PerdureException(
                        ErrorCode.STORE_DAMAGED,
                        "The store has no blob " + hash + ", which its events refer to. Look at it with doctor."));
    }

    /**
     * Does a creation under an id that somebody chose, unless the id is taken; no other creation under it goes on meanwhile. A null id
     * needs no reservation.
     */
    public <T> T reserving(@Nullable String id, Function<Held, T> creation) {
        if (id == null) {
            return creation.apply(new Held());
        }
        return holding("id " + id, mine -> {
            if (store.task(partition, id).isPresent()) {
                throw new IdConflictException(id);
            }
            return creation.apply(mine);
        });
    }
}
