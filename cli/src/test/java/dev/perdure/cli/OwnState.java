package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each have a state directory of their own; its daemon and its sessions end with the test. */
abstract class OwnState {
    @TempDir
    Path directory;

    Cli cli = new Cli(Path.of("unset"));

    @BeforeEach
    void choose() {
        cli = new Cli(directory.resolve("state"));
    }

    @AfterEach
    void stop() {
        cli.run("down", "--end-sessions");
    }

    /** A real terminal, 100 columns and 30 rows. */
    Tmux terminal(String name) throws IOException {
        return new Tmux(Files.createDirectory(directory.resolve(name)), 100, 30);
    }

    /** The command line as a person's shell would start it. */
    String perdure(String arguments) throws IOException {
        Path script = directory.resolve("perdure");
        if (!Files.exists(script)) {
            String command =
                    cli.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            Files.writeString(script, "exec " + command + " \"$@\"\n");
        }
        return "sh " + script + " " + arguments;
    }

    static void shows(Tmux terminal, String text) {
        Eventually.holds(terminal::screen, screen -> assertThat(screen).contains(text));
    }
}
