package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Records exported and played, on real terminals and into pipes. */
class ReplayTest extends OwnState {
    @Test
    void aRecordIsExportedToAFileThatOnlyItsOwnerReadsAndIsPrintedAsText() throws IOException {
        record("rec", "read word; printf '\\033[31mgot %s\\033[m\\n' \"$word\"; echo done");
        cli.run("send", "rec", "swordfish");
        awaitEnd("rec");
        Path file = directory.resolve("rec.cast");
        assertThat(cli.run("session", "record", "rec", file.toString()).err()).contains("session replay " + file);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file))
                .startsWith("{\"version\":3")
                .contains("\"m\",\"user:")
                .doesNotContain("swordfish^M");
        assertThat(cli.run("session", "record", "rec").out()).isEqualTo(Files.readString(file));
        assertThat(cli.run("session", "record", "rec", "--format", "v2").out()).startsWith("{\"version\":2");
        assertThat(cli.run("session", "record", "rec", "--with-secrets").out()).contains("swordfish^M");
        assertThat(cli.run("session", "record", "rec", "--with-secrets", "--as", "agent:a")
                        .code())
                .isEqualTo(4);

        Outcome refused = cli.run("session", "record", "rec", file.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--overwrite");
        assertThat(cli.run("session", "record", "rec", file.toString(), "--overwrite", "--json")
                        .json()
                        .path("bytes")
                        .asLong())
                .isEqualTo(Files.size(file));

        assertThat(cli.run("session", "replay", "rec").out())
                .contains("got swordfish\ndone\n")
                .doesNotContain("\033");
        assertThat(cli.run("session", "replay", file.toString()).out())
                .isEqualTo(cli.run("session", "replay", "rec").out());
        assertThat(cli.run("session", "record", "none").code()).isEqualTo(3);
        assertThat(cli.run("session", "replay", "./none").code()).isEqualTo(2);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("state", "rec.cast");
        }
    }

    @Test
    void aTasksStepIsFoundInTheRecordOfItsSession() {
        record("build", "echo before; echo inside-the-step; echo after");
        awaitEnd("build");
        String text = cli.run("log", "build").out();
        int from = text.indexOf("inside");
        int to = text.indexOf("after");
        cli.run(
                "run",
                "note",
                "{\"session\": \"build\", \"from\": " + from + ", \"to\": " + to + "}",
                "--id",
                "task-1");
        assertThat(cli.run("history", "task-1").out()).contains("build $ mvn#1");
        for (String key : List.of("build $ mvn#1", "build $ mvn")) {
            assertThat(cli.run("session", "replay", "--task", "task-1", "--step", key)
                            .out())
                    .isEqualTo("inside-the-step\n");
        }
        Outcome missing = cli.run("session", "replay", "--task", "task-1", "--step", "build $ mvn#2");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("perdure", "history task-1");
        cli.run("run", "note", "{\"other\": 1}", "--id", "task-2");
        assertThat(cli.run("session", "replay", "--task", "task-2", "--step", "build $ mvn#1")
                        .err())
                .contains("ran in no session");
        assertThat(cli.run("session", "replay", "--task", "task-1").code()).isEqualTo(2);
        assertThat(cli.run("session", "replay", "build", "--from", Integer.toString(from))
                        .out())
                .isEqualTo("inside-the-step\nafter\n");
    }

    @Test
    void whatAStepRanInItsSessionIsPlayedByTheStepsKey() {
        assertThat(cli.run("run", "shell", "\"" + directory + "\"", "--id", "task-3")
                        .out())
                .isEqualTo("0\n");
        assertThat(cli.run("history", "task-3").out()).contains("build: echo before#1", "build: echo after#1");
        assertThat(cli.run("session", "replay", "--task", "task-3", "--step", "build: echo before#1")
                        .out())
                .isEqualTo("before\n");
        assertThat(cli.run(
                                "session",
                                "replay",
                                "--task",
                                "task-3",
                                "--step",
                                "build: printf '\\033[32minside\\033[m\\n'; echo the-step")
                        .out())
                .isEqualTo("inside\nthe-step\n");
    }

    @Test
    @EnabledIf("dev.perdure.cli.Tmux#isInstalled")
    void onATerminalItPlaysPausesStepsJumpsAndLeavesTheTerminalAsItWas() throws IOException {
        Path file = Files.writeString(directory.resolve("slow.cast"), """
                {"version": 3, "term": {"cols": 80, "rows": 24}}
                [0, "o", "\\u001b[?1049h\\u001b[?25lfir"]
                [0, "o", "st"]
                [600, "o", " second"]
                [600, "m", "ann"]
                [600, "o", " third"]
                """);
        try (Tmux terminal = terminal("only")) {
            terminal.type("stty -a >" + directory + "/before");
            terminal.type(perdure("session replay " + file));
            shows(terminal, "first");
            assertThat(terminal.isOnAlternateScreen()).isTrue();
            terminal.press("Space");
            terminal.press(".");
            shows(terminal, "first second");
            terminal.press("Left");
            Eventually.holds(terminal::screen, screen -> assertThat(screen).endsWith("first"));
            terminal.press("Right");
            shows(terminal, "first second");
            terminal.press("]");
            assertThat(terminal.screen()).doesNotContain("third");
            terminal.press("q");
            shows(terminal, "Left the record");
            assertThat(terminal.isOnAlternateScreen()).isFalse();
            assertThat(terminal.isCursorShown()).isTrue();
            terminal.type("stty -a >" + directory + "/after; echo wri''tten");
            shows(terminal, "written");
            assertThat(Files.readString(directory.resolve("after")))
                    .isEqualTo(Files.readString(directory.resolve("before")));

            terminal.type(perdure("session replay --idle-limit 10ms " + file));
            shows(terminal, "That is the end of the record");
            terminal.type(perdure("session replay --speed 1000000 --from 1199s " + file) + " && echo fast-''end");
            shows(terminal, "fast-end");
        }
    }

    @Test
    @EnabledIf("dev.perdure.cli.Tmux#isInstalled")
    void aSessionIsPlayedFromItsStartAndFromAnOffset() throws IOException {
        record("live", "echo one; echo two; read stop");
        Eventually.holds(
                () -> cli.run("screen", "live").out(), out -> assertThat(out).contains("two"));
        int two = cli.run("log", "live").out().indexOf("two");
        try (Tmux terminal = terminal("only")) {
            terminal.type(perdure("session replay live --idle-limit 1ms") + " && echo end-''one");
            shows(terminal, "end-one");
            assertThat(terminal.all()).contains("one\ntwo");
            terminal.type("clear");
            terminal.type(perdure("session replay live --from " + two) + " && echo end-''two");
            shows(terminal, "end-two");
            assertThat(terminal.all()).endsWith("$").contains("one\ntwo");
        }
    }

    private void record(String name, String script) {
        assertThat(cli.run("session", "start", "-n", name, "--", "sh", "-c", script)
                        .code())
                .isZero();
    }

    private void awaitEnd(String name) {
        Eventually.holds(
                () -> cli.run("session", "show", name, "--json")
                        .json()
                        .path("state")
                        .asString(""),
                state -> assertThat(state).isEqualTo("ended"));
    }
}
