package dev.perdure.bench;

import dev.perdure.session.linux.Poll;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program on a pseudo-terminal with nothing between it and the bench: the floor of what a session costs, and the window in which a client of tmux runs.
 * Not thread-safe.
 */
final class BarePty implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    private final Pty pty;
    private final Process process;
    private final byte[] buffer = new byte[64 << 10];
    private final StringBuilder unmatched = new StringBuilder();

    private BarePty(Pty pty, Process process) {
        this.pty = pty;
        this.process = process;
    }

    /** Starts a program as the leader of a session with this terminal. */
    static BarePty start(TerminalSize size, Path directory, String... command) throws IOException {
        Pty pty = Pty.open(size);
        try {
            // The shell leads no session, so that only setsid makes the terminal a controlling one.
            List<String> words =
                    new ArrayList<>(List.of("sh", "-c", "exec setsid -c \"$@\" 0<>\"$0\" 1>&0 2>&0", pty.slave()));
            words.addAll(List.of(command));
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.environment().clear();
            builder.environment().putAll(Programs.environment());
            return new BarePty(pty, builder.start());
        } catch (IOException e) {
            pty.close();
            throw e;
        }
    }

    /** Types something. What came before is no answer to it: {@link #await} looks at what is read from now on. */
    void type(String text) {
        unmatched.setLength(0);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int done = 0;
        while (done < bytes.length && pty.awaitWritable(END)) {
            done += pty.write(bytes, done, bytes.length - done);
        }
    }

    /** The next output, in {@link #bytes()}: its count, 0 when the limit passed first, -1 at the end. */
    int read(Duration limit) {
        int count = pty.readAvailable(buffer);
        if (count != 0) {
            return count;
        }
        return Poll.readable(pty.master(), limit) ? pty.readAvailable(buffer) : 0;
    }

    /** What {@link #read} has read, from the beginning; used again by the next. */
    byte[] bytes() {
        return buffer;
    }

    /**
     * Reads until a text has come, or throws after the limit. It may be in what an earlier call read beyond its own text; what {@link #read}
     * gave out it does not see, so a wait for a text never follows a bare read of the same output.
     *
     * @return when the first output of this call came, as {@link System#nanoTime} tells it; now if it was there already
     */
    long await(String text, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        long first = 0;
        int searched = 0;
        int found = unmatched.indexOf(text);
        while (found < 0) {
            searched = Math.max(0, unmatched.length() - text.length());
            int count = read(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (count <= 0) {
                throw new IOException("'" + text + "' did not come from " + process.info() + "; what came ends with '"
                        + unmatched.substring(Math.max(0, unmatched.length() - 200)) + "'");
            }
            first = first == 0 ? System.nanoTime() : first;
            unmatched.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            found = unmatched.indexOf(text, searched);
        }
        unmatched.delete(0, found + text.length());
        return first == 0 ? System.nanoTime() : first;
    }

    /** Closes the terminal, which hangs the program up, and kills it if it stays. */
    @Override
    public void close() {
        pty.close();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
