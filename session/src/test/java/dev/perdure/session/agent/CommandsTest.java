package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.SessionException;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.screen.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest extends OwnSessions {
    private AgentTerminal shell(String... command) {
        Map<String, String> environment = new HashMap<>(LiveTerminal.environment());
        environment.put("HOME", state.toString());
        return start(SessionSpec.of("shell", List.of(command), environment, state));
    }

    private AgentTerminal named(String shell) throws InterruptedException {
        assumeInstalled(shell);
        AgentTerminal terminal =
                switch (shell) {
                    case "bash" -> shell("bash", "--norc", "--noprofile", "-i");
                    case "zsh" -> shell("zsh", "-f", "-i");
                    case "fish" -> shell("fish", "--no-config", "-i");
                    default -> shell(shell, "-i");
                };
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
        return terminal;
    }

    private static void assumeInstalled(String program) {
        assumeTrue(
                Stream.of("/usr/local/bin/", "/bin/", "/usr/bin/")
                        .anyMatch(folder -> Files.exists(Path.of(folder + program))),
                program + " isn't installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh", "zsh", "fish"})
    void aCommandGivesItsExitCodeAndOutput(String shell) throws Exception {
        AgentTerminal terminal = named(shell);
        assertThat(terminal.run("echo \"it's\" 'done!' && ls /nonexistent-thing", PATIENCE))
                .isInstanceOfSatisfying(RunResult.Done.class, done -> {
                    assertThat(done.exit()).isEqualTo(2);
                    assertThat(done.output()).startsWith("it's done!\n").contains("nonexistent-thing");
                    assertThat(done.truncated()).isFalse();
                });
        assertThat(terminal.run("true", PATIENCE)).isEqualTo(new RunResult.Done(0, "", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh", "zsh", "fish"})
    void aLongCommandOfManyLinesIsOneCommand(String shell) throws Exception {
        AgentTerminal terminal = named(shell);
        String lines = "echo first\necho '" + "x".repeat(5000) + "'\necho last";
        assertThat(terminal.run(lines, PATIENCE)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
            assertThat(done.exit()).isZero();
            assertThat(done.output())
                    .startsWith("first\n")
                    .contains("x".repeat(5000))
                    .endsWith("last\n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh", "zsh", "fish"})
    void aSyntaxErrorIsAnEndToo(String shell) throws Exception {
        AgentTerminal terminal = named(shell);
        assertThat(terminal.run("if; then (", PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isNotZero());
        assertThat(terminal.run("echo well", PATIENCE)).isEqualTo(new RunResult.Done(0, "well\n", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh", "zsh"})
    void aQuestionIsToldWithItsPromptAndGoesOnWhenAnswered(String shell) throws Exception {
        AgentTerminal terminal = named(shell);
        RunResult result = terminal.run("printf 'name? '; read name; echo \"hello $name\"", PATIENCE);
        assertThat(result).isInstanceOfSatisfying(RunResult.WaitingForInput.class, waiting -> {
            assertThat(waiting.prompt()).isEqualTo("name?");
            assertThat(waiting.secret()).isFalse();
        });
        terminal.send("bob\r");
        assertThat(terminal.collect(((RunResult.WaitingForInput) result).handle(), PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.output()).endsWith("hello bob\n"));
    }

    @Test
    void aSecretPromptIsToldAsOne() throws Exception {
        AgentTerminal terminal = named("bash");
        RunResult result = terminal.run("read -s -p 'Password: ' secret; echo; echo ${#secret}", PATIENCE);
        assertThat(result).isInstanceOfSatisfying(RunResult.WaitingForInput.class, waiting -> {
            assertThat(waiting.prompt()).isEqualTo("Password:");
            assertThat(waiting.secret()).isTrue();
        });
        terminal.send("hidden\r");
        assertThat(terminal.collect(((RunResult.WaitingForInput) result).handle(), PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.output()).isEqualTo("Password: \n6\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void whatTakesTooLongIsInterruptedAndTheShellIsUsable(String shell) throws Exception {
        AgentTerminal terminal = named(shell);
        assertThat(terminal.runWithin("echo begun; sleep 1000", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(RunResult.TimedOut.class, timedOut -> {
                    assertThat(timedOut.ended()).isTrue();
                    assertThat(timedOut.output()).startsWith("begun\n");
                });
        assertThat(terminal.run("echo well", PATIENCE)).isEqualTo(new RunResult.Done(0, "well\n", false));
    }

    @Test
    void aCommandThatGoesOnIsCollectedLaterByItsHandle() throws Exception {
        AgentTerminal terminal = named("bash");
        RunResult result = terminal.run("sleep 2; echo late; exit 3", Duration.ofMillis(200));
        RunHandle handle = ((RunResult.Running) result).handle();
        assertThat(RunHandle.parse(handle.text())).contains(handle);
        assertThat(terminal.collect(handle, PATIENCE)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
            assertThat(done.exit()).isEqualTo(3);
            assertThat(done.output()).startsWith("late\n");
        });
    }

    @Test
    void anotherHostCollectsWhatAnEarlierOneStarted() throws Exception {
        AgentTerminal terminal = named("bash");
        RunHandle handle = terminal.start("sleep 1; echo ran once >>runs; cat runs; (exit 9)");
        sessions.close();
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
        AgentTerminal next = new AgentTerminal(sessions.get("shell"), AGENT);
        assertThat(next.collect(handle, PATIENCE)).isEqualTo(new RunResult.Done(9, "ran once\n", false));
    }

    @Test
    void aProgramThatIsNoShellIsNotTypedAt() throws Exception {
        AgentTerminal terminal = shell("cat");
        assertThatThrownBy(() -> terminal.start("echo no"))
                .isInstanceOfSatisfying(
                        SessionException.class, e -> assertThat(e.reason()).isEqualTo(SessionException.Reason.BUSY));
    }

    @Test
    void silentWorkIsHonestlyNotKnownFromAPromptWithAnEditorOfItsOwn() throws Exception {
        AgentTerminal terminal = named("bash");
        assertThat(terminal.run("sleep 1000", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(RunResult.Running.class, running -> {
                    assertThat(running.begun()).isTrue();
                    assertThat(running.quiet()).isPositive();
                });
        terminal.keys(List.of("C-c"));
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
    }

    /** A prompt is never told as an end, nor as a shell's prompt; and what is typed there is collected with the command. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "python3 | python3 -q | >>> | print(6 * 7) | 42 | exit()",
                "sqlite3 | sqlite3 | sqlite> | select 6 * 7; | 42 | .quit",
            })
    void aNestedPromptIsHonestlyToldAsQuietOrWaiting(
            String program, String command, String prompt, String typed, String answer, String leave) throws Exception {
        assumeInstalled(program);
        AgentTerminal terminal = named("bash");
        RunHandle handle = terminal.start(command);
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile(Pattern.quote(prompt)), handle.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        isToldAsNotEnded(terminal.collect(handle, Duration.ofSeconds(2)));
        assertThatThrownBy(() -> terminal.start("echo not-for-this")).isInstanceOf(SessionException.class);
        terminal.send(typed + "\r");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("(?m)^" + answer + "$"), handle.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        isToldAsNotEnded(terminal.collect(handle, Duration.ofSeconds(1)));
        terminal.send(leave + "\r");
        assertThat(terminal.collect(handle, PATIENCE)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
            assertThat(done.exit()).isZero();
            assertThat(done.output()).contains(answer).doesNotContain("not-for-this");
        });
    }

    @Test
    void aShellOfAnotherUserIsNotTakenForTheEndOfTheCommandThatStartedIt() throws Exception {
        assumeTrue(System.getProperty("user.name", "").equals("root"), "only root gets past su without a password");
        AgentTerminal terminal = named("bash");
        RunHandle outer = terminal.start("su -s /bin/bash; (exit 5)");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("[#$] $"), outer.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        isToldAsNotEnded(terminal.collect(outer, Duration.ofSeconds(2)));
        assertThat(terminal.run("echo $SHLVL; (exit 4)", PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isEqualTo(4));
        isToldAsNotEnded(terminal.collect(outer, Duration.ofSeconds(1)));
        terminal.send("exit\r");
        assertThat(terminal.collect(outer, PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isEqualTo(5));
    }

    /** script(1) under the name of ssh does to the terminal what ssh does: raw here, another terminal there. */
    @Test
    void aCommandRunsBehindSshInAShellAndNothingIsTypedWhereThereIsNone() throws Exception {
        assumeInstalled("script");
        assumeInstalled("python3");
        Files.copy(Path.of("/usr/bin/script"), state.resolve("ssh"));
        AgentTerminal terminal = named("bash");
        RunHandle outer = terminal.start("PS1='far> ' ./ssh -q -c 'bash --norc --noprofile -i' /dev/null");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("far> $"), outer.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        assertThat(terminal.run("echo there; (exit 4)", PATIENCE)).isEqualTo(new RunResult.Done(4, "there\n", false));
        terminal.send("python3 -q\r");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile(">>> $"), outer.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        assertThatThrownBy(() -> terminal.run("echo nowhere", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        SessionException.class, e -> assertThat(e.reason()).isEqualTo(SessionException.Reason.BUSY));
        terminal.send("exit()\r");
        terminal.waitFor(new Until.Text(Pattern.compile("far> $"), outer.offset()), PATIENCE);
        terminal.send("exit\r");
        assertThat(terminal.collect(outer, PATIENCE)).isInstanceOf(RunResult.Done.class);
    }

    private static void isToldAsNotEnded(RunResult result) {
        assertThat(result).isInstanceOfAny(RunResult.Running.class, RunResult.WaitingForInput.class);
        if (result instanceof RunResult.Running running) {
            assertThat(running.begun()).isTrue();
            assertThat(running.quiet()).isGreaterThan(Duration.ofMillis(300));
        }
    }

    @Test
    void whatDoesNotHeedTheInterruptIsToldAsStillThere() throws Exception {
        AgentTerminal terminal = named("bash");
        RunResult result = terminal.runWithin(
                "bash -c 'trap : INT; echo deaf; until [ -e gate ]; do sleep 0.05; done; exit 6'",
                Duration.ofSeconds(1));
        assertThat(result)
                .isInstanceOfSatisfying(
                        RunResult.TimedOut.class,
                        timedOut -> assertThat(timedOut.ended()).isFalse());
        Files.createFile(state.resolve("gate"));
        assertThat(terminal.collect(((RunResult.TimedOut) result).handle(), PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isEqualTo(6));
    }

    @Test
    void muchOutputOfACommandIsCutAtItsBeginningAndSaysSo() throws Exception {
        AgentTerminal terminal = named("bash");
        assertThat(terminal.run("seq 1 60000", PATIENCE)).isInstanceOfSatisfying(RunResult.Done.class, done -> {
            assertThat(done.truncated()).isTrue();
            assertThat(done.output()).endsWith("\n59999\n60000\n").hasSizeLessThanOrEqualTo(256 * 1024);
        });
    }

    @Test
    void whatScrolledAwayIsFoundAndWhatIsNotKeptIsToldAsSkipped() throws Exception {
        AgentTerminal terminal = named("bash");
        terminal.run("echo needle-1; seq 1 500; echo needle-2", PATIENCE);
        assertThat(terminal.readScreen().text()).doesNotContain("needle-1").contains("needle-2");
        assertThat(terminal.search(Pattern.compile("^needle-[0-9]"), 10))
                .extracting(Screen.Match::text)
                .containsExactly("needle-1", "needle-2");
        assertThat(terminal.search(Pattern.compile("^needle-[0-9]"), 1)).hasSize(1);

        AgentTerminal small = new AgentTerminal(
                sessions.start(SessionSpec.of(
                                "small",
                                List.of("sh", "-c", "seq 1 300000; echo last; cat"),
                                LiveTerminal.environment(),
                                state)
                        .withOutputLimit(1 << 20)),
                AGENT);
        assertThat(small.waitFor(new Until.Text(Pattern.compile("last"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        OutputText first = small.readOutput(0, 1000);
        assertThat(first.skipped()).isPositive();
        assertThat(first.text()).isNotEmpty();
        assertThat(first.next()).isGreaterThan(first.skipped());
    }

    @Test
    void aWaitThatIsNotMetTellsForHowLongItWasQuietAndWhetherTheSessionIsOver() throws Exception {
        AgentTerminal terminal = named("bash");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("never"), 0), Duration.ofMillis(300)))
                .isInstanceOfSatisfying(Waited.NotMet.class, not -> {
                    assertThat(not.over()).isFalse();
                    assertThat(not.quiet()).isPositive();
                });
        assertThat(terminal.waitFor(new Until.Ended(), Duration.ofMillis(100))).isInstanceOf(Waited.NotMet.class);
        terminal.send("exit\r");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("never"), 0), PATIENCE))
                .isInstanceOfSatisfying(
                        Waited.NotMet.class, not -> assertThat(not.over()).isTrue());
    }

    @Test
    void keysReachTheShellsOwnEditorAndTheCursorIsTold() throws Exception {
        AgentTerminal terminal = named("bash");
        terminal.send("echo $((20+3))\r");
        terminal.waitFor(new Until.Text(Pattern.compile("(?m)^23$"), 0), PATIENCE);
        terminal.keys(List.of("Up", "Backspace", "Backspace", "Backspace", "4", ")", ")", "Enter"));
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("(?m)^24$"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        ScreenText screen = terminal.readScreen();
        assertThat(screen.lines().get(screen.row())).isEqualTo("ready>");
        assertThat(screen.column()).isEqualTo("ready> ".length());
        assertThat(screen.cursorVisible()).isTrue();
        assertThat(screen.alternate()).isFalse();
    }

    @Test
    void theScreenIsReadWithItsAttributesWhereTheyAreWanted() throws Exception {
        AgentTerminal terminal = named("bash");
        terminal.run("printf '\\033[H\\033[2Jplain \\033[1;31mred 漢字\\033[m \\033[44m  \\033[m\\n'", PATIENCE);
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        ScreenText read = terminal.readStyledScreen();
        assertThat(read.lines().getFirst()).isEqualTo("plain red 漢字");
        List<List<StyledText>> styles = read.styles().orElseThrow();
        assertThat(styles).hasSize(24);
        assertThat(styles.getFirst())
                .extracting(StyledText::column, StyledText::text)
                .containsExactly(tuple(0, "plain "), tuple(6, "red 漢字"), tuple(14, " "), tuple(15, "  "));
        assertThat(styles.getLast()).isEmpty();
        assertThat(terminal.readScreen().styles()).isEmpty();
    }

    @Test
    void textQuietAndTheEndCanBeWaitedFor() throws Exception {
        AgentTerminal terminal = named("bash");
        long since = terminal.readScreen().offset();
        terminal.send("sleep 0.3; echo value=$((6*7))\r");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("value=\\d+"), since), PATIENCE))
                .isInstanceOfSatisfying(
                        Waited.Met.class, met -> assertThat(met.what()).isEqualTo("value=42"));
        assertThat(terminal.waitFor(new Until.Quiet(Duration.ofMillis(200)), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        assertThat(terminal.readOutput(since, 10_000).text()).contains("value=42\n");
        assertThat(terminal.search(Pattern.compile("value=42"), 10)).isNotEmpty();
        assertThat(terminal.readScreen().text()).contains("value=42");
        terminal.send("exit 4\r");
        assertThat(terminal.waitFor(new Until.Ended(), PATIENCE)).isInstanceOf(Waited.Met.class);
    }
}
