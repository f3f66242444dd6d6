package dev.perdure.session;

import dev.perdure.session.linux.Pid;
import dev.perdure.session.linux.Terminals;
import dev.perdure.session.log.InputLog;
import dev.perdure.session.pty.Pty;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's input on its way: queued with a bound, recorded with its operator when its turn comes, then written to the
 * terminal. What was dropped before its turn was never typed and isn't recorded.
 *
 * <p>As long as the program reads, the sender's thread does it all. Only when the kernel's buffer is full, a platform
 * thread takes over until the queue is empty.
 *
 * <p>The keys that send signals (C-c, C-\, C-z, or what the program has set instead) don't wait behind what the program doesn't
 * read. A line discipline whose buffer is full doesn't even look at them. So when such a key finds input waiting, or can't be
 * written itself, everything before it is thrown away, as the line discipline would do, and the foreground process group gets
 * the signal directly.
 */
final class SessionInput implements AutoCloseable {
    /** The most bytes that wait. */
    static final int LIMIT = 256 * 1024;

    /** Whom the terminal's own answers are attributed to. */
    static final String TERMINAL = "(terminal)";

    private static final Logger LOGGER = LoggerFactory.getLogger(SessionInput.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGTSTP = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final Pty pty;
    private final InputLog log;
    private final Deque<Entry> queue = new ArrayDeque<>();
    private int waiting;
    private boolean held;
    private boolean pumping;
    private boolean closed;

    private static final class Entry {
        private final String operator;
        private final byte[] bytes;
        private int written;
        private boolean recorded;

        Entry(String operator, byte[] bytes) {
            this.operator = operator;
            this.bytes = bytes;
        }

        int left() {
            return bytes.length - written;
        }
    }

    SessionInput(Pty pty, InputLog log) {
        this.pty = pty;
        this.log = log;
    }

    /** Queues input and writes what the terminal takes now. */
    void send(String operator, byte[] bytes) {
        lock.lock();
        try {
            if (closed || bytes.length == 0) {
                return;
            }
            Entry entry = new Entry(operator, bytes.clone());
            if (!queue.isEmpty()) {
                overtake(entry);
            }
            if (waiting + entry.left() > LIMIT) {
                throw new SessionException(
                        SessionException.Reason.LIMIT,
                        "the program doesn't read: " + waiting + " bytes of input wait for it already");
            }
            add(entry);
            if (!queue.isEmpty() && overtake(entry)) {
                add(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Entry entry) {
        if (entry.left() > 0) {
            queue.add(entry);
            waiting += entry.left();
            flush();
        }
    }

    /** Keeps input back, while the session is frozen, so that it can still be dropped. */
    void hold() {
        lock.lock();
        try {
            held = true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets input that was kept back go on. */
    void release() {
        lock.lock();
        try {
            held = false;
            flush();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what an operator has typed and the terminal hasn't got; returns how many bytes. */
    int drop(String operator) {
        lock.lock();
        try {
            int dropped = 0;
            for (Iterator<Entry> entries = queue.iterator(); entries.hasNext(); ) {
                Entry entry = entries.next();
                if (entry.operator.equals(operator)) {
                    dropped += entry.left();
                    entries.remove();
                }
            }
            waiting -= dropped;
            taken.signalAll();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until at most so many bytes wait, at most so long; false when the time passed first. */
    boolean awaitRoom(int atMost, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (waiting > atMost && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = taken.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a key among these bytes sends a signal now. */
    boolean interrupts(byte[] bytes) {
        if (!sendsSignals()) {
            return false;
        }
        Terminals.SignalKeys keys = pty.signalKeys();
        for (byte key : bytes) {
            if (signalOf(Byte.toUnsignedInt(key), keys) != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean sendsSignals() {
        return pty.isOpen() && pty.modes().signals();
    }

    /**
     * Has the signals take effect whose keys are in what is left of {@code newest}, and throws away everything before the last of
     * them. True if there was one: then only what follows it is left of {@code newest}, and nothing waits.
     */
    private boolean overtake(Entry newest) {
        if (held || !sendsSignals()) {
            return false;
        }
        Terminals.SignalKeys keys = pty.signalKeys();
        Set<Integer> signals = new LinkedHashSet<>();
        int after = newest.written;
        for (int i = newest.written; i < newest.bytes.length; i++) {
            int signal = signalOf(Byte.toUnsignedInt(newest.bytes[i]), keys);
            if (signal != 0) {
                signals.add(signal);
                after = i + 1;
            }
        }
        int group = signals.isEmpty() ? 0 : pty.foregroundGroup();
        if (group <= 1) {
            return false;
        }
        queue.clear();
        waiting = 0;
        taken.signalAll();
        pty.dropInput();
        newest.written = after;
        if (!newest.recorded) {
            newest.recorded = true;
            log.record(newest.operator, newest.bytes);
        }
        signals.forEach(signal -> Pid.kill(-group, signal));
        return true;
    }

    private static int signalOf(int key, Terminals.SignalKeys keys) {
        if (key == 0) {
            return 0;
        }
        return key == keys.interrupt() ? SIGINT : key == keys.quit() ? SIGQUIT : key == keys.suspend() ? SIGTSTP : 0;
    }

    private void flush() {
        while (!queue.isEmpty() && !held && !pumping && !closed) {
            Entry entry = queue.element();
            write(entry);
            if (entry.left() > 0) {
                pumping = true;
                Thread.ofPlatform().daemon().name("perdure-input").start(this::pump);
            }
        }
    }

    /** Writes what the terminal takes of the first entry; the rest of it stays the first. */
    private void write(Entry first) {
        if (!first.recorded) {
            first.recorded = true;
            log.record(first.operator, first.bytes);
        }
        int count = pty.isOpen() ? pty.write(first.bytes, first.written, first.left()) : 0;
        first.written += count;
        waiting -= count;
        taken.signalAll();
        if (first.left() == 0) {
            queue.remove();
        }
    }

    /** Writes while the terminal is full. Waits for it outside of the lock, and writes under it: what is dropped is not under way. */
    private void pump() {
        try {
            while (true) {
                pty.awaitWritable(PATIENCE);
                lock.lock();
                try {
                    if (queue.isEmpty() || held || closed || !pty.isOpen()) {
                        pumping = false;
                        return;
                    }
                    write(queue.element());
                } finally {
                    lock.unlock();
                }
            }
        } catch (RuntimeException e) {
            LOGGER.warn("input to {} ended", pty, e);
            close();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            waiting = 0;
            taken.signalAll();
            log.close();
        } finally {
            lock.unlock();
        }
    }
}
