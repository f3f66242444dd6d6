package dev.perdure.session.agent;

import dev.perdure.api.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A one-shot without a terminal: a program that gets bytes and gives bytes, standard output and error apart, and an exit
 * code. It belongs to its caller and doesn't outlive it by intent; what must, is for a session.
 *
 * @param command program and arguments
 * @param environment all of it: nothing is inherited
 * @param limit how long it may take; then it is killed with its descendants
 */
public record Exec(List<String> command, Map<String, String> environment, Path directory, Duration limit) {
    /** The most bytes that are kept of each of the two outputs; the rest is read and thrown away. */
    public static final int MOST_OUTPUT = 4 << 20;

    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    /** The highest number of a signal on Linux: signal(7). */
    private static final int LAST_SIGNAL = 64;

    public Exec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command is empty");
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit is not positive: " + limit);
        }
    }

    /**
     * What came of it.
     *
     * @param exit its exit code as a shell shows it: 128 and the signal when a signal ended it
     * @param timedOut true when it was killed because its time was over
     * @param truncated true when one of the outputs was longer than what is kept
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    public record Result(int exit, byte[] output, byte[] error, boolean timedOut, boolean truncated) {
        /** The number of the signal that ended it, by the exit code: a program that exits with such a code by itself looks the same. */
        public OptionalInt signal() {
            return exit > 128 && exit <= 128 + LAST_SIGNAL ? OptionalInt.of(exit - 128) : OptionalInt.empty();
        }
    }

    /**
     * Runs it with {@code input} as standard input and waits for its end. Interrupted, it kills it.
     *
     * @throws IllegalArgumentException when there is no such program or directory
     */
    public Result run(byte[] input) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(found()).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("can't run " + command.getFirst(), e);
        }
        Collected output = new Collected(process.getInputStream());
        Collected error = new Collected(process.getErrorStream());
        try {
            onThread(() -> write(process.getOutputStream(), input));
            boolean timedOut = !process.waitFor(Timeline.nanos(limit), TimeUnit.NANOSECONDS);
            if (timedOut) {
                kill(process);
            }
            // A descendant that went into the background may hold the pipes open for ever.
            boolean all = output.await(LAST_OUTPUT);
            boolean allErrors = error.await(LAST_OUTPUT);
            boolean truncated = !all || !allErrors || output.truncated() || error.truncated();
            return new Result(process.waitFor(), output.bytes(), error.bytes(), timedOut, truncated);
        } finally {
            kill(process);
        }
    }

    /** The command with its program by path: the builder would look a name up on this process's own path, not on the given one. */
    private List<String> found() {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no such directory: " + directory);
        }
        String name = command.getFirst();
        Stream<String> folders = name.indexOf('/') >= 0
                ? Stream.of("")
                : Stream.of(environment.getOrDefault("PATH", "/bin:/usr/bin").split(":", -1));
        Path program = folders.map(folder -> directory.resolve(folder).resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such program: " + name));
        List<String> words = new ArrayList<>(command);
        words.set(0, program.toString());
        return words;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What a stream has given so far, read by a thread of its own. */
    private static final class Collected {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch end = new CountDownLatch(1);
        private boolean truncated;

        Collected(InputStream stream) {
            onThread(() -> read(stream));
        }

        private void read(InputStream stream) {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    keep(buffer, count);
                }
            } catch (IOException e) {
                // Killed while it was read: what came before counts.
                keep(buffer, 0);
            } finally {
                end.countDown();
            }
        }

        private synchronized void keep(byte[] buffer, int count) {
            int room = Math.min(count, MOST_OUTPUT - kept.size());
            kept.write(buffer, 0, room);
            truncated |= room < count;
        }

        boolean await(Duration limit) throws InterruptedException {
            return end.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        synchronized byte[] bytes() {
            return kept.toByteArray();
        }

        synchronized boolean truncated() {
            return truncated;
        }
    }

    /** A program that doesn't read all of its input has broken the pipe, which is its right. */
    private static boolean write(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void onThread(Runnable action) {
        Thread.ofPlatform().daemon().name("perdure-exec").start(action);
    }
}
