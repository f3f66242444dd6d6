package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor of this process, closed once. Close-on-exec, so no program that this process starts inherits
 * it unasked.
 *
 * <p>Thread-safe, with the kernel's own caveat: nobody may use it while another thread closes it, because the number can
 * be given out again at once. Owners such as {@code Pty} keep readers out before they close.
 */
public final class Descriptor implements AutoCloseable {
    /** Numbers from here on never collide with those that children are given. */
    private static final int LOWEST = Spawn.LAST + 1;

    private static final int F_SETFL = 4;
    private static final int F_GETFL = 3;
    private static final int F_GETFD = 1;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_NONBLOCK = 0x800;

    private static final MethodHandle READ = Libc.bind("read", Libc.transfer());
    private static final MethodHandle WRITE = Libc.bind("write", Libc.transfer());
    private static final MethodHandle CLOSE = Libc.bind("close", Libc.ints(1));
    private static final MethodHandle FCNTL =
            Libc.bindVariadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 2);

    private final int number;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes ownership of {@code number}, moving it above the numbers that children use. */
    static Descriptor own(int number) {
        if (number >= LOWEST) {
            return new Descriptor(number);
        }
        int moved = NativeException.check("fcntl F_DUPFD_CLOEXEC", fcntl(number, F_DUPFD_CLOEXEC, LOWEST));
        close(number);
        return new Descriptor(moved);
    }

    /** Takes ownership of a descriptor that this process inherited under a known number. */
    public static Descriptor inherited(int number) {
        NativeException.check("fcntl " + number, fcntl(number, F_GETFD, 0));
        return own(number);
    }

    /** The number, for calls; {@link IllegalStateException} after close. */
    public int number() {
        if (!open.get()) {
            throw new IllegalStateException("descriptor is closed");
        }
        return number;
    }

    public boolean isOpen() {
        return open.get();
    }

    /** Makes reads and writes return {@code EAGAIN} where they would wait. Holds for everyone who shares the open file. */
    public void nonBlocking() {
        int flags = NativeException.check("fcntl F_GETFL", fcntl(number(), F_GETFL, 0));
        NativeException.check("fcntl F_SETFL", fcntl(number(), F_SETFL, flags | O_NONBLOCK));
    }

    /** Reads into {@code buffer}; the count, 0 at the end of file, or minus the error number. */
    public int read(MemorySegment buffer) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((long) READ.invokeExact(state, number(), buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Writes from {@code buffer}; the count that was taken, or minus the error number. */
    public int write(MemorySegment buffer) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((long) WRITE.invokeExact(state, number(), buffer, buffer.byteSize()), state);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            close(number);
        }
    }

    private static void close(int number) {
        try {
            // The result is of no use: Linux has released the number even where it reports EINTR or EIO (close(2)).
            int ignored = (int) CLOSE.invokeExact(Libc.state(), number);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    private static int fcntl(int number, int command, int argument) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((int) FCNTL.invokeExact(state, number, command, argument), state);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        throw Libc.impossible(t);
    }

    @Override
    public String toString() {
        return open.get() ? "descriptor " + number : "closed descriptor";
    }
}
