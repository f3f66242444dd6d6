package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.core.Entry;
import dev.perdure.store.Append;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
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
    private final BiConsumer<List<Slot>, RuntimeException> undone;
    private final BiConsumer<List<Slot>, Throwable> refused;
    private final CommitFeed feed = new CommitFeed();
    private final ConcurrentLinkedQueue<Settled> settled = new ConcurrentLinkedQueue<>();
    private int underway;
    private CompletableFuture<Void> newest = CompletableFuture.completedFuture(null);
    private Confirmation confirmation = new Confirmation();

    /**
     * Under the lock {@code broken} is told when an append failed, {@code undone} of tasks that a plan left half changed, {@code refused}
     * of tasks whose append the store refused for what it contains; {@code bound} is how many may be under way.
     */
    Commits(
            Store store,
            Scheduler scheduler,
            Guard guard,
            Slots slots,
            Journal journal,
            Changes changes,
            Dispatcher dispatcher,
            int bound,
            Consumer<Throwable> broken,
            BiConsumer<List<Slot>, RuntimeException> undone,
            BiConsumer<List<Slot>, Throwable> refused) {
        this.store = store;
        this.scheduler = scheduler;
        this.guard = guard;
        this.slots = slots;
        this.journal = journal;
        this.changes = changes;
        this.dispatcher = dispatcher;
        this.bound = bound;
        this.broken = broken;
        this.undone = undone;
        this.refused = refused;
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

    /** Commits what the engine decided by itself. False if it could not be made; then the plan's tasks are taken care of. */
    boolean commit(Plan plan) {
        return commit(plan, Changes.ENGINE, new CompletableFuture<>(), () -> null);
    }

    /**
     * Commits a plan; {@code answer} gets what {@code result} says right after it is applied, once that is durable. False if the plan could
     * not be written out or applied: then nothing of it remains, the answer says why, and only its own tasks are concerned.
     */
    boolean commit(
            Plan plan, String actor, CompletableFuture<@Nullable Entry> answer, Supplier<@Nullable Entry> result) {
        Map<Slot, List<Journal.Written>> written;
        try {
            written = changes.write(plan);
        } catch (RuntimeException e) {
            plan.events().keySet().stream().filter(slot -> slot.face == null).forEach(slots::discard);
            refuse(answer, e);
            return false;
        }
        journal.begin();
        Changes.Applied applied;
        Entry value;
        Append append;
        try {
            applied = changes.apply(plan, written, actor, scheduler.now());
            value = result.get();
            append = journal.finish(plan.blobs());
        } catch (RuntimeException e) {
            journal.undo();
            refuse(answer, e);
            undone.accept(List.copyOf(plan.events().keySet()), e);
            return false;
        }
        Confirmation mine = confirmation;
        CompletableFuture<Void> done;
        try {
            done = store.append(append).handle((_, failure) -> mine.of(append, failure));
        } catch (RuntimeException e) {
            log.error("A change could not be handed to the store", e);
            answer.completeExceptionally(Admission.unconfirmed(e));
            broken.accept(e);
            return false;
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
                boolean own = mine.isBrokenBy(append);
                scheduler.start(
                        "perdure-failure",
                        () -> guard.lockedIn(round, () -> {
                            if (own && isRefusal(cause)) {
                                refused.accept(applied.slots(), cause);
                            }
                            broken.accept(cause);
                        }));
                return;
            }
            feed.reached(reached);
            answer.complete(value);
            applied.afterwards().forEach(Runnable::run);
            settled.add(new Settled(applied.slots(), round));
        });
        dispatcher.dispatch();
        return true;
    }

    private static void refuse(CompletableFuture<?> answer, RuntimeException e) {
        log.error("A change could not be made; nothing of it was recorded", e);
        answer.completeExceptionally(
                e instanceof PerdureException known
                        ? known
                        : new PerdureException(
                                ErrorCode.INTERNAL,
                                "The change could not be made, and nothing of it was recorded: " + e
                                        + ". This is a fault of the layer or of what it was given; the log has more.",
                                e));
    }

    /** Whether the store works, and only this append contradicts what is stored. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof PerdureException known && known.code() == ErrorCode.INTERNAL;
    }

    /**
     * Whether the store confirms what was appended under one lease. Nothing is confirmed any more after an append that failed: those
     * after it hear that the lease no longer fits, or, if the one that failed was written all the same, even that they are durable. Who
     * heard of them would know later events and not that one. Thread-safe.
     */
    private static final class Confirmation {
        private volatile @Nullable Broken broken;

        /** The append that failed first, and by what. */
        private record Broken(Append append, Throwable by) {}

        /** Ends well if the append is confirmed. */
        @Nullable
        Void of(Append append, @Nullable Throwable failure) {
            Throwable meant =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (meant != null && (broken == null || !(meant instanceof StaleLeaseException))) {
                broken = new Broken(append, meant);
            }
            Broken now = broken;
            if (now != null) {
                throw new CompletionException(now.by());
            }
            return null;
        }

        /** Whether it was this append that failed. */
        boolean isBrokenBy(Append append) {
            Broken now = broken;
            return now != null && now.append().equals(append);
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
