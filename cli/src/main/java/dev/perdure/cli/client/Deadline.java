package dev.perdure.cli.client;

import dev.perdure.api.Timeline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A time limit on a connection's silence: when it passes, the channel is closed, which ends any read or write on it. Reading calls
 * {@link #extend} with every bytes that come. Thread-safe.
 */
final class Deadline implements AutoCloseable {
    private final SocketChannel channel;
    private final Thread thread;
    private final long limitNanos;
    private volatile long at;
    private volatile boolean passed;
    private volatile boolean done;

    Deadline(SocketChannel channel, Duration limit) {
        this.channel = channel;
        this.limitNanos = Timeline.nanos(limit);
        this.at = System.nanoTime() + limitNanos;
        this.thread = new Thread(this::watch, "perdure-deadline");
        thread.setDaemon(true);
        thread.start();
    }

    /** The whole limit again from now. */
    void extend() {
        at = System.nanoTime() + limitNanos;
    }

    /** Whether the limit passed and the channel was closed for it. */
    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        done = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!done) {
            long left = at - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
                continue;
            }
            passed = true;
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is gone either way; whoever reads gets its own error.
                return;
            }
            return;
        }
    }
}
