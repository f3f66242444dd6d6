package dev.perdure.store.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real second process with the class path of this one; it speaks by lines on its standard output. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    static ChildJvm run(Class<?> main, String... args) throws IOException {
        return run(List.of(), Map.of(), main, args);
    }

    /** The same with flags of the JVM and variables of its environment. */
    static ChildJvm run(List<String> flags, Map<String, String> environment, Class<?> main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** The next line, waiting for it; fails when there is none any more. */
    String line() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the process ended");
        }
        return line;
    }

    /** Sends SIGKILL and returns what it had still said. A line that was cut short is left out. */
    List<String> kill() throws IOException {
        process.toHandle().destroyForcibly(); // unlike Process's own, it leaves the output to be read
        StringBuilder rest = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            rest.append((char) c);
        }
        process.onExit().join();
        int end = rest.lastIndexOf("\n");
        return end < 0 ? List.of() : rest.substring(0, end).lines().toList();
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
