package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/**
 * A handle on one process that can't be confused with a later process of the same number: pidfd_open(2). It becomes
 * ready when the process has ended, also for processes that aren't our children. Call numbers from 424 on are the same
 * on all architectures.
 */
public final class Pid implements AutoCloseable {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;

    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;
    private static final int WNOHANG = 1;

    private static final FunctionDescriptor FOUR_LONGS =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SYSCALL = Libc.bindVariadic("syscall", FOUR_LONGS, 1);
    private static final MethodHandle WAITPID =
            Libc.bind("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle KILL = Libc.bind("kill", Libc.ints(2));

    private final int number;
    private final Descriptor handle;

    private Pid(int number, Descriptor handle) {
        this.number = number;
        this.handle = handle;
    }

    /** A handle on the process that has this number now, or empty when none has. */
    public static Optional<Pid> open(int number) {
        int result = syscall(PIDFD_OPEN, number, 0, 0, 0);
        // EINVAL: the number is that of a thread, or not a number of a process at all.
        if (result == -Errno.ESRCH.number() || result == -22) {
            return Optional.empty();
        }
        return Optional.of(new Pid(number, Descriptor.own(NativeException.check("pidfd_open " + number, result))));
    }

    public int number() {
        return number;
    }

    /** The descriptor, to poll for the process's end. */
    public Descriptor handle() {
        return handle;
    }

    /** A copy of the process's descriptor {@code theirs}, close-on-exec: pidfd_getfd(2), allowed as ptrace(2) is. */
    public Descriptor copyDescriptor(int theirs) {
        int result = syscall(PIDFD_GETFD, handle.number(), theirs, 0, 0);
        return Descriptor.own(NativeException.check("pidfd_getfd " + theirs + " of process " + number, result));
    }

    /** Tries {@code pidfd_getfd} on this process itself, which only a missing or filtered call can refuse. */
    public static boolean mayCopyDescriptors() {
        int self = Math.toIntExact(ProcessHandle.current().pid());
        try (Pid process = open(self).orElseThrow();
                Wakeup sample = new Wakeup()) {
            process.copyDescriptor(sample.descriptor().number()).close();
            return true;
        } catch (NativeException e) {
            return false;
        }
    }

    /** Sends a signal; false when the process has already ended and been waited for. */
    public boolean signal(int signal) {
        int result = syscall(PIDFD_SEND_SIGNAL, handle.number(), signal, 0, 0);
        if (result == -Errno.ESRCH.number()) {
            return false;
        }
        NativeException.check("pidfd_send_signal " + signal + " to process " + number, result);
        return true;
    }

    /** Waits until the process has ended; false when {@code limit} passed first. Blocks its (platform) thread. */
    public boolean awaitEnd(Duration limit) {
        return Poll.readable(handle, limit);
    }

    /** True when the process has ended, be it waited for or not. */
    public boolean hasEnded() {
        return awaitEnd(Duration.ZERO);
    }

    /** Collects the process when it is our child and has ended, so that no zombie stays; false when there was none. */
    public boolean reap() {
        return reap(number);
    }

    /** As {@link #reap()}, for a number that is surely still our child's. */
    public static boolean reap(int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state();
            MemorySegment status = arena.allocate(JAVA_INT);
            int result = Libc.result((int) WAITPID.invokeExact(state, number, status, WNOHANG), state);
            return result == number;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    /**
     * Sends a signal by number to a process, or to the group {@code -number}; false when there is none. Never to 0 or -1,
     * which would be this process's own group, or all processes: kill(2).
     */
    public static boolean kill(int number, int signal) {
        if (number == 0 || number == -1) {
            throw new IllegalArgumentException("not a process or a group: " + number);
        }
        MemorySegment state = Libc.state();
        int result;
        try {
            result = Libc.result((int) KILL.invokeExact(state, number, signal), state);
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
        if (result == -Errno.ESRCH.number()) {
            return false;
        }
        NativeException.check("kill " + number + " with signal " + signal, result);
        return true;
    }

    @Override
    public void close() {
        handle.close();
    }

    private static int syscall(long call, long a, long b, long c, long d) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((long) SYSCALL.invokeExact(state, call, a, b, c, d), state);
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    @Override
    public String toString() {
        return "process " + number;
    }
}
