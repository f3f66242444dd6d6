package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import java.io.File;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts a daemon where none runs, as a client does when it is used first.
 *
 * <p>The daemon is detached as far as the system allows: a session of its own, so that neither Ctrl-C nor the end of the terminal reaches
 * it; no terminal on its descriptors; the root directory as its own. Clients that come at once are put in a row by a lock on a file;
 * should one die while it holds the lock, two daemons may be started, and the store's lock leaves one.
 */
public final class Launch {
    /** Where the application is installed; set by the {@code perdure} script. */
    static final String HOME = "perdure.home";

    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    /** How long another daemon that has the store may take to answer, before it counts as a program that embeds the layer. */
    private static final Duration OTHER_START = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(5);

    private Launch() {}

    /** Whether a daemon takes connections for that state directory. */
    public static boolean isAnswering(StateDirectory state) {
        if (!Files.exists(state.socket())) {
            return false;
        }
        var address = UnixDomainSocketAddress.of(SocketPath.of(state));
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException e) {
            return false; // Refused: the socket is what a killed daemon left behind.
        }
    }

    /**
     * Returns when a daemon answers for that state directory, having started one if needed.
     *
     * @param types jars with task types, for a daemon that is started here
     * @return whether one was started here
     * @throws PerdureException if none could be started; the message says why, in a sentence
     */
    public static synchronized boolean ensure(StateDirectory state, List<Path> types) throws InterruptedException {
        if (isAnswering(state)) {
            return false;
        }
        state.prepare();
        try (FileChannel file =
                        FileChannel.open(state.launchLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && isAnswering(state)) {
                return false;
            }
            start(state, types);
            return true;
        } catch (IOException e) {
            throw new PerdureException(
                    ErrorCode.STORE_UNAVAILABLE, "The daemon could not be started: " + Reason.of(e) + ".", e);
        }
    }

    private static void start(StateDirectory state, List<Path> types) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(detached(command(state, types)))
                .directory(new File("/"))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(state.output().toFile())
                .redirectErrorStream(true)
                .start();
        long begun = System.nanoTime();
        for (Duration taken = Duration.ZERO; taken.compareTo(LONGEST_START) < 0; taken = since(begun)) {
            // Asked in this order: one that died because another was faster leaves that other to answer, perhaps soon.
            boolean alive = process.isAlive();
            if (isAnswering(state)) {
                return;
            }
            if (!alive && process.exitValue() != DaemonMain.TAKEN) {
                throw new PerdureException(ErrorCode.STORE_UNAVAILABLE, reason(state, process.exitValue()));
            }
            if (!alive && taken.compareTo(OTHER_START) > 0) {
                throw new PerdureException(ErrorCode.STORE_LOCKED, reason(state, process.exitValue()));
            }
            Thread.sleep(POLL);
        }
        throw new PerdureException(
                ErrorCode.STORE_UNAVAILABLE,
                "The daemon does not answer after " + LONGEST_START.toSeconds() + " s; see " + state.log() + ".");
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String reason(StateDirectory state, int exit) throws IOException {
        List<String> lines = Files.readAllLines(state.output()).stream()
                .filter(line -> !line.isBlank())
                .collect(Collectors.toList());
        return lines.isEmpty()
                ? "The daemon ended at its start with exit code " + exit + "; see " + state.log() + "."
                : lines.getLast();
    }

    /** The command that runs a daemon. */
    static List<String> command(StateDirectory state, List<Path> types) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path flags = Path.of(System.getProperty(HOME, "/nonexistent"), "daemon.args");
        if (Files.isReadable(flags)) {
            command.add("@" + flags);
        } else {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
            command.addAll(List.of("-cp", absoluteClassPath()));
        }
        command.addAll(
                List.of(DaemonMain.class.getName(), "--state", state.path().toString()));
        if (!types.isEmpty()) {
            command.add("--types");
            command.add(types.stream()
                    .map(jar -> jar.toAbsolutePath().normalize().toString())
                    .collect(Collectors.joining(",")));
        }
        return command;
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> detached(List<String> command) {
        var detached = new ArrayList<String>();
        if (isOnPath("setsid")) {
            detached.add("setsid");
        } else {
            // A JVM leaves a signal ignored that was ignored when it began.
            detached.addAll(List.of("/bin/sh", "-c", "trap '' HUP INT QUIT; exec \"$@\"", "sh"));
        }
        detached.addAll(command);
        return detached;
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        for (String directory : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
