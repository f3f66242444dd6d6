package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.screen.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session's own shell with the integration: what it takes, what it refuses, and what of it is to be seen. */
@Timeout(180)
class ShellIntegrationTest extends OwnShells {
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void nothingButTheCommandIsOnTheScreenAndInTheHistory(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        isDone(terminal.run("echo visible-$((40+2))".replace("$((40+2))", "42"), PATIENCE), 0, "visible-42\n");
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
        assertThat(session().look(Screen::text))
                .contains("echo visible-42")
                .contains("visible-42\n")
                .doesNotContain("printf", "eval", "133", "perdure", "builtin", "99133");
        String history = name.equals("zsh") ? "fc -l -100" : "history";
        assertThat(terminal.run(history, PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class,
                        done -> assertThat(done.output())
                                .contains("echo visible-42")
                                .doesNotContain("perdure", "printf", "133"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void promptCommandEndAndDirectoryAreMarked(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        Files.createDirectory(state.resolve("a b;ü"));
        terminal.run("cd 'a b;ü'", PATIENCE);
        terminal.send("false\r");
        await().until(() -> raw().matches("(?s).*\033]133;D;1;perdure=[0-9a-z]+\007.*"));
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
        assertThat(raw())
                .containsSubsequence(
                        "\033]133;A;", "\033]133;B;", "\033]133;C;", "\033]133;D;0;", "/a%20b%3B%C3%BC\007");
        assertThat(session().info().directory()).endsWith("/a%20b%3B%C3%BC");
    }

    /** In each shell and kind of editing, whatever is begun is kept, and nothing of it runs. */
    @ParameterizedTest
    @CsvSource({
        "bash, 'touch HALF ', touch HALF",
        "zsh, 'touch HALF ', touch HALF",
        "fish, 'touch HALF ', touch HALF",
        "bash, '\u0012ech', ech",
        "zsh, '\u0012ech', ech",
    })
    void aLineThatIsBegunIsKeptAndNeverRun(String name, String keys, String shown) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        terminal.run("echo once", PATIENCE);
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        typed(terminal, keys, shown);
        isBusy(() -> terminal.run("echo agent", PATIENCE), "somebody is typing");
        terminal.waitFor(new Until.Quiet(Duration.ofMillis(300)), PATIENCE);
        terminal.keys(List.of("C-c"));
        // fish forgets an interrupt while it looks at another key.
        await().until(() -> !cursorLine(terminal).contains(shown));
        isDone(terminal.run("test ! -e HALF", PATIENCE), 0, "");
    }

    @ParameterizedTest
    @CsvSource({"bash, set -o vi", "zsh, bindkey -v", "fish, fish_vi_key_bindings"})
    void viModesAreNoObstacle(String name, String vi) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        terminal.run(vi, PATIENCE);
        isDone(terminal.run("echo insert", PATIENCE), 0, "insert\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        terminal.keys(List.of("Escape"));
        terminal.waitFor(new Until.Quiet(Duration.ofSeconds(1)), PATIENCE);
        isDone(terminal.run("echo command", PATIENCE), 0, "command\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        typed(terminal, "iHALF", "HALF");
        terminal.keys(List.of("Escape"));
        terminal.waitFor(new Until.Quiet(Duration.ofSeconds(1)), PATIENCE);
        isBusy(() -> terminal.run("echo agent", PATIENCE), "somebody is typing");
    }

    @Test
    void aCompletionsQuestionIsNotAnswered() throws Exception {
        AgentTerminal terminal = atPrompt("bash");
        terminal.send("/usr/bin/\t\t");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("possibilities"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        isBusy(() -> terminal.run("echo agent", PATIENCE), "doesn't answer");
        assertThat(session().look(Screen::text)).contains("possibilities").doesNotContain("agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void whatOthersCallTheirFunctionsAndSetIsNoMatter(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        terminal.run("for f in printf eval cat command read local set; do alias $f=false; done", PATIENCE);
        isDone(terminal.run("echo aliases", PATIENCE), 0, "aliases\n");
        terminal.run(
                "\\unalias -a; for f in printf eval cat command read; do \\eval \"$f() { echo bad; }\"; done",
                PATIENCE);
        isDone(terminal.run("echo functions", PATIENCE), 0, "functions\n");
        terminal.run("unset -f printf eval cat command read; IFS=abc PATH=", PATIENCE);
        isDone(terminal.run("echo path", PATIENCE), 0, "path\n");
        terminal.run("PATH=/usr/bin:/bin; set -u", PATIENCE);
        isDone(terminal.run("echo u", PATIENCE), 0, "u\n");
        terminal.run("set -e", PATIENCE);
        isDone(terminal.run("echo e", PATIENCE), 0, "e\n");
        terminal.run("set +eu; set -x", PATIENCE);
        assertThat(terminal.run("echo traced", PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class,
                        done -> assertThat(done.output())
                                .endsWith("echo traced\ntraced\n")
                                .doesNotContain("perdure"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theMarksComeThroughWhenTheOutputGoesElsewhere(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        isDone(terminal.run("exec >out", PATIENCE), 0, "");
        isDone(terminal.run("echo there; (exit 7)", PATIENCE), 7, "");
        isDone(terminal.run("exec >/dev/tty", PATIENCE), 0, "");
        assertThat(Files.readString(state.resolve("out"))).contains("there\n").doesNotContain("133;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void anyTextArrivesWholeOrNotAtAll(String name) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AgentTerminal terminal = atPrompt(name);
        for (int length : new int[] {1, 63, 64, 800, 4096, 70_000}) {
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                int kind = random.nextInt(20);
                text.append(
                        kind == 0
                                ? "\\"
                                : kind == 1
                                        ? "\""
                                        : kind == 2 ? "!$`*?#~^" : kind == 3 ? "äß漢😀" : kind == 4 ? "\t" : "abc x ");
            }
            String expected = text.toString();
            String quoted = "'" + (name.equals("fish") ? expected.replace("\\", "\\\\") : expected) + "'";
            assertThat(terminal.run("printf %s " + quoted + " >got", PATIENCE))
                    .as("seed " + seed + ", length " + length)
                    .isEqualTo(new RunResult.Done(0, "", false));
            assertThat(Files.readString(state.resolve("got")))
                    .as("seed " + seed)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void commandsOfManyLinesAreOne(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        isDone(terminal.run("cat <<E\nhere $HOME\nE\necho last\n", PATIENCE), 0, "here " + state + "\nlast\n");
        isDone(terminal.run("for i in 1 2; do\n  echo $i\ndone\n(exit 5)", PATIENCE), 5, "1\n2\n");
        assertThat(terminal.runWithin("sleep 1000\ntouch after", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        RunResult.TimedOut.class,
                        late -> assertThat(late.ended()).isTrue());
        assertThat(state.resolve("after")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void whatIsNoWholeCommandEndsAndRunsNothing(String name) throws Exception {
        AgentTerminal terminal = atPrompt(name);
        for (String broken : List.of("touch ran; echo \"abc", "touch ran\nif true", "touch ran; (")) {
            assertThat(terminal.run(broken, PATIENCE))
                    .isInstanceOfSatisfying(
                            RunResult.Done.class,
                            done -> assertThat(done.exit()).isNotZero());
            assertThat(state.resolve("ran")).doesNotExist();
            terminal.waitFor(new Until.Prompt(), PATIENCE);
        }
        isDone(terminal.run("echo well", PATIENCE), 0, "well\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void whatTheStartupFileAsksIsNotAnsweredAndTheCommandWaits(String name) throws Exception {
        Files.writeString(
                state.resolve("slow"),
                "touch starting; while ! [ -e go ]; do sleep 0.05; done; read -t 1 -n 9999 junk 2>/dev/null; PS1='ready> '\n");
        Files.writeString(state.resolve(".bashrc"), ". ./slow\n");
        Files.writeString(state.resolve(".zshrc"), ". ./slow\n");
        AgentTerminal terminal = shell(name);
        Thread.ofPlatform().start(() -> {
            await().until(() -> Files.exists(state.resolve("starting")) || raw().contains("H;prompt"));
            try {
                Files.createFile(state.resolve("go"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        isDone(terminal.run("echo ran", PATIENCE), 0, "ran\n");
    }

    @Test
    void loginShellsReadTheirOwnStartupFilesAndStayLoginShells() throws Exception {
        Files.writeString(state.resolve(".bash_profile"), "declare -A table=([a]=kept); PS1='ready> '\n");
        AgentTerminal terminal = atPrompt("bash", "bash", "-l");
        isDone(
                terminal.run("shopt -q login_shell && ! shopt -qo posix && echo ${table[a]} ${ENV-none}", PATIENCE),
                0,
                "kept none\n");
        isDone(terminal.run("env | grep -c PERDURE_", PATIENCE), 1, "0\n");
    }

    @Test
    void whatOthersDoBeforePromptsGoesOn() throws Exception {
        Files.writeString(
                state.resolve(".bashrc"),
                "PS1='ready> '; PROMPT_COMMAND=('n=$((n+1))' 'PS1=\"[$n] \"'); trap 'last=$BASH_COMMAND' DEBUG\n");
        AgentTerminal terminal = atPrompt("bash");
        isDone(terminal.run("echo a", PATIENCE), 0, "a\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        assertThat(session().look(Screen::text)).contains("[1] echo a").contains("[2]");
        // All of it replaced, with our part: put back when it is missed.
        terminal.run("PROMPT_COMMAND=('PS1=\"new> \"')", PATIENCE);
        isDone(terminal.run("echo b; (exit 3)", PATIENCE), 3, "b\n");
        isDone(terminal.run("echo c", PATIENCE), 0, "c\n");
        terminal.waitFor(new Until.Prompt(), PATIENCE);
        assertThat(session().look(Screen::text)).contains("new> echo c");
    }

    @Test
    void whoReplacesTheHooksOfZshOnlyMissesThemForAMoment() throws Exception {
        AgentTerminal terminal = atPrompt("zsh");
        assertThat(terminal.run("precmd_functions=(); preexec_functions=(); (exit 3)", PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isEqualTo(3));
        isDone(terminal.run("echo b; (exit 4)", PATIENCE), 4, "b\n");
        terminal.send("precmd_functions=()\r");
        isDone(terminal.run("echo c", PATIENCE), 0, "c\n");
    }

    @Test
    void toObserveIsEnoughToLook() throws Exception {
        AgentTerminal terminal = atPrompt("bash", "bash", "--norc", "-i");
        RunHandle handle = terminal.start("echo begun; sleep 1000");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("(?m)^begun$"), handle.offset()), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        await().until(() -> session().processes().stream()
                .anyMatch(process -> process.title().equals("sleep 1000")));
        Operator person = Operator.human("ann");
        session().allow(person, Right.GOVERN);
        session().takeHelm(person, Duration.ZERO);
        session().send(person, new byte[] {3});
        Operator observer = Operator.agent("observer");
        session().allow(observer, Right.OBSERVE);
        assertThat(new AgentTerminal(session(), observer).collect(handle, PATIENCE))
                .isInstanceOfSatisfying(
                        RunResult.Done.class, done -> assertThat(done.exit()).isEqualTo(130));
    }
}
