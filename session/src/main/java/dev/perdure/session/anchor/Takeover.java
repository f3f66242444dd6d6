package dev.perdure.session.anchor;

import dev.perdure.session.linux.Pid;
import dev.perdure.session.linux.SystemFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How a new daemon gets the terminals of sessions that an earlier one started. */
public enum Takeover {
    /** By copying the anchor's descriptor: pidfd_getfd(2). A millisecond each. */
    DIRECT,
    /**
     * By asking the anchor to start a {@link Courier} that sends the descriptor, where the kernel refuses the copy. Some
     * tenths of a second each, and nothing is resident meanwhile.
     */
    COURIER;

    private static final int CAP_SYS_PTRACE = 19;

    /** The way that this process has to sessions which aren't its children, and why. For {@code perdure doctor}. */
    public record Capability(Takeover way, String reason) {}

    /** Finds out by the rules that ptrace(2) and the kernel's Yama document, without a session to try on. */
    public static Capability probe() {
        if (!Pid.mayCopyDescriptors()) {
            return new Capability(COURIER, "the kernel or a system call filter doesn't offer pidfd_getfd");
        }
        int scope = SystemFacts.ptraceScope().orElse(0);
        if (hasPtraceCapability()) {
            return scope < 3
                    ? new Capability(DIRECT, "this process may trace any other (CAP_SYS_PTRACE)")
                    : new Capability(COURIER, "kernel.yama.ptrace_scope is 3: nobody may trace");
        }
        return scope == 0
                ? new Capability(DIRECT, "the kernel lets a user's processes trace each other")
                : new Capability(COURIER, "kernel.yama.ptrace_scope is " + scope + " and CAP_SYS_PTRACE is missing");
    }

    private static boolean hasPtraceCapability() {
        try {
            long effective = Files.readString(Path.of("/proc/self/status"))
                    .lines()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0L);
            return (effective >>> CAP_SYS_PTRACE & 1) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
