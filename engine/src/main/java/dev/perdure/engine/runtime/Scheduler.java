package dev.perdure.engine.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Clock, threads and chance: the outside of the engine besides the store. Thread-safe.
 *
 * <p>There are two measures of time. {@link #now()} is the clock of the machine, which people set and which goes on while the machine is
 * suspended: what is recorded is due by it. {@link #uptime()} only ever goes forward, and stands still while the machine is suspended:
 * how long something may take here and now is counted by it.
 */
public interface Scheduler extends AutoCloseable {

    /** The time. It may jump, forward and back. */
    Instant now();

    /** How long ago some fixed moment is. It never jumps, and never goes back. */
    Duration uptime();

    /** A random number from 0 (inclusive) to 1 (exclusive). */
    double random();

    /** Sixty-four random bits. */
    long randomBits();

    /** Begins a piece of work on a thread of its own that may block. */
    Worker start(String name, Runnable work);

    /** Begins a piece of work that computes for long, or blocks in native code, on one of few threads of their own, once one is free. */
    default Worker startApart(String name, Runnable work) {
        return start(name, work);
    }

    /** Has somebody told, from time to time, when threads that could run have had to wait for so long, if this is found out here. */
    default void whenCrowded(Consumer<Duration> told) {}

    /** The thread that asks. */
    Worker current();

    /** Forgets that this thread was interrupted. */
    void clearInterrupt();

    /**
     * Has a short, non-blocking action run when {@link #now()} is a time, or later: within a second or so, also after the clock was set or
     * the machine was suspended, and never before.
     */
    Alarm at(Instant time, Runnable action);

    /** Has a short, non-blocking action run after so much {@link #uptime()}, or soon after. */
    Alarm after(Duration span, Runnable action);

    /**
     * Waits for a future, at most so much {@link #uptime()}, on a thread that {@link #start} began or on a client's.
     *
     * @return whether it is done
     */
    boolean await(CompletableFuture<?> future, Duration atMost) throws InterruptedException;

    /** Waits for a future for as long as it takes. */
    void await(CompletableFuture<?> future) throws InterruptedException;

    /** Ends the scheduler's own threads; alarms that are set don't ring any more. */
    @Override
    void close();

    /** A thread at work. */
    interface Worker {
        /** Interrupts it. */
        void interrupt();
    }

    /** An action that is set for a time. */
    interface Alarm {
        /** Unsets it, if it didn't begin yet. */
        void cancel();
    }
}
