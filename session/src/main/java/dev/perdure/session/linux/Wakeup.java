package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** A descriptor that becomes readable when somebody rings it, to end another thread's wait: eventfd(2). */
public final class Wakeup implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final MethodHandle EVENTFD =
            Libc.bind("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final Descriptor descriptor;

    public Wakeup() {
        MemorySegment state = Libc.state();
        try {
            int result = Libc.result((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK), state);
            descriptor = Descriptor.own(NativeException.check("eventfd", result));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    /** Makes the descriptor readable until {@link #clear()}. */
    public void ring() {
        try (Arena arena = Arena.ofConfined()) {
            int result = descriptor.write(arena.allocateFrom(ValueLayout.JAVA_LONG, 1L));
            // EAGAIN: rung 2^64-2 times already, so it is readable anyway.
            if (result != -Errno.EAGAIN.number()) {
                NativeException.check("write to eventfd", result);
            }
        }
    }

    public void clear() {
        try (Arena arena = Arena.ofConfined()) {
            int result = descriptor.read(arena.allocate(ValueLayout.JAVA_LONG));
            if (result != -Errno.EAGAIN.number()) {
                NativeException.check("read from eventfd", result);
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
