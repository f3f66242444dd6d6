package dev.perdure.session.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Makes the kernel refuse a system call to this process for good, as containers do: seccomp(2) with a filter for all threads.
 * The numbers are those of {@code linux/seccomp.h}, {@code linux/filter.h} and the tables of system calls.
 */
public final class SystemCallFilter {
    /** The same on all architectures. */
    public static final int PIDFD_GETFD = 438;

    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final int SET_MODE_FILTER = 1;
    private static final int ALL_THREADS = 1;

    private static final short LOAD_WORD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7FFF0000;
    private static final int FAIL = 0x00050000;
    private static final int EPERM = 1;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private SystemCallFilter() {}

    /** From now on the system call fails with {@code EPERM}, here and in every child. */
    public static void refuse(int number) {
        Linker linker = Linker.nativeLinker();
        MethodHandle call = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = program(arena, number);
            check("prctl", (long) call.invokeExact(prctl(), (long) SET_NO_NEW_PRIVILEGES, 1L, 0L, 0L, 0L));
            check("seccomp", (long)
                    call.invokeExact(seccomp(), (long) SET_MODE_FILTER, (long) ALL_THREADS, program.address(), 0L, 0L));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("syscall throws nothing", e);
        }
    }

    /** A {@code struct sock_fprog} of four {@code struct sock_filter}; the number is the first word of {@code seccomp_data}. */
    private static MemorySegment program(Arena arena, int number) {
        MemorySegment filter = arena.allocate(4 * 8, 8);
        instruction(filter, 0, LOAD_WORD, 0, 0, 0);
        instruction(filter, 1, JUMP_IF_EQUAL, 0, 1, number);
        instruction(filter, 2, RETURN, 0, 0, FAIL | EPERM);
        instruction(filter, 3, RETURN, 0, 0, ALLOW);
        MemorySegment program = arena.allocate(16, 8);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
        program.set(ValueLayout.ADDRESS, 8, filter);
        return program;
    }

    private static void instruction(MemorySegment filter, int index, short code, int ifTrue, int ifFalse, int value) {
        filter.set(ValueLayout.JAVA_SHORT, index * 8L, code);
        filter.set(ValueLayout.JAVA_BYTE, index * 8L + 2, (byte) ifTrue);
        filter.set(ValueLayout.JAVA_BYTE, index * 8L + 3, (byte) ifFalse);
        filter.set(ValueLayout.JAVA_INT, index * 8L + 4, value);
    }

    private static long prctl() {
        return Platform.isX86() ? 157 : 167;
    }

    private static long seccomp() {
        return Platform.isX86() ? 317 : 277;
    }

    private static void check(String call, long result) {
        if (result != 0) {
            throw new IllegalStateException(call + " failed: " + result);
        }
    }
}
