package dev.perdure.session.pty;

import dev.perdure.session.linux.Descriptor;
import dev.perdure.session.linux.Errno;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.linux.Poll;
import dev.perdure.session.linux.Terminals;
import dev.perdure.session.linux.Wakeup;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The master's side of a pseudo-terminal: pty(7).
 *
 * <p>Thread-safe. {@link #close()} ends the waits of other threads in {@link #read} and {@link #awaitWritable} and closes the descriptor only when all of them are out, so that its number is never used after it was
 * given up. Every use after that throws {@link IllegalStateException}, except that {@code read} tells the end.
 *
 * <p>Waits block their thread in the kernel: call {@code read} and {@code awaitWritable} on platform threads only. The open
 * file is non-blocking for everyone who holds it; the anchor holds it too, but never touches it.
 */
public final class Pty implements AutoCloseable {
    /** What a call moves at most. The kernel gives out no more than its line buffer of 4 KiB at a time: n_tty.c. */
    private static final int CHUNK = 8 * 1024;

    private static final ThreadLocal<MemorySegment> BUFFER =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CHUNK));

    private final Descriptor master;
    private final String slave;
    private final Wakeup closing = new Wakeup();
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private final Set<Runnable> beforeClose = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    /** Takes ownership of a master, be it new or adopted. */
    public Pty(Descriptor master) {
        this.master = Objects.requireNonNull(master, "master is null");
        this.slave = Terminals.slave(master);
        master.nonBlocking();
    }

    /** Opens a new pseudo-terminal of the given size, whose slave's side nobody has open yet. */
    public static Pty open(TerminalSize size) {
        Pty pty = new Pty(Terminals.open());
        pty.resize(size);
        return pty;
    }

    /** The slave's path, as in {@code /dev/pts/7}. */
    public String slave() {
        return slave;
    }

    /** The master's descriptor, to hand to an anchor or to poll; this object stays its owner. */
    public Descriptor master() {
        return master;
    }

    public boolean isOpen() {
        return open;
    }

    /** Sets the size; the foreground process group gets {@code SIGWINCH} if it differs from the one before. */
    public void resize(TerminalSize size) {
        whileOpen(() -> {
            Terminals.resize(master, size.columns(), size.rows());
            return size;
        });
    }

    public TerminalSize size() {
        int[] size = whileOpen(() -> Terminals.size(master));
        return new TerminalSize(Math.max(1, size[0]), Math.max(1, size[1]));
    }

    /** The process group that gets the keyboard's signals, or 0 when there is none. */
    public int foregroundGroup() {
        return whileOpen(() -> Terminals.foreground(master));
    }

    /** What input the program has set the terminal up for. */
    public Expectation expects() {
        Terminals.Modes modes = whileOpen(() -> Terminals.modes(master));
        if (!modes.canonical()) {
            return Expectation.KEYS;
        }
        return modes.echo() ? Expectation.LINE : Expectation.SECRET_LINE;
    }

    /** The local modes themselves. */
    public Terminals.Modes modes() {
        return whileOpen(() -> Terminals.modes(master));
    }

    /** The keys that send signals, as the program has set them. */
    public Terminals.SignalKeys signalKeys() {
        return whileOpen(() -> Terminals.signalKeys(master));
    }

    /** Throws away what was written and no program has read. */
    public void dropInput() {
        whileOpen(() -> {
            Terminals.dropInput(master);
            return true;
        });
    }

    /** How many bytes of output wait to be read now. */
    public int available() {
        return whileOpen(() -> Terminals.available(master));
    }

    /**
     * Waits for output and reads what is there into {@code buffer}; returns the count, or -1 at the end of output.
     *
     * <p>The end is when no process has the slave's side open any more ({@code EIO}), or this object was closed. A
     * living program may have let go of its terminal only for a while, so the end of output isn't the end of the
     * session.
     */
    public int read(byte[] buffer) {
        Lock lock = life.readLock();
        lock.lock();
        try {
            while (open) {
                int count = readNow(buffer);
                if (count != 0) {
                    return count;
                }
                Poll.readableOrRung(master, closing);
            }
            return -1;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #read} but without waiting: 0 when no output is there now. */
    public int readAvailable(byte[] buffer) {
        Lock lock = life.readLock();
        lock.lock();
        try {
            return open ? readNow(buffer) : -1;
        } finally {
            lock.unlock();
        }
    }

    private int readNow(byte[] buffer) {
        MemorySegment chunk = BUFFER.get().asSlice(0, Math.min(buffer.length, CHUNK));
        int count = master.read(chunk);
        if (count > 0) {
            MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, buffer, 0, count);
            return count;
        }
        if (count == 0 || count == -Errno.EIO.number()) {
            return -1;
        }
        if (count == -Errno.EAGAIN.number() || count == -Errno.EINTR.number()) {
            return 0;
        }
        throw new NativeException("read from the terminal " + slave, new Errno(-count));
    }

    /**
     * Writes as much input as the kernel takes now and returns the count: less than {@code length}, also 0, when the
     * program doesn't read and the kernel's buffer (64 KiB) is full. Never waits.
     *
     * <p>Known limit of the kernel: in line mode it drops what a line has beyond 4095 bytes.
     */
    public int write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return whileOpen(() -> writeNow(bytes, offset, length));
    }

    /** Waits until the kernel takes input; false when {@code limit} passed or the terminal was closed first. */
    public boolean awaitWritable(Duration limit) {
        Lock lock = life.readLock();
        lock.lock();
        try {
            return open && Poll.writableOrRung(master, closing, limit);
        } finally {
            lock.unlock();
        }
    }

    private int writeNow(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            MemorySegment chunk = BUFFER.get().asSlice(0, Math.min(length - done, CHUNK));
            MemorySegment.copy(bytes, offset + done, chunk, ValueLayout.JAVA_BYTE, 0, (int) chunk.byteSize());
            int count = master.write(chunk);
            if (count == -Errno.EAGAIN.number()) {
                return done;
            }
            if (count < 0 && count != -Errno.EINTR.number()) {
                throw new NativeException("write to the terminal " + slave, new Errno(-count));
            }
            done += Math.max(0, count);
        }
        return done;
    }

    /** Has {@code action}, which may run twice, run while the descriptor is still open, before it is closed. */
    void beforeClose(Runnable action) {
        beforeClose.add(action);
        if (!open) {
            action.run();
        }
    }

    void forget(Runnable action) {
        beforeClose.remove(action);
    }

    private <T> T whileOpen(Supplier<T> use) {
        Lock lock = life.readLock();
        lock.lock();
        try {
            if (!open) {
                throw new IllegalStateException("the terminal " + slave + " is closed here");
            }
            return use.get();
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the terminal and ends all waits and watches. If nobody else holds the master, its session is hung up. */
    @Override
    public void close() {
        synchronized (closing) {
            if (!open) {
                return;
            }
            open = false;
            beforeClose.forEach(Runnable::run);
            closing.ring();
            Lock lock = life.writeLock();
            lock.lock();
            try {
                master.close();
                closing.close();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return "terminal " + slave;
    }
}
