package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A set of descriptors of which one thread waits for any: epoll(7), level-triggered. A descriptor must be removed before
 * it is closed: the set holds the open file, which lives on while another process has it open too.
 *
 * <p>Thread-safe, but only one thread may wait.
 */
public final class Epoll implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int IN = 1;
    /** struct epoll_event: 4 bytes of events, 8 of data; packed on x86-64 and there alone. */
    private static final int DATA = Platform.isX86() ? 4 : 8;

    private static final int EVENT = DATA + 8;
    private static final int BATCH = 64;

    private static final MethodHandle CREATE = Libc.bind("epoll_create1", Libc.ints(1));
    private static final MethodHandle CONTROL =
            Libc.bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle WAIT =
            Libc.bind("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private final Descriptor set;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT * BATCH, 8);

    public Epoll() {
        MemorySegment state = Libc.state();
        try {
            int result = Libc.result((int) CREATE.invokeExact(state, EPOLL_CLOEXEC), state);
            set = Descriptor.own(NativeException.check("epoll_create1", result));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Adds a descriptor, to be reported under {@code key} while it can be read or its other end is gone. */
    public void add(Descriptor descriptor, long key) {
        control(ADD, "EPOLL_CTL_ADD", descriptor, key);
    }

    public void remove(Descriptor descriptor) {
        control(REMOVE, "EPOLL_CTL_DEL", descriptor, 0);
    }

    private void control(int operation, String name, Descriptor descriptor, long key) {
        MemorySegment state = Libc.state();
        try (Arena call = Arena.ofConfined()) {
            MemorySegment event = call.allocate(EVENT, 8);
            event.set(JAVA_INT, 0, IN);
            event.set(JAVA_LONG_UNALIGNED, DATA, key);
            int result = (int) CONTROL.invokeExact(state, set.number(), operation, descriptor.number(), event);
            NativeException.check("epoll_ctl " + name, Libc.result(result, state));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Waits without limit and returns the keys of those that are ready, some tens at most; none after an interruption. */
    public long[] await() {
        MemorySegment state = Libc.state();
        try {
            int count = Libc.result((int) WAIT.invokeExact(state, set.number(), events, BATCH, -1), state);
            if (count == -Errno.EINTR.number()) {
                return new long[0];
            }
            long[] keys = new long[NativeException.check("epoll_wait", count)];
            for (int i = 0; i < count; i++) {
                keys[i] = events.get(JAVA_LONG_UNALIGNED, (long) EVENT * i + DATA);
            }
            return keys;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    @Override
    public void close() {
        set.close();
        arena.close();
    }

    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        throw Libc.impossible(t);
    }
}
