package dev.perdure.store.sqlite;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the writer, in order, bounded by number and by bytes. At the bound callers wait; those that wait too long are refused.
 * One that is above the bound by itself passes when nothing else is there.
 */
final class WriteQueue {
    private static final long NO_WAIT = -1;

    private final int maxWrites;
    private final long maxBytes;
    private final long patienceNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    /** Of {@link #waiting}, to be read without the lock. */
    private volatile int size;

    WriteQueue(int maxWrites, long maxBytes, long patienceNanos) {
        this.maxWrites = maxWrites;
        this.maxBytes = maxBytes;
        this.patienceNanos = patienceNanos;
    }

    /** Queues the write, or ends it with the reason why not. */
    void put(Write write) {
        put(write, patienceNanos);
    }

    /**
     * Queues the write without waiting for room: for the writer's own thread, which would wait for itself. What comes this way answers
     * appends that were just taken out, so there is at most one group too many.
     */
    void putAtOnce(Write write) {
        put(write, NO_WAIT);
    }

    private void put(Write write, long waitNanos) {
        PerdureException refusal;
        lock.lock();
        try {
            refusal = waitForRoom(write.weight(), waitNanos);
            if (refusal == null) {
                waiting.add(write);
                bytes += write.weight();
                size = waiting.size();
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            write.fail(refusal);
        }
    }

    private @Nullable PerdureException waitForRoom(long weight, long waitNanos) {
        long left = waitNanos;
        boolean interrupted = false;
        try {
            while (waitNanos != NO_WAIT
                    && !closed
                    && !waiting.isEmpty()
                    && (waiting.size() >= maxWrites || bytes + weight > maxBytes)) {
                if (left <= 0) {
                    return new PerdureException(
                            ErrorCode.OVERLOADED,
                            waiting.size() + " writes wait for the disk already. Try again later.");
                }
                try {
                    left = drained.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return closed ? new StoreUnavailableException("The store is closed. Open it again.", null) : null;
    }

    /** Moves everything that waits to {@code batch}, first waiting for something. False when closed and empty: nothing comes again. */
    boolean take(List<Write> batch) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return false;
                }
                filled.awaitUninterruptibly();
            }
            batch.addAll(waiting);
            waiting.clear();
            bytes = 0;
            size = 0;
            drained.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the additions that wait before anything else does, without waiting for any. */
    List<Write.Addition> takeAdditions() {
        lock.lock();
        try {
            List<Write.Addition> taken = new ArrayList<>(waiting.size());
            while (waiting.peek() instanceof Write.Addition addition) {
                waiting.remove();
                bytes -= addition.weight();
                taken.add(addition);
            }
            size = waiting.size();
            drained.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait now. */
    int size() {
        return size;
    }

    /** Lets nothing more in; what is in can be taken still. */
    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signalAll();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
