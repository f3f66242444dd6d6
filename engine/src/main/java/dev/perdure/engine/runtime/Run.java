package dev.perdure.engine.runtime;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskState;
import dev.perdure.api.Timeline;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.WaitState;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.store.BlobRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One time that a task's handler is in memory: what its record says, and how others reach it. Thread-safe.
 *
 * <p>It begins from the durable state at its attempt's last beginning and hears of everything after that, so the handler never sees
 * what could still be lost. Others reach it in four ways: {@link #deliver} (something waited for came), {@link #cancel},
 * {@link #stop} (end before the next recorded action) and {@link #abort} (the same, and interrupt what runs; its right is gone).
 */
public final class Run {
    private static final Duration SHORTEST_LINGER = Duration.ofMillis(20);

    private final Partition partition;
    private final String taskId;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private final TaskRecord record;
    private final Set<Scheduler.Worker> bodies = new HashSet<>();
    private final List<String> passedTimers = new ArrayList<>(0);
    private TaskEvent.@Nullable Created created;
    private long attempt;
    private int failedAttempts;
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Failure previousFailure;
    private boolean begun;
    private boolean stopping;
    private boolean aborted;
    private boolean wantedAway;
    private @Nullable Unwind parking;
    private @Nullable String cancelReason;
    private boolean cancelTold;
    private @Nullable Thread handler;
    private @Nullable String bodyInHandler;
    private volatile @Nullable Throwable refusal;
    private int threads = 1;
    private int waiting;

    Run(Partition partition, String taskId) {
        this.partition = partition;
        this.taskId = taskId;
        record = new TaskRecord(taskId);
    }

    /** Takes over what the task's record says. Called once, under the partition's lock, before the run is started. */
    synchronized void take(TaskModel task) {
        created = task.created();
        attempt = task.attempt();
        failedAttempts = task.failedAttempts();
        createdAt = task.createdAt();
        previousFailure = task.failure();
        cancelReason = task.state() == TaskState.CANCELLING ? Objects.requireNonNullElse(task.reason(), "") : null;
        record.take(task);
    }

    // -- what it is

    /** The task. */
    public String taskId() {
        return taskId;
    }

    /** The fencing token. */
    public synchronized long attempt() {
        return attempt;
    }

    /** How the task came to be. */
    public synchronized TaskEvent.Created created() {
        return requireNonNull(created, "the run has not taken over the record");
    }

    /** How many attempts have failed before this one. */
    public synchronized int failedAttempts() {
        return failedAttempts;
    }

    /** When the task came to be. */
    public synchronized Instant createdAt() {
        return createdAt;
    }

    /** Why the attempt before failed, or null. */
    public synchronized @Nullable Failure previousFailure() {
        return previousFailure;
    }

    /** Who its writes are attributed to. */
    String actor() {
        return "worker";
    }

    /** Ends when the run's threads are over. */
    public CompletableFuture<Void> over() {
        return over;
    }

    /** The scheduler that it lives by. */
    Scheduler scheduler() {
        return partition.scheduler();
    }

    /** The partition that it writes to. */
    Partition partition() {
        return partition;
    }

    // -- the record

    /** What the record says. */
    TaskRecord record() {
        return record;
    }

    /** What the record says under a key, or null. */
    @Nullable
    Entry find(String key) {
        return record.find(key);
    }

    /**
     * Has a command recorded and waits for it, without being interrupted: whether it was recorded must be known.
     *
     * @return the entry under {@code key} after it
     */
    @Nullable
    Entry record(Command.OfAttempt command, @Nullable String key, List<BlobRow> blobs) {
        return recorded(partition.submit(this, command, key, blobs));
    }

    /** Starts a child and waits for the record of it. */
    Entry recordChild(Command.StartChild command, TaskEvent.Created child, List<BlobRow> blobs) {
        return requireNonNull(recorded(partition.createChild(this, command, child, blobs)), "a child has an entry");
    }

    private @Nullable Entry recorded(CompletableFuture<@Nullable Entry> answer) {
        boolean interrupted = false;
        while (!answer.isDone()) {
            try {
                scheduler().await(answer);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Entry entry;
        try {
            entry = Answers.of(answer);
        } catch (PerdureException e) {
            throw refused(e);
        }
        if (entry != null) {
            deliver(entry);
        }
        return entry;
    }

    /** Reads something of the record that the store may have to be asked for. */
    <T extends @Nullable Object> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (PerdureException e) {
            throw refused(e);
        }
    }

    /** Remembers the layer's own word that this run can't read or write any more. */
    private PerdureException refused(PerdureException e) {
        boolean gone =
                switch (e.code()) {
                    case STALE_ATTEMPT, STORE_UNAVAILABLE, CLOSED, INVALID_STATE -> true;
                    default -> false;
                };
        if (gone) {
            refusal = e;
        }
        return e;
    }

    /** Throws an exception on if it is the layer's own word that this run can't read or write any more. */
    void throwIfRefused(Throwable thrown) {
        if (isRefusal(thrown)) {
            throw (PerdureException) thrown;
        }
    }

    @SuppressWarnings("ReferenceEquality") // by identity: users can make exceptions that equal it
    private boolean isRefusal(Throwable thrown) {
        return thrown == refusal;
    }

    /** Whether a run ended by nothing that it did: the store failed, or the layer is closed. */
    boolean isOutage(Throwable thrown) {
        return isRefusal(thrown)
                && thrown instanceof PerdureException e
                && (e.code() == ErrorCode.STORE_UNAVAILABLE || e.code() == ErrorCode.CLOSED);
    }

    // -- how others reach it

    /** Takes in a newer entry and wakes who waits for it. Short; called from any thread. */
    void deliver(Entry entry) {
        record.deliver(entry);
    }

    /** The sleeps that the handler went past since this was last asked, by the clock and with no record of it yet. */
    synchronized List<String> takePassedTimers() {
        if (passedTimers.isEmpty()) {
            return List.of();
        }
        List<String> passed = List.copyOf(passedTimers);
        passedTimers.clear();
        return passed;
    }

    /** Lets the handler go on where it sleeps and the time has come: that time is durable, the note that it came is still to be made. */
    private void passTimers(List<String> keys) {
        Instant now = scheduler().now();
        for (String key : keys) {
            if (find(key) instanceof Entry.TimerEntry timer
                    && timer.state() == WaitState.OPEN
                    && !timer.fireAt().isAfter(now)) {
                synchronized (this) {
                    passedTimers.add(key);
                }
                deliver(timer.fired());
            }
        }
    }

    /** Whether the handler may begin now; not if the run lost its right before that. */
    synchronized boolean begins() {
        begun = !aborted;
        return begun;
    }

    /** Notes that this thread is the handler's; a step beside it that hears of a cancellation first must not keep it from that. */
    synchronized void isHandlersThread() {
        handler = Thread.currentThread();
    }

    /** Throws if the handler's context may not be called here: in a body, or on a thread that isn't the handler's. */
    synchronized void checkPlace(String call) {
        if (!isHandler()) {
            throw MisplacedCallException.onOtherThread(call);
        }
        checkNotInBody(call);
    }

    /** Throws if this is a body on the handler's thread, which could be unwound by a wait. */
    synchronized void checkNotInBody(String call) {
        if (bodyInHandler != null && isHandler()) {
            throw MisplacedCallException.inBody(call, bodyInHandler);
        }
    }

    /** A body, or a check, begins on this thread; true if it is the handler's. */
    synchronized boolean entersBody(String key) {
        if (handler == null || !isHandler()) {
            return false;
        }
        bodyInHandler = key;
        return true;
    }

    synchronized void leavesBody() {
        bodyInHandler = null;
    }

    private boolean isHandler() {
        return handler == null || Thread.currentThread().equals(handler);
    }

    /** Whether the handler has not begun; then it never will. */
    synchronized boolean neverBegins() {
        if (!begun) {
            stopping = true;
            aborted = true;
        }
        return !begun;
    }

    /** Tells the handler that cancellation is requested. */
    void cancel(String reason) {
        synchronized (this) {
            if (cancelReason != null) {
                return;
            }
            cancelReason = reason;
        }
        record.wakeAll();
        interruptBodies();
    }

    /** The run's threads are over; {@code unrecorded} is why its end is not in the record, or null. */
    void finish(@Nullable Throwable unrecorded) {
        over.complete(null);
        partition.ended(this, isStopping() ? null : unrecorded);
    }

    /** Has the run end before its next recorded action. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        record.wakeAll();
    }

    /** Has the run end at once, as far as its bodies let it: nothing that it writes counts any more. */
    void abort() {
        synchronized (this) {
            stopping = true;
            aborted = true;
        }
        record.wakeAll();
        interruptBodies();
    }

    /** Has the handler end so that the task is parked, whatever it waits for. */
    void park(Unwind unwind) {
        synchronized (this) {
            parking = unwind;
        }
        record.wakeAll();
    }

    /** Has the run leave memory if all that it does is wait; false if it does not wait. */
    boolean leave() {
        boolean waits;
        synchronized (this) {
            waits = waiting > 0;
            wantedAway = waits;
        }
        record.wakeAll();
        return waits;
    }

    private void interruptBodies() {
        List<Scheduler.Worker> all;
        synchronized (this) {
            all = List.copyOf(bodies);
        }
        all.forEach(Scheduler.Worker::interrupt);
    }

    // -- the handler's side

    /** Unwinds the handler if the run is to end, and tells it once of a cancellation. Before everything that isn't recorded yet. */
    void check() {
        synchronized (this) {
            if (stopping) {
                throw Unwind.leave();
            }
            if (parking != null) {
                throw parking;
            }
            if (cancelReason != null && !cancelTold) {
                cancelTold = isHandler();
                throw new TaskCancelledException(taskId, cancelReason);
            }
        }
    }

    /** Notes that the handler knows of the cancellation. */
    TaskCancelledException cancelled() {
        synchronized (this) {
            cancelTold |= isHandler();
            return new TaskCancelledException(taskId, Objects.requireNonNullElse(cancelReason, ""));
        }
    }

    /** Whether cancellation is requested. */
    synchronized boolean isCancelled() {
        return cancelReason != null;
    }

    /** Whether the run is to end. */
    synchronized boolean isStopping() {
        return stopping;
    }

    /** Whether the run's right is gone. */
    synchronized boolean isAborted() {
        return aborted;
    }

    synchronized void enter(Scheduler.Worker body) {
        bodies.add(body);
        if (aborted || (cancelReason != null && !cancelTold)) {
            body.interrupt();
        }
    }

    synchronized void exit(Scheduler.Worker body) {
        bodies.remove(body);
    }

    synchronized void threadBegins() {
        threads++;
    }

    synchronized void threadEnds() {
        threads--;
    }

    /**
     * Waits until all (or any) of these entries have ended. If everything in the run waits long enough, the run leaves memory and this
     * unwinds.
     *
     * @param until when the wait ends by itself at the earliest, as far as that is known
     */
    void await(List<String> keys, boolean any, @Nullable Instant until) {
        await(record.waitFor(keys, any, () -> false), until);
    }

    /** Waits for the next try of a step, or for a cancellation: a cancelled task is not woken for another try. */
    void awaitRetry(String key, Instant until) {
        await(record.waitFor(List.of(key), false, this::isCancelled), until);
    }

    /** Waits for a step that runs beside the handler; as {@link #await(List, boolean, Instant)} it may unwind. */
    void awaitBeside(CompletableFuture<?> result) {
        if (!result.isDone()) {
            await(record.waitFor(result::isDone), null);
        }
    }

    /** Waits until that uptime of the scheduler, without leaving memory. */
    void awaitUptime(Duration then) {
        TaskRecord.Waiter waiter = record.waitFor(() -> scheduler().uptime().compareTo(then) >= 0);
        try {
            while (!waiter.isSatisfied()) {
                check();
                pause(waiter, then.minus(scheduler().uptime()));
                waiter.reset();
            }
        } finally {
            record.endWait(waiter);
        }
    }

    /** Wakes all that wait, to look again at what they wait for. */
    void pulse() {
        record.wakeAll();
    }

    private void await(TaskRecord.@Nullable Waiter waiter, @Nullable Instant until) {
        if (waiter != null) {
            waits(waiter);
            try {
                waitFor(waiter, until);
            } finally {
                waitsNoLonger(waiter);
            }
            check();
        }
    }

    private void waitFor(TaskRecord.Waiter waiter, @Nullable Instant until) {
        partition.lingers(this);
        Duration linger = partition.limits().linger();
        Duration left = until == null ? linger : Timeline.until(scheduler().now(), until);
        boolean brief = until != null && left.compareTo(linger) < 0;
        Duration atMost = until == null || brief ? left : Duration.ZERO;
        while (isToWait(waiter)) {
            boolean woken = pause(waiter, atMost);
            boolean lingered = !woken && !brief;
            if (brief && !woken) {
                passTimers(waiter.keys());
                // The clock may have been set back meanwhile, and the wait be no longer brief.
                left = Timeline.until(scheduler().now(), requireNonNull(until));
                brief = left.isPositive() && left.compareTo(linger) < 0;
            }
            if ((lingered || isWantedAway()) && mayLeave() && partition.evict(this)) {
                stop();
                throw Unwind.leave();
            }
            atMost = brief && !woken ? left : linger.compareTo(SHORTEST_LINGER) < 0 ? SHORTEST_LINGER : linger;
            waiter.reset();
        }
    }

    private synchronized boolean isToWait(TaskRecord.Waiter waiter) {
        if (stopping) {
            throw Unwind.leave();
        }
        if (parking != null) {
            throw parking;
        }
        return !waiter.isSatisfied() && (cancelReason == null || cancelTold);
    }

    private synchronized boolean isWantedAway() {
        boolean wanted = wantedAway;
        wantedAway = false;
        return wanted;
    }

    private boolean pause(TaskRecord.Waiter waiter, Duration atMost) {
        try {
            return scheduler().await(waiter.woken(), atMost);
        } catch (InterruptedException _) {
            // Interrupts are for bodies. Here a cancellation or a stop wakes the waiter itself.
            return true;
        }
    }

    private synchronized boolean mayLeave() {
        return waiting == threads;
    }

    private synchronized void waits(TaskRecord.Waiter waiter) {
        waiting++;
        if (stopping || wantedAway || parking != null || (cancelReason != null && !cancelTold)) {
            waiter.wake();
        }
    }

    private synchronized void waitsNoLonger(TaskRecord.Waiter waiter) {
        waiting--;
        record.endWait(waiter);
    }
}
