package dev.perdure.session.pty;

import dev.perdure.session.linux.Descriptor;
import dev.perdure.session.linux.Epoll;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.linux.Wakeup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few platform threads that wait for the output of any number of terminals and for the end of any number of processes.
 * A thread of its own costs each idle session some 120 KiB; here it costs a map entry.
 *
 * <p>Thread-safe. Terminals are spread over the threads evenly and stay with theirs, so each listener sees its output in
 * order. A terminal that floods gets {@value #TURNS} reads, or five milliseconds, before the others of its thread get
 * their turn.
 */
public final class Reactor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reactor.class);
    private static final int TURNS = 16;
    /** Nanoseconds; only a listener that has much to do with what it got reaches it. */
    private static final long LONGEST_TURN = 5_000_000;

    private static final int CHUNK = 8 * 1024;
    private static final long STOP = 0;

    private final List<Loop> loops;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong keys = new AtomicLong(STOP);

    /** Starts {@code threads} daemon threads. */
    public Reactor(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is below 1: " + threads);
        }
        loops = IntStream.range(0, threads).mapToObj(Loop::new).toList();
    }

    /** A watch that can be suspended and ended. Ends by itself with what it watches. */
    public interface Watch extends AutoCloseable {
        /** Stops reading, so that the kernel's buffer fills and the program waits: back-pressure. */
        void pause();

        /** Reads on. */
        void resume();

        /** Ends the watch. At most one call of the listener that had begun before may still be going on. */
        @Override
        void close();
    }

    /** Reads the terminal's output from now on and hands it to {@code listener}; until the terminal is closed. */
    public Watch watch(Pty pty, OutputListener listener) {
        Entry entry = new Entry(nextLoop(), pty.master(), new OutputReader(pty, listener));
        pty.beforeClose(entry);
        entry.resume();
        return entry;
    }

    /** Runs {@code action} once when the process has ended. Close the watch before the process's handle. */
    public Watch watchEnd(Pid process, Runnable action) {
        Entry entry = new Entry(nextLoop(), process.handle(), new EndWatcher(process, action));
        entry.resume();
        return entry;
    }

    /** Ends the threads; nothing is read any more. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            loops.forEach(Loop::stop);
        }
    }

    private Loop nextLoop() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    private sealed interface Target {
        void ready(Entry entry, byte[] buffer);

        void failed(RuntimeException failure);

        /** The watch is over for good. */
        void closed(Entry entry);
    }

    private record OutputReader(Pty pty, OutputListener listener) implements Target {
        @Override
        public void ready(Entry entry, byte[] buffer) {
            long began = System.nanoTime();
            for (int i = 0; i < TURNS && entry.isWaiting() && System.nanoTime() - began < LONGEST_TURN; i++) {
                int count = pty.readAvailable(buffer);
                if (count == 0 || !pty.isOpen()) {
                    return;
                }
                if (count < 0) {
                    entry.close();
                    listener.end();
                    return;
                }
                listener.output(buffer, count);
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            listener.failed(failure);
        }

        @Override
        public void closed(Entry entry) {
            pty.forget(entry);
        }
    }

    private record EndWatcher(Pid process, Runnable action) implements Target {
        @Override
        public void ready(Entry entry, byte[] buffer) {
            entry.close();
            action.run();
        }

        @Override
        public void failed(RuntimeException failure) {
            LOGGER.error("what was to follow the end of {} failed", process, failure);
        }

        @Override
        public void closed(Entry entry) {}
    }

    /** One watched descriptor. Its monitor orders adding to and removing from the set, and the descriptor's close. */
    private final class Entry implements Watch, Runnable {
        private final Loop loop;
        private final long key = keys.incrementAndGet();
        private final Descriptor descriptor;
        private final Target target;
        private boolean waiting;
        private boolean closed;

        Entry(Loop loop, Descriptor descriptor, Target target) {
            this.loop = loop;
            this.descriptor = descriptor;
            this.target = target;
        }

        synchronized boolean isWaiting() {
            return waiting;
        }

        @Override
        public synchronized void pause() {
            if (waiting) {
                waiting = false;
                loop.remove(this);
            }
        }

        @Override
        public synchronized void resume() {
            if (!waiting && !closed) {
                loop.add(this);
                waiting = true;
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                pause();
                closed = true;
            }
            target.closed(this);
        }

        @Override
        public void run() {
            close();
        }
    }

    private static final class Loop implements Runnable {
        private final Epoll epoll = new Epoll();
        private final Wakeup stop = new Wakeup();
        private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
        private final byte[] buffer = new byte[CHUNK];
        private boolean stopped;

        Loop(int number) {
            epoll.add(stop.descriptor(), STOP);
            Thread.ofPlatform().daemon().name("perdure-terminals-" + number).start(this);
        }

        synchronized void add(Entry entry) {
            if (stopped) {
                throw new IllegalStateException("the reactor is closed");
            }
            entries.put(entry.key, entry);
            epoll.add(entry.descriptor, entry.key);
        }

        synchronized void remove(Entry entry) {
            if (!stopped) {
                epoll.remove(entry.descriptor);
                entries.remove(entry.key);
            }
        }

        void stop() {
            stop.ring();
        }

        private synchronized void end() {
            stopped = true;
            epoll.close();
            stop.close();
        }

        @Override
        public void run() {
            while (true) {
                for (long key : epoll.await()) {
                    if (key == STOP) {
                        end();
                        return;
                    }
                    Entry entry = entries.get(key);
                    if (entry != null) {
                        serve(entry);
                    }
                }
            }
        }

        private void serve(Entry entry) {
            try {
                entry.target.ready(entry, buffer);
            } catch (RuntimeException e) {
                entry.close();
                entry.target.failed(e);
            }
        }
    }
}
