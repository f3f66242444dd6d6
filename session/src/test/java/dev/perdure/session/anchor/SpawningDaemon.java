package dev.perdure.session.anchor;

import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SpawningDaemon.class.getName(),
                state.toString(),
                Integer.toString(count)));
        line.addAll(List.of(command));
        Process daemon = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = daemon.inputReader().readLine();
        if (!("started " + count).equals(said)) {
            throw new AssertionError("the daemon said " + said);
        }
        return daemon;
    }
}
