package dev.perdure.session.anchor;

import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process that starts sessions and then only waits to be killed. */
public final class SpawningDaemon {
    private SpawningDaemon() {}

    public static void main(String[] arguments) throws IOException {
        Path state = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<String> command = List.of(arguments).subList(2, arguments.length);
        List<Anchor> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(Anchor.start(
                    SessionFiles.create(state.resolve("s" + i)),
                    Program.of(command, LiveTerminal.environment(), state),
                    TerminalSize.DEFAULT,
                    Placement.NONE));
        }
        System.out.println("started " + held.size());
        System.in.read();
    }

    /** Runs this class in a JVM of its own until all sessions are started. */
    static Process start(Path state, int count, String... command) throws IOException {
        Process daemon = launch(state, count, command);
        String said = daemon.inputReader().readLine();
        if (!("started " + count).equals(said)) {
            throw new AssertionError("the daemon said " + said);
        }
        return daemon;
    }

    /** Runs this class in a JVM of its own. */
    static Process launch(Path state, int count, String... command) throws IOException {
        return TestJvm.start(
                SpawningDaemon.class,
                Stream.concat(Stream.of(state.toString(), Integer.toString(count)), Stream.of(command))
                        .toList());
    }
}
