package dev.perdure.engine.runtime;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for bodies that compute for long or block in native code, so that the system shares the cores out between them and
 * everybody else. There are at most {@value #THREADS}; a body waits for a free one. What waits is bounded by the handlers at work, since
 * each waits for its body. Thread-safe.
 */
final class ApartThreads implements AutoCloseable {
    /** How many bodies can be at work at once. */
    static final int THREADS = 64;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("perdure-apart-", 1).factory());

    ApartThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Begins a piece of work on the next free thread. */
    Scheduler.Worker start(String name, Runnable work) {
        Piece piece = new Piece(name, work);
        threads.execute(piece);
        return piece;
    }

    /** Ends the threads as soon as their work is over, interrupting it. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** An interrupt reaches it also while it waits for a thread, and nothing else that the thread does later. */
    private static final class Piece implements Runnable, Scheduler.Worker {
        private final String name;
        private final Runnable work;
        private @Nullable Thread thread;
        private boolean interrupted;

        Piece(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        @Override
        public void run() {
            Thread here = Thread.currentThread();
            String before = here.getName();
            here.setName(name);
            synchronized (this) {
                thread = here;
                if (interrupted) {
                    here.interrupt();
                }
            }
            try {
                work.run();
            } finally {
                synchronized (this) {
                    thread = null;
                }
                boolean _ = Thread.interrupted();
                here.setName(before);
            }
        }

        @Override
        public synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
