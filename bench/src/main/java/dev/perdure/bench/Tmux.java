package dev.perdure.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tmux server of the bench's own, on a socket in its directory and without anybody's settings; ended with all of its sessions when it is closed. */
final class Tmux implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SETTINGS = """
            set -s exit-empty off
            set -s escape-time 0
            set -g status off
            set -g default-terminal tmux-256color
            set -g history-limit 10000
            set -as terminal-features ",xterm-256color:RGB:usstyle"
            """;

    private final Path directory;
    private final long pid;

    private Tmux(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("settings"), SETTINGS);
        ask("start-server");
        // A server without sessions answers nothing that could be asked for.
        ask("new-session", "-d", "-s", "first", "-x", "80", "-y", "24", "cat");
        pid = Long.parseLong(
                ask("display-message", "-p", "-t", "first", "#{pid}").strip());
    }

    /** Starts one, or says that there is none and gives back null. */
    static @Nullable Tmux start(Conditions conditions, String workload) throws IOException, InterruptedException {
        if (Programs.find("tmux").isEmpty()) {
            conditions.say(workload + ": tmux isn't installed, so nothing is measured beside it");
            return null;
        }
        return new Tmux(conditions.scratch().next("tmux"));
    }

    /** The server's process. */
    int pid() {
        return Math.toIntExact(pid);
    }

    /** Runs one of its commands and gives back what it says. */
    String ask(String... arguments) throws IOException, InterruptedException {
        return Programs.output(directory, PATIENCE, command(arguments));
    }

    /** Starts a session that nobody is attached to. */
    void session(String name, List<String> program) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("new-session", "-d", "-s", name, "-x", "80", "-y", "24", "--"));
        words.addAll(program);
        ask(words.toArray(new String[0]));
    }

    /** Ends a session. */
    void end(String name) throws IOException, InterruptedException {
        ask("kill-session", "-t", "=" + name);
    }

    /** A client of a session in a window of its own. */
    BarePty attach(String name) throws IOException {
        return BarePty.start(
                Programs.SIZE,
                directory,
                command("attach-session", "-t", "=" + name).toArray(new String[0]));
    }

    private List<String> command(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                "tmux",
                "-u",
                "-S",
                directory.resolve("socket").toString(),
                "-f",
                directory.resolve("settings").toString()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** By SIGTERM, which it takes for kill-server. */
    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(server -> {
            server.destroy();
            Ending.await(server, PATIENCE);
        });
    }
}
