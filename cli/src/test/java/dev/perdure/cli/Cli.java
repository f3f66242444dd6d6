package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The command line for a state directory, called in this process, not on a terminal. The daemon that it starts is a real one. */
final class Cli implements AutoCloseable {
    private final Path state;

    Cli(Path state) {
        this.state = state;
    }

    /** What a command left behind. */
    record Outcome(int code, String out, String err) {
        JsonNode json() {
            return JsonText.parse(out);
        }
    }

    Outcome run(String... args) {
        return runWithInput("", args);
    }

    Outcome runWithInput(String input, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var io = new Io(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false,
                false,
                Map.of("LANG", "C.UTF-8"));
        var all = new ArrayList<>(List.of("--state", state.toString()));
        all.addAll(List.of(args));
        int code = PerdureCli.run(all.toArray(String[]::new), io);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The command that runs the command line as a process of its own. */
    List<String> command(String... args) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PerdureCli.class.getName(),
                "--state",
                state.toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** A process of the command line, its streams piped. */
    Process start(String... args) throws IOException {
        return new ProcessBuilder(command(args)).start();
    }

    /** SIGKILL for the daemon. */
    void killDaemon() {
        ProcessHandle daemon = daemon();
        daemon.destroyForcibly();
        daemon.onExit().join();
    }

    ProcessHandle daemon() {
        try {
            JsonNode file = JsonText.parse(Files.readString(state.resolve("daemon.json")));
            return ProcessHandle.of(file.path("pid").asLong()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the daemon. */
    @Override
    public void close() {
        run("down");
    }
}
