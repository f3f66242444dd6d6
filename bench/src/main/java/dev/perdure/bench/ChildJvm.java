package dev.perdure.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Resident} in a process of its own, as its parent sees it. */
final class ChildJvm implements AutoCloseable {
    /** What every child is started with. */
    static final List<String> FLAGS = List.of(
            "-Xmx768m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED");

    private static final long END_SECONDS = 60;

    private final long begin = System.nanoTime();
    private final Process process;
    private final BufferedReader output;

    /** Starts one. */
    ChildJvm(Resident.Role role, Path directory, int count, long lingerMillis) throws IOException {
        this(List.of(), role, directory, count, lingerMillis);
    }

    /** Starts one with more flags. */
    ChildJvm(List<String> flags, Resident.Role role, Path directory, int count, long lingerMillis) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Resident.class.getName()));
        command.addAll(
                List.of(role.name(), directory.toString(), Integer.toString(count), Long.toString(lingerMillis)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Waits for the child to say a name, and gives back its number. */
    long await(String name) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(name + " ")) {
                return Long.parseLong(line.substring(name.length() + 1));
            }
        }
        throw new IOException("a child ended before it said " + name);
    }

    /** Milliseconds since the child was started, its JVM's own start included. */
    double millis() {
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Ends its input, and waits until it has closed its state directory. */
    void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("a child did not end within " + END_SECONDS + " s of the end of its input");
        }
    }

    /** Kills it as {@code kill -9} does, if it lives, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
