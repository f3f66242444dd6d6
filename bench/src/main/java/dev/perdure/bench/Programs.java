package dev.perdure.bench;

import dev.perdure.session.pty.TerminalSize;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs that session workloads run, and their surroundings: the same under a bare terminal, tmux and Perdure. */
final class Programs {
    /** The size of every terminal. */
    static final TerminalSize SIZE = new TerminalSize(80, 24);

    /** What programs are told of their terminal. */
    private static final Map<String, String> TERMINAL =
            Map.of("TERM", "xterm-256color", "COLORTERM", "truecolor", "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8");

    /** Variables of a terminal that the bench itself may run in. */
    private static final Set<String> FOREIGN =
            Set.of("TMUX", "TMUX_PANE", "STY", "COLUMNS", "LINES", "PERDURE_SESSION", "ENV");

    /** A shell without anybody's settings, whose prompt is {@link #PROMPT}. */
    static final List<String> BASH = List.of("bash", "--norc", "--noprofile", "-i");

    static final String PROMPT = "bench-prompt$";

    private Programs() {}

    /** All of a program's environment. */
    static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(FOREIGN);
        environment.putAll(TERMINAL);
        environment.put("PS1", PROMPT);
        return environment;
    }

    /** Where a program is on the path, or empty when it isn't installed. */
    static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program to its end and gives back what it printed; throws if it fails or takes longer. */
    static String output(Path directory, Duration limit, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException(command + " did not end within " + limit);
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed: " + said.strip());
        }
        return said;
    }
}
