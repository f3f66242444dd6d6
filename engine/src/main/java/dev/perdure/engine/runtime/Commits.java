package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.core.Entry;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has plans applied and made durable, and tells of them when they are. Guarded by the partition's lock, but for what the store's threads
 * call back, which takes no lock.
 */
final class Commits {
    private static final Logger log = LoggerFactory.getLogger(Commits.class);

    private final Store store;
    private final Scheduler scheduler;
    private final Guard guard;
    private final Slots slots;
    private final Journal journal;
    private final Changes changes;
    private final Dispatcher dispatcher;
    private final int bound;
    private final Consumer<Throwable> broken;
    private final CommitFeed feed = new CommitFeed();
    private final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();
    private int underway;
    private CompletableFuture<Void> newest = CompletableFuture.completedFuture(null);
    private Confirmation confirmation = new Confirmation();

    /** {@code broken} is told, under the lock, when an append failed; {@code bound} is how many may be under way. */
    Commits(
            Store store,
            Scheduler scheduler,
            Guard guard,
            Slots slots,
            Journal journal,
            Changes changes,
            Dispatcher dispatcher,
            int bound,
            Consumer<Throwable> broken) {
        this.store = store;
        this.scheduler = scheduler;
        this.guard = guard;
        this.slots = slots;
        this.journal = journal;
        this.changes = changes;
        this.dispatcher = dispatcher;
        this.bound = bound;
        this.broken = broken;
        feed.reached(journal.lastSeq());
    }

    /** Where the durable log ends. */
    CommitFeed feed() {
        return feed;
    }

    /** Ends when everything that was committed so far is durable. */
    CompletableFuture<Void> newest() {
        return newest;
    }

    /** True if too much is under way; then the answer says so. */
    boolean refuses(CompletableFuture<?> answer) {
        if (underway < bound) {
            return false;
        }
        answer.completeExceptionally(new PerdureException(
                ErrorCode.OVERLOADED, bound + " commands are under way already. Try again in a moment."));
        return true;
    }

    /** Commits what the engine decided by itself. */
    void commit(Plan plan) {
        commit(plan, Changes.ENGINE, new CompletableFuture<>(), () -> null);
    }

    /** Commits a plan; {@code answer} gets what {@code result} says right after it is applied, once that is durable. */
    void commit(Plan plan, String actor, CompletableFuture<@Nullable Entry> answer, Supplier<@Nullable Entry> result) {
        Changes.Applied applied;
        Entry value;
        CompletableFuture<Void> done;
        try {
            journal.begin();
            applied = changes.apply(plan, actor, scheduler.now());
            value = result.get();
            Confirmation mine = confirmation;
            done = store.append(journal.finish(plan.blobs())).handle((_, failure) -> mine.of(failure));
        } catch (RuntimeException e) {
            // A half-applied plan must not be built upon: whatever it was, the state on disk is the one to go on from.
            log.error("A change could not be written down", e);
            answer.completeExceptionally(Admission.unconfirmed(e));
            broken.accept(e);
            return;
        }
        long round = guard.round();
        long reached = journal.lastSeq();
        underway++;
        newest = done;
        applied.slots().forEach(slot -> {
            slots.hold(slot);
            slot.tail = done;
        });
        done.whenComplete((_, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(Admission.unconfirmed(failure));
                Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
                scheduler.start("perdure-failure", () -> guard.lockedIn(round, () -> broken.accept(cause)));
                return;
            }
            answer.complete(value);
            applied.afterwards().forEach(Runnable::run);
            settled.add(new Settled(applied.slots(), round));
            feed.reached(reached);
        });
        dispatcher.dispatch();
    }

    /**
     * Whether the store confirms what was appended under one lease. Nothing is confirmed any more after an append that failed: those
     * after it hear that the lease no longer fits, or, if the one that failed was written all the same, even that they are durable. Who
     * heard of them would know later events and not that one. Thread-safe.
     */
    private static final class Confirmation {
        private volatile @Nullable Throwable brokenBy;

        /** Ends well if the append is confirmed. */
        @Nullable
        Void of(@Nullable Throwable failure) {
            Throwable meant =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (meant != null && (brokenBy == null || !(meant instanceof StaleLeaseException))) {
                brokenBy = meant;
            }
            Throwable broken = brokenBy;
            if (broken != null) {
                throw new CompletionException(broken);
            }
            return null;
        }
    }

    /** Tasks of which an append has become durable. */
    private record Settled(List<Slot> slots, long round) {}

    /** Lets go of tasks whose appends are durable. */
    void tidy() {
        for (Settled done = settled.poll(); done != null; done = settled.poll()) {
            if (done.round() == guard.round()) {
                underway--;
                done.slots().forEach(slots::release);
            }
        }
    }

    /** Forgets what is under way. */
    void forget() {
        settled.clear();
        underway = 0;
    }

    /** Goes on after a failure of the store. */
    void resume() {
        confirmation = new Confirmation();
        feed.reached(journal.lastSeq());
    }
}
