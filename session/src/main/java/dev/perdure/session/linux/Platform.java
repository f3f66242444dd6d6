package dev.perdure.session.linux;

import java.util.Locale;
import java.util.Optional;

/** Tells whether this machine can host live sessions at all: Linux on x86-64 or arm64. */
public final class Platform {
    private Platform() {}

    /** What keeps sessions from running here in one sentence, or empty where they can. */
    public static Optional<String> obstacle() {
        return obstacle(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<String> obstacle(String system, String architecture) {
        boolean known = architecture.equals("amd64") || architecture.equals("aarch64");
        if (system.toLowerCase(Locale.ROOT).equals("linux") && known) {
            return Optional.empty();
        }
        return Optional.of("live sessions are not supported here yet: this is " + system + " on " + architecture
                + ", they need Linux on x86-64 or arm64");
    }

    /** True on x86-64, which alone packs {@code epoll_event} and has old numbers for its system calls. */
    public static boolean isX86() {
        return System.getProperty("os.arch", "").equals("amd64");
    }

    /** Throws {@link UnsupportedPlatformException} where sessions can't run. */
    public static void require() {
        obstacle().ifPresent(reason -> {
            throw new UnsupportedPlatformException(reason);
        });
    }
}
