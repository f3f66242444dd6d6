package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Operator AGENT = Operator.agent("builder");

    @TempDir
    Path state;

    private Sessions sessions;

    @BeforeEach
    void open() {
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        sessions.endAll();
        sessions.close();
    }

    private AgentTerminal shell(String... command) {
        Map<String, String> environment = new HashMap<>(LiveTerminal.environment());
        environment.put("HOME", state.toString());
        Session session = sessions.start(SessionSpec.of("shell", List.of(command), environment, state));
        session.allow(AGENT, Right.STEER);
        return new AgentTerminal(session, AGENT);
    }

    private AgentTerminal named(String shell) throws InterruptedException {
        assumeTrue(
                Stream.of("/bin/", "/usr/bin/").anyMatch(folder -> Files.exists(Path.of(folder + shell))),
                shell + " isn't installed");
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
    void anEditorOfItsOwnIsHonestlyNotKnownFromWork() throws Exception {
        AgentTerminal terminal = named("bash");
        assertThat(terminal.run("sleep 1000", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(RunResult.Running.class, running -> {
                    assertThat(running.begun()).isTrue();
                    assertThat(running.quiet()).isPositive();
                });
        terminal.keys(List.of("C-c"));
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
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
