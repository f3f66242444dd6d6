package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A pipe of this process, both ends close-on-exec: pipe2(2). */
public record Pipe(Descriptor readEnd, Descriptor writeEnd) implements AutoCloseable {
    private static final int O_CLOEXEC = 0x80000;
    private static final MethodHandle PIPE2 = Libc.bind("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    public static Pipe open() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(8, 4);
            MemorySegment state = Libc.state();
            NativeException.check("pipe2", Libc.result((int) PIPE2.invokeExact(state, ends, O_CLOEXEC), state));
            return new Pipe(Descriptor.own(ends.get(JAVA_INT, 0)), Descriptor.own(ends.get(JAVA_INT, 4)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    @Override
    public void close() {
        readEnd.close();
        writeEnd.close();
    }
}
