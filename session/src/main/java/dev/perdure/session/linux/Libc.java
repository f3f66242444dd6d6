package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The link to the C library: finds functions, and keeps each thread's captured {@code errno}.
 *
 * <p>Every binding returns what a raw system call returns: a value that isn't negative, or minus the error number.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Libc() {}

    /** Binds {@code name} with errno captured: the handle's first parameter is {@link #state()}. */
    static MethodHandle bind(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape, CAPTURE);
    }

    /** Binds a variadic function whose first variadic argument has the given index; the ABI passes those otherwise. */
    static MethodHandle bindVariadic(String name, FunctionDescriptor shape, int firstVariadic) {
        return LINKER.downcallHandle(symbol(name), shape, CAPTURE, Linker.Option.firstVariadicArg(firstVariadic));
    }

    /** Binds a function that returns its error number (the posix_spawn family), without errno. */
    static MethodHandle bindPlain(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol(name), shape);
    }

    static FunctionDescriptor ints(int parameters) {
        MemoryLayout[] layouts = new MemoryLayout[parameters];
        java.util.Arrays.fill(layouts, JAVA_INT);
        return FunctionDescriptor.of(JAVA_INT, layouts);
    }

    static FunctionDescriptor transfer() {
        return FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    }

    /** The calling thread's place for errno. */
    static MemorySegment state() {
        return STATE.get();
    }

    /** Turns a C result of -1 into minus the errno that {@code state} captured. */
    static int result(int result, MemorySegment state) {
        return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    }

    static int result(long result, MemorySegment state) {
        return result(Math.toIntExact(result), state);
    }

    /** Wraps what a method handle may declare but a C function can't throw. */
    static AssertionError impossible(Throwable t) {
        return new AssertionError("a call into the C library threw", t);
    }

    private static MemorySegment symbol(String name) {
        Platform.require();
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedPlatformException(
                        "the C library has no " + name + "; live sessions need glibc 2.34 or newer"));
    }
}
