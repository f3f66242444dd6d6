package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live view as a person has it: a real process on a real terminal, with a real daemon. */
class LiveViewTest {
    @TempDir
    Path directory;

    private Cli cli = new Cli(Path.of("unset"));
    private @Nullable Tmux opened;
    private String perdure = "";

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Tmux.isInstalled(), "tmux is not installed");
        cli = new Cli(directory.resolve("state"));
        Path script = directory.resolve("p");
        Files.writeString(script, "#!/bin/sh\nexec '" + String.join("' '", cli.command()) + "' \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        perdure = script.toString();
        opened = new Tmux(directory, 120, 30);
    }

    @AfterEach
    void close() {
        cli.close();
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void ctrlCLeavesTheWorkGoingOnAndWatchShowsItAgain() {
        terminal().type(perdure + " run gate 1 --id gate-1");
        see("◌ gate  gate-1", "half-way", "└─ ◌ open", "signal gate-1 open");

        terminal().press("C-c");
        see("The work goes on. See it again with: perdure --state " + directory.resolve("state") + " watch gate-1");
        terminal().type("echo left with $?");
        see("left with 130");
        assertThat(terminal().isCursorShown()).isTrue();
        assertThat(terminal().isOnAlternateScreen()).isFalse();
        assertThat(cli.run("tasks", "--status", "waiting").out()).contains("gate-1");

        terminal().type("clear; " + perdure + " watch gate-1; echo ended with $?");
        see("◌ gate  gate-1", "└─ ◌ open");
        cli.run("signal", "gate-1", "open", "5");
        see("✔ gate  gate-1", "\"opened by 5\"", "ended with 0");
    }

    @Test
    void aDaemonThatDiesIsReplacedAndTheViewGoesOn() {
        terminal().type(perdure + " run gate 1 --id gate-2; echo ended with $?");
        see("└─ ◌ open");
        cli.killDaemon();
        see("The daemon went away", "A daemon answers again", "└─ ◌ open");
        cli.run("signal", "gate-2", "open", "6");
        see("\"opened by 6\"", "ended with 0");
        assertThat(terminal().all()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void theTerminalIsAnOrdinaryOneAlsoAfterKill9() {
        terminal().type("stty -g > " + directory.resolve("before"));
        terminal().type(perdure + " run gate 1 --id gate-3 & echo $! > " + directory.resolve("pid") + "; fg");
        see("└─ ◌ open");
        ProcessHandle.of(Long.parseLong(read("pid").strip())).orElseThrow().destroyForcibly();
        terminal().type("echo still here; stty -g > " + directory.resolve("after"));
        see("still here");
        Eventually.holds(
                () -> read("after"), after -> assertThat(after).isNotEmpty().isEqualTo(read("before")));
        assertThat(terminal().isCursorShown()).isTrue();
        assertThat(terminal().isOnAlternateScreen()).isFalse();
    }

    @Test
    void theViewStaysWithinATerminalThatChangesItsSize() {
        terminal().type("clear; " + perdure + " run family 12 --id fam");
        see("◌ family  fam", "└─ ◌ open", "✔ echo  fam:12");
        terminal().resize(60, 10);
        see("family  fam", "✔ 12 done", "└─ ◌ open");
        terminal().press("Enter");
        terminal().press("Enter");
        terminal().resize(100, 28);
        see("✔ echo  fam:12", "└─ ◌ open");
        Eventually.holds(
                terminal()::screen,
                screen -> assertThat(screen.lines().filter(line -> line.contains("◌ open")))
                        .hasSize(1));
        terminal().press("C-c");
        see("The work goes on");
    }

    @Test
    void watchWithoutATaskShowsAllThatAreActive() {
        cli.run("run", "gate", "1", "-d", "--id", "one");
        cli.run("run", "gate", "1", "-d", "--id", "two");
        terminal().type(perdure + " watch");
        see("gate  one", "gate  two");
        cli.run("signal", "one", "open");
        Eventually.holds(
                terminal()::screen,
                screen -> assertThat(screen).doesNotContain("gate  one").contains("gate  two"));
        cli.run("signal", "two", "open");
        see("No active tasks.");
        terminal().press("C-c");
        see("See it again with:");
    }

    private Tmux terminal() {
        return java.util.Objects.requireNonNull(opened);
    }

    private void see(String... texts) {
        Eventually.holds(terminal()::screen, screen -> assertThat(screen).contains(texts));
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return "";
        }
    }
}
