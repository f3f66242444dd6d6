package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What holds for the whole machine: its boot, its pages. */
public final class SystemFacts {
    private static final int SC_PAGESIZE = 30;
    private static final MethodHandle SYSCONF = Libc.bindPlain("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    private static final class Page {
        static final long SIZE = sysconf(SC_PAGESIZE);
    }

    private SystemFacts() {}

    /** The size of a page in bytes: 4096 on x86-64, 4096 to 65536 on arm64. */
    public static long pageSize() {
        return Page.SIZE;
    }

    /** When the machine was booted, by the clock of now and {@code /proc/uptime}, to a hundredth of a second. */
    public static Instant boot() {
        String uptime = read(Path.of("/proc/uptime"));
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return Instant.now().minusMillis(Math.round(seconds * 1000));
    }

    /** The name of this boot: processes of another one are gone. */
    public static String bootId() {
        return read(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    /** {@code kernel.yama.ptrace_scope}, or empty where the kernel hasn't Yama: Documentation/admin-guide/LSM/Yama.rst. */
    public static Optional<Integer> ptraceScope() {
        Path file = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        return Files.exists(file) ? Optional.of(Integer.parseInt(read(file).strip())) : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sysconf(int name) {
        try {
            return (long) SYSCONF.invokeExact(name);
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }
}
