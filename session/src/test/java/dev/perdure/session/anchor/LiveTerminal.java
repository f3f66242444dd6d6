package dev.perdure.session.anchor;

import static org.awaitility.Awaitility.await;

import dev.perdure.session.pty.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A session under test with a reader that collects its output. */
public final class LiveTerminal implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Anchor anchor;
    private final StringBuilder output = new StringBuilder();
    private final Thread reader;

    public LiveTerminal(Anchor anchor) {
        this.anchor = anchor;
        this.reader = Thread.ofPlatform().daemon().start(() -> {
            byte[] buffer = new byte[4096];
            for (int n = anchor.pty().read(buffer); n >= 0; n = anchor.pty().read(buffer)) {
                synchronized (output) {
                    output.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        });
    }

    public static LiveTerminal start(Path state, String... command) {
        return start(state, Program.of(List.of(command), environment(), state));
    }

    public static LiveTerminal start(Path state, Program program) {
        SessionFiles files = SessionFiles.create(state.resolve("session-" + System.nanoTime()));
        return new LiveTerminal(Anchor.start(files, program, TerminalSize.DEFAULT, Placement.NONE));
    }

    public static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        environment.put("TERM", "xterm-256color");
        environment.put("HOME", "/nonexistent");
        environment.put("LANG", "C.UTF-8");
        environment.put("PS1", "ready> ");
        return environment;
    }

    public Anchor anchor() {
        return anchor;
    }

    public LiveTerminal type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (write(bytes, PATIENCE) != bytes.length) {
            throw new AssertionError("the terminal didn't take: " + text);
        }
        return this;
    }

    /** Types as much as the terminal takes until it takes nothing more for so long; returns the count. */
    public int write(byte[] bytes, Duration limit) {
        int done = 0;
        while (done < bytes.length && anchor.pty().awaitWritable(limit)) {
            done += anchor.pty().write(bytes, done, bytes.length - done);
        }
        return done;
    }

    public String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    /** Waits until the output holds {@code text} and forgets everything up to its end. */
    public LiveTerminal expect(String text) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> output().contains(text));
        synchronized (output) {
            output.delete(0, output.indexOf(text) + text.length());
        }
        return this;
    }

    /** Waits until the output has a line that is {@code line}. */
    public LiveTerminal expectLine(String line) {
        return expect("\n" + line + "\r\n");
    }

    public Exit exit() {
        return anchor.awaitExit(PATIENCE).orElseThrow(() -> new AssertionError("still running, said: " + output()));
    }

    /** Everything that the program wrote, once nobody has its terminal open any more. */
    public String outputToTheEnd() {
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return output();
    }

    @Override
    public void close() {
        anchor.release();
    }
}
