package dev.perdure.engine.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Clock, threads and chance: the outside of the engine besides the store. Thread-safe. */
public interface Scheduler extends AutoCloseable {

    /** The time, to the millisecond. It may jump. */
    Instant now();

    /** A clock in nanoseconds that does not jump; only differences mean something. */
    long nanoTime();

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

    /** Has a short, non-blocking action run at a time, or soon after. */
    Alarm at(Instant time, Runnable action);

    /**
     * Waits for a future, at most so long, on a thread that {@link #start} began or on a client's.
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
