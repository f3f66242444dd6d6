package dev.perdure.session.process;

import dev.perdure.session.linux.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The system call that a process waits in: {@code /proc/PID/syscall}, proc_pid_syscall(5). Of several threads it is that
 * of the first.
 *
 * @param number which call, numbered differently on each architecture: unistd.h
 * @param first its first argument
 * @param third its third argument
 */
public record SystemCall(long number, long first, long third) {
    private static final long READ = Platform.isX86() ? 0 : 63;
    private static final Set<Long> POLLS =
            Platform.isX86() ? Set.of(7L, 23L, 232L, 270L, 271L, 281L) : Set.of(22L, 72L, 73L);
    private static final long CLONE = Platform.isX86() ? 56 : 220;
    private static final long CLONE3 = 435;
    /** arm64 has none, its C library calls clone. */
    private static final long VFORK = Platform.isX86() ? 58 : CLONE;

    /** The call that the process waits in now; empty when it runs, is gone, or isn't ours to know. */
    public static Optional<SystemCall> of(int pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Integer.toString(pid), "syscall")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Parses a line of the kernel: the number, six arguments and two registers; shorter where there is no call. */
    static Optional<SystemCall> parse(String line) {
        String[] fields = line.strip().split(" ");
        return fields.length < 9
                ? Optional.empty()
                : Optional.of(
                        new SystemCall(Long.parseLong(fields[0]), hexadecimal(fields[1]), hexadecimal(fields[3])));
    }

    /** True when the process waits for something to read. */
    public boolean isRead() {
        return number == READ;
    }

    /** True when the process waits for one of several descriptors, or for a signal: poll, select, epoll. */
    public boolean isPoll() {
        return POLLS.contains(number);
    }

    /**
     * True when the process makes another one. The only long wait in that is vfork(2)'s: for a child that uses its memory
     * until it has become a program of its own.
     */
    public boolean makesProcess() {
        return number == CLONE || number == CLONE3 || number == VFORK;
    }

    private static long hexadecimal(String field) {
        return Long.parseUnsignedLong(field.substring(2), 16);
    }
}
