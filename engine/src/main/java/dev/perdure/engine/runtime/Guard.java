package dev.perdure.engine.runtime;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock that guards a partition's state, and the round that the state belongs to: each failure of the store voids what was under
 * way and begins a new round. What was begun in an earlier round and comes back later is told apart by it. Thread-safe.
 */
final class Guard {
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable first;
    private long round;

    /** A guard that has an action run before each other one, under the lock. */
    Guard(Runnable first) {
        this.first = first;
    }

    /** Runs an action under the lock. */
    void locked(Runnable action) {
        lock.lock();
        try {
            first.run();
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs an action under the lock if it still is that round. */
    void lockedIn(long begunIn, Runnable action) {
        locked(() -> {
            if (round == begunIn) {
                action.run();
            }
        });
    }

    /** The round; under the lock only. */
    long round() {
        return round;
    }

    /** Begins a new round; under the lock only. */
    void nextRound() {
        round++;
    }
}
