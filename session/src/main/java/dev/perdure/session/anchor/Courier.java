package dev.perdure.session.anchor;

import dev.perdure.session.linux.Descriptor;
import dev.perdure.session.linux.HandOver;
import dev.perdure.session.linux.Pid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way to a terminal where the kernel lets nobody copy the anchor's descriptor: Yama on many desktops, the system
 * call filter of containers. A child still inherits what its parent has. So the daemon leaves a command in the session's
 * directory and signals the anchor; the anchor starts it; the command is this class in a JVM of its own, which sends
 * the inherited master to the daemon's socket and ends.
 *
 * <p>Against a process that keeps all descriptors this has nothing resident and nothing more that can be killed.
 */
public final class Courier {
    /** The anchor's trap runs this file, and forgets it. */
    static final String COMMAND = "courier";

    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final int TIMES = 10;

    private Courier() {}

    /** The courier's side: sends the inherited master to the socket that is the only argument. */
    public static void main(String[] arguments) {
        HandOver.send(Path.of(arguments[0]), Descriptor.inherited(AnchorScript.MASTER));
    }

    /** The daemon's side: asks until the master comes; empty when none did. */
    static Optional<Descriptor> fetch(SessionFiles files, Pid anchor) {
        try {
            // For its permissions, and because a socket's path may not be longer than 107 bytes.
            Path folder = Files.createTempDirectory("perdure");
            Path door = folder.resolve("door");
            try (Descriptor listener = HandOver.listen(door)) {
                files.write(COMMAND, command(door));
                return await(listener, anchor);
            } finally {
                Files.deleteIfExists(files.directory().resolve(COMMAND));
                Files.deleteIfExists(door);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Descriptor> await(Descriptor listener, Pid anchor) {
        for (int i = 0; i < TIMES && !anchor.hasEnded(); i++) {
            anchor.signal(Pid.SIGUSR1);
            // An anchor whose program has ended is stopped; going on, it runs its trap and stops again.
            anchor.signal(Pid.SIGCONT);
            Optional<Descriptor> master = HandOver.receive(listener, ASK_AGAIN);
            if (master.isPresent()) {
                return master;
            }
        }
        return Optional.empty();
    }

    private static String command(Path door) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                        "exec",
                        "env",
                        "-i",
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx16m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        home().toString(),
                        Courier.class.getName(),
                        door.toString())
                .stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "", "\n"));
    }

    private static Path home() {
        try {
            return Path.of(Courier.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path leads to this class", e);
        }
    }
}
