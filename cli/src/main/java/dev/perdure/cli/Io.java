package dev.perdure.cli;

import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.NativeTerminal;
import dev.perdure.cli.view.Symbols;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The process's streams and environment, as a command sees them.
 *
 * @param in standard input
 * @param out standard output: what was asked for
 * @param err standard error: what goes on, and what went wrong
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is one
 * @param environment the environment variables
 */
record Io(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    static Io ofThisProcess() {
        return new Io(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /** A line of the answer. */
    void print(Line line) {
        out.println(colours(outIsTerminal) ? line.ansi() : line.plain());
    }

    /** A line of the answer, as it is. */
    void print(String line) {
        out.println(line);
    }

    /** A line about what goes on. */
    void tell(Line line) {
        out.flush();
        err.println(colours(errIsTerminal) ? line.ansi() : line.plain());
        err.flush();
    }

    /** Whether a live view can be shown. */
    boolean isLive() {
        return outIsTerminal && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    }

    /** How wide the terminal is. */
    int columns() {
        return new NativeTerminal(environment).size().columns();
    }

    /** The signs that the user's terminal can show. */
    Symbols symbols() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String upper = locale.toUpperCase(java.util.Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8") ? Symbols.UNICODE : Symbols.ASCII;
            }
        }
        // Nothing is said: containers often set nothing, and terminals of today show UTF-8.
        return Symbols.UNICODE;
    }

    /** Colours go to a terminal only, and not where NO_COLOR (no-color.org) is set. */
    private boolean colours(boolean terminal) {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    }

    /** The same answer for whoever paints frames. */
    boolean coloursOut() {
        return colours(outIsTerminal);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        OutputStream raw = new FileOutputStream(descriptor);
        return new PrintStream(new BufferedOutputStream(raw, 8192), false, StandardCharsets.UTF_8);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return isTerminalByTest(descriptor);
        }
    }

    /** For systems without /proc: test(1) says it of the descriptors that it inherits. */
    private static boolean isTerminalByTest(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
