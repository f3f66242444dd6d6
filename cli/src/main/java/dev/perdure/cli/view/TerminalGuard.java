package dev.perdure.cli.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;

/**
 * A small process that makes the user's terminal what it was when this process dies without having done so, as by {@code kill -9}. It is in a session of its
 * own, so that what ends this process's group spares it.
 */
final class TerminalGuard implements AutoCloseable {
    /**
     * Standard output is the terminal, standard input a pipe: a line in it says that the terminal was restored, its mere end that it wasn't. Modes are set
     * only where output processing is still off: a shell that has come back sets its own.
     */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
            exec 3<&1
            before=$(stty -g <&3) || exit
            echo >&2
            read -r restored && exit
            case $(stty -a <&3) in *-opost*) stty "$before" <&3 ;; esac
            printf %s "$1"
            """;

    private final OutputStream pipe;

    private TerminalGuard(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** Starts one for the terminal as it is now; {@code restore} undoes what programs may switch on. */
    static TerminalGuard start(String restore) throws IOException {
        List<String> shell = List.of("sh", "-c", SCRIPT, "perdure-guard", restore);
        List<String> apart = new ArrayList<>(List.of("setsid"));
        apart.addAll(shell);
        try {
            return start(apart);
        } catch (IOException e) {
            // Not every system has setsid(1).
            return start(shell);
        }
    }

    private static TerminalGuard start(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectOutput(Redirect.INHERIT).start();
        InputStream ready = process.getErrorStream();
        if (ready.read() < 0) {
            throw new IOException("the terminal's modes can't be read");
        }
        return new TerminalGuard(process.getOutputStream());
    }

    /** Says that the terminal was restored. */
    @Override
    public void close() throws IOException {
        try (pipe) {
            pipe.write('\n');
        }
    }
}
