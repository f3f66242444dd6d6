package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a prompt and what isn't: questions, scripts, shells without the integration, terminals that can do little. */
@Timeout(180)
class ShellPromptTest extends OwnShells {
    @ParameterizedTest
    @CsvSource({"bash, dumb", "bash, ''", "zsh, dumb", "bash, unknown-terminal", "zsh, unknown-terminal"})
    void aTerminalThatCanDoLittleIsEnough(String name, String term) throws Exception {
        more.put("TERM", term);
        AgentTerminal terminal = atPrompt(name);
        isDone(terminal.run("echo a; (exit 4)", PATIENCE), 4, "a\n");
        assertThat(terminal.runWithin("echo begun; sleep 1000", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(RunResult.TimedOut.class, late -> {
                    assertThat(late.ended()).isTrue();
                    assertThat(late.output()).startsWith("begun\n");
                });
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read a",
                "read -s a",
                "read -s -n 1 a",
                "read -e -p 'q? ' a",
                "select x in 1 2; do :; done",
                "cat"
            })
    void whatIsAskedInTheShellItselfIsNotAnsweredByACommand(String question) throws Exception {
        AgentTerminal terminal = atPrompt("bash");
        terminal.send(question + "; echo \"got=$a\"\r");
        await().until(() -> raw().lastIndexOf("\033]133;C;") > raw().lastIndexOf("H;prompt"));
        terminal.waitFor(new Until.Quiet(Duration.ofMillis(300)), PATIENCE);
        isBusy(() -> terminal.run("echo agent", PATIENCE), "has the keyboard");
        terminal.keys(List.of("C-c"));
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        assertThat(raw()).doesNotContain("echo agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash x.sh", "sh -c 'read a; echo got=$a'", "bash -c 'read -e a; echo got=$a'", "sh x.sh"})
    void aScriptThatReadsIsNoPrompt(String script) throws Exception {
        Files.writeString(state.resolve("x.sh"), "read a; echo got=$a\n");
        AgentTerminal terminal = atPrompt("bash");
        RunHandle handle = terminal.start(script);
        await().until(() -> session().processes().size() > 1);
        terminal.waitFor(new Until.Quiet(Duration.ofMillis(500)), PATIENCE);
        isBusy(() -> terminal.run("echo agent", PATIENCE), "has the keyboard");
        terminal.send("answer\r");
        assertThat(terminal.collect(handle, PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.output()).contains("got=answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash --norc", "zsh -f", "fish -N", "dash"})
    void shellsInsideTheShellTakeCommandsToo(String nested) throws Exception {
        AgentTerminal terminal = atPrompt("bash");
        RunHandle outer = terminal.start(nested);
        await().until(() -> terminal.waitFor(new Until.Prompt(), Duration.ofMillis(200)) instanceof Waited.Met
                && session().processes().size() > 1);
        isDone(terminal.run("echo in; sh -c 'exit 3'", PATIENCE), 3, "in\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        typed(terminal, "touch HALF ", "touch HALF");
        isBusy(() -> terminal.run("echo agent", PATIENCE), "somebody is typing");
        terminal.keys(List.of("C-c"));
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        isDone(terminal.run("echo 'a\nb' 'ü!'\n", PATIENCE), 0, "a\nb ü!\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        assertThat(terminal.run("exit", PATIENCE)).isInstanceOf(RunResult.Unknown.class);
        assertThat(terminal.collect(outer, PATIENCE)).isInstanceOf(RunResult.Done.class);
        isDone(terminal.run("test ! -e HALF", PATIENCE), 0, "");
    }

    @Test
    void aLongCommandReachesAShellOfLinesInPieces() throws Exception {
        AgentTerminal terminal = atPrompt("dash", "dash", "-i");
        String text = "x".repeat(20_000);
        isDone(terminal.run("printf %s '" + text + "' >got\necho \"it's\"\n", PATIENCE), 0, "it's\n");
        assertThat(Files.readString(state.resolve("got"))).isEqualTo(text);
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        assertThat(terminal.runWithin("sleep 1000", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        RunResult.TimedOut.class,
                        late -> assertThat(late.ended()).isTrue());
    }

    @Test
    void itCanBeLeftOut() throws Exception {
        more.put("PERDURE_SHELL_INTEGRATION", "off");
        AgentTerminal terminal = atPrompt("bash", "bash", "--norc", "-i");
        isDone(terminal.run("echo plain; (exit 3)", PATIENCE), 3, "plain\n");
        assertThat(raw()).doesNotContain("H;prompt");
    }
}
