package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Cli.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The commands about sessions, without a terminal. */
class SessionCommandTest extends OwnState {
    @Test
    void aSessionIsListedShownRenamedEndedAndRemoved() {
        start("dev", "cat");
        start("over", "exit 3");
        awaitState("over", "ended");
        assertThat(cli.run("session", "list").out())
                .containsPattern("SESSION +STATE +AGE +SIZE +ATTACHED +HELM +COMMAND")
                .containsPattern("dev +running .* 80x24 +0 .*sh -c cat")
                .doesNotContain("over");
        assertThat(cli.run("session", "list", "--all").out()).containsPattern("over +ended 3");

        assertThat(cli.run("session", "rename", "dev", "other").code()).isZero();
        assertThat(cli.run("session", "show", "dev").code()).isEqualTo(3);
        assertThat(cli.run("session", "show", "other").out())
                .containsPattern("other +running")
                .containsPattern("command +sh -c cat")
                .containsPattern("started by +user:")
                .containsPattern("size +80x24 .helm.")
                .containsPattern("helm +free");
        assertThat(cli.run("session", "rename", "other", "a b").code()).isEqualTo(2);

        Outcome alive = cli.run("session", "remove", "other");
        assertThat(alive.code()).isEqualTo(4);
        assertThat(alive.err()).contains("end it first");
        long pid = show("other").path("pid").asLong();
        assertThat(cli.run("session", "end", "other").code()).isZero();
        assertThat(isAlive(pid)).isFalse();
        assertThat(cli.run("session", "remove", "other").code()).isZero();
        assertThat(cli.run("session", "show", "other").code()).isEqualTo(3);
    }

    @Test
    void aFrozenSessionDoesNothingUntilItIsThawed() {
        start("dev", "while read line; do echo got-$line; done");
        cli.run("send", "dev", "one");
        awaitScreen("dev", "got-one");
        assertThat(cli.run("freeze", "dev").out()).contains("dev is frozen");
        assertThat(show("dev").path("state").asString()).isEqualTo("frozen");
        assertThat(cli.run("send", "dev", "two").code()).isZero();
        assertThat(cli.run("ps", "dev").out()).contains("while read line");
        assertThat(cli.run("screen", "dev").out()).doesNotContain("got-two");
        assertThat(cli.run("thaw", "dev", "--as", "agent:a").code()).isEqualTo(4);
        assertThat(cli.run("thaw", "dev").code()).isZero();
        awaitScreen("dev", "got-two");
    }

    @Test
    void theHelmIsAskedForGrantedTakenAndReleased() {
        start("dev", "cat");
        assertThat(cli.run("helm", "dev", "request", "--as", "agent:a").out())
                .startsWith("agent:a has the helm of dev");
        assertThat(cli.run("send", "dev", "refused").code()).isEqualTo(4);
        assertThat(cli.run("helm", "dev", "request").out())
                .startsWith("agent:a has the helm")
                .contains("asks for it");
        assertThat(cli.run("helm", "dev", "take", "--as", "agent:b").code()).isEqualTo(4);
        assertThat(cli.run("ps", "dev").out()).containsPattern("helm +agent:a").containsPattern("wants it +user:");
        assertThat(cli.run("helm", "dev", "take", "--time", "90s").out()).startsWith("user:");
        assertThat(cli.run("send", "dev", "--as", "agent:a", "refused").code()).isEqualTo(4);
        assertThat(cli.run("helm", "dev", "grant", "--to", "agent:b").out()).startsWith("agent:b has the helm");
        assertThat(cli.run("send", "dev", "--as", "agent:b", "granted").code()).isZero();
        awaitScreen("dev", "granted");
        assertThat(cli.run("helm", "dev", "release", "--as", "agent:b").out()).startsWith("Nobody has the helm");
        assertThat(cli.run("send", "dev", "free").code()).isZero();
        assertThat(cli.run("log", "dev").out()).contains("free").doesNotContain("refused");
        assertThat(cli.run("helm", "dev", "wish").code()).isEqualTo(2);
    }

    @Test
    void textKeysAndStandardInputAreSent() {
        start("dev", "stty -echo; cat");
        awaitTerminal("dev", "cat");
        assertThat(cli.run("send", "dev", "-n", "half ").code()).isZero();
        assertThat(cli.run("send", "dev", "whole").code()).isZero();
        awaitScreen("dev", "half whole");
        assertThat(cli.run("send", "dev", "gone", "--keys", "C-u").code()).isZero();
        assertThat(cli.runWithInput("from a pipe\n", "send", "dev").code()).isZero();
        awaitScreen("dev", "from a pipe");
        assertThat(cli.run("screen", "dev").out()).doesNotContain("gone");
        assertThat(cli.run("send", "dev", "--keys", "Nonsense").code()).isEqualTo(2);
        assertThat(cli.run("send", "dev", "--keys", "C-d").code()).isZero();
        awaitState("dev", "ended");
    }

    @Test
    void aCommandIsRunAskedAboutAgainAndInterrupted() throws Exception {
        bash("dev");
        Outcome running =
                cli.run("session", "run", "dev", "--wait", "500ms", "until [ -e gate ]; do sleep 0.05; done; (exit 4)");
        assertThat(running.code()).isEqualTo(75);
        assertThat(running.err()).contains("It runs", "session run dev --handle ");
        String handle = running.err().replaceAll("(?s).*--handle (\\S+).*", "$1");
        Files.createFile(directory.resolve("gate"));
        assertThat(cli.run("session", "run", "dev", "--handle", handle, "--wait", "30s")
                        .code())
                .isEqualTo(4);

        Outcome waiting =
                cli.run("session", "run", "dev", "--wait", "30s", "printf 'name? '; read name; echo hello $name");
        assertThat(waiting.code()).isEqualTo(75);
        assertThat(waiting.err()).contains("It waits for input: name?");
        cli.run("send", "dev", "bob");
        Outcome late = cli.run("session", "run", "dev", "--limit", "1s", "echo begun; sleep 1000");
        assertThat(late.code()).isEqualTo(75);
        assertThat(late.err()).contains("It took too long and was interrupted.");
        assertThat(late.out()).contains("begun");
        JsonNode done = cli.run("session", "run", "dev", "--json", "--wait", "30s", "echo well")
                .json();
        assertThat(done.path("result").asString()).isEqualTo("done");
        assertThat(done.path("output").asString()).isEqualTo("well\n");
        assertThat(cli.run("session", "run", "dev", "--wait", "30s", "printf 'a\\tb\\n'")
                        .out())
                .isEqualTo("a\tb\n");
        Outcome cut = cli.run("session", "run", "dev", "--wait", "30s", "seq 100000");
        assertThat(cut.err()).contains("only the last 256 KiB", "log dev");
        cli.run("send", "dev", "-n", "half");
        Outcome busy = cli.run("session", "run", "dev", "echo no");
        assertThat(busy.code()).isEqualTo(4);
        assertThat(busy.err()).contains("omebody is typing at its prompt");
        cli.run("send", "dev", "--keys", "C-c");
        assertThat(cli.run("session", "run", "dev").code()).isEqualTo(2);
        assertThat(cli.run("session", "run", "dev", "--handle", "nonsense").code())
                .isEqualTo(2);
    }

    @Test
    void whatScrolledAwayIsShownAndTheLogIsFollowedFromAnOffsetToTheEnd() throws Exception {
        start("dev", "seq 1 100; echo ready; read go; echo over");
        awaitScreen("dev", "ready");
        assertThat(cli.run("screen", "dev").out().lines()).hasSize(23).doesNotContain("78");
        assertThat(cli.run("screen", "dev", "--scrollback", "10").out().lines())
                .hasSize(33)
                .startsWith("69");
        int ready = cli.run("log", "dev").out().indexOf("ready");
        Process follower = cli.start("log", "dev", "-f", "--offset", Integer.toString(ready));
        assertThat(follower.inputReader().readLine()).isEqualTo("ready");
        cli.run("send", "dev", "go");
        assertThat(follower.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(follower.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("over");
        assertThat(follower.exitValue()).isZero();
    }

    @Test
    void aProgramIsStartedInTheSurroundingsThatAreAskedFor() {
        Outcome started = cli.run(
                "session",
                "start",
                "-n",
                "dev",
                "-e",
                "GIVEN=this",
                "--login",
                "--cwd",
                "/usr",
                "--size",
                "71x21",
                "--umask",
                "027",
                "--limit",
                "nofile=100:200",
                "--limit",
                "core=0",
                "--",
                "bash",
                "--noprofile",
                "-c",
                "pwd; stty size; umask; ulimit -Sn; ulimit -Hn; ulimit -c; echo $0 $GIVEN; cat");
        assertThat(started.code()).as(started.err()).isZero();
        awaitScreen("dev", "this");
        assertThat(cli.run("screen", "dev").out().lines())
                .containsExactly("/usr", "21 71", "0027", "100", "200", "0", "-bash this");
        assertThat(cli.run("screen", "dev", "--json", "--attributes").json().path("styles"))
                .hasSize(21);
        assertThat(cli.run("session", "start", "--umask", "9", "--", "sh").code())
                .isEqualTo(2);
        assertThat(cli.run("session", "start", "--limit", "files=9", "--", "sh").err())
                .contains("there is no resource limit \"files\"", "nofile");
    }

    @Test
    void theFilesThatAreOpenAreTold() throws Exception {
        Path file = Files.writeString(directory.resolve("opened"), "text");
        start("dev", "exec 7<" + file + "; cat");
        Eventually.holds(
                () -> cli.run("ps", "dev").out(), out -> assertThat(out).containsPattern("7 +read .*" + file));
        assertThat(cli.run("ps", "dev").out()).doesNotContain("/dev/pts");
        assertThat(cli.run("ps", "dev", "--all").out()).contains("/dev/pts");
    }

    @Test
    void downLeavesSessionsUnlessTheyAreToEnd() {
        start("one", "sleep 1000 & cat");
        start("two", "trap '' HUP TERM; cat");
        JsonNode one = cli.run("ps", "one", "--json").json().path("processes");
        long two = show("two").path("pid").asLong();
        assertThat(cli.run("down").code()).isZero();
        assertThat(one)
                .hasSize(3)
                .allMatch(process -> isAlive(process.path("pid").asLong()));
        assertThat(isAlive(two)).isTrue();
        assertThat(show("one").path("state").asString()).isEqualTo("running");

        assertThat(cli.run("down", "--end-sessions").code()).isZero();
        // Whoever reaps orphans on this machine may take a moment.
        Eventually.holds(() -> two, pid -> {
            assertThat(isAlive(pid)).isFalse();
            assertThat(one).noneMatch(process -> isAlive(process.path("pid").asLong()));
        });
        assertThat(show("two").path("state").asString()).isEqualTo("ended");
        assertThat(show("one").path("state").asString()).isEqualTo("ended");
    }

    @Test
    void sessionsAreEndedAlsoWhereNoDaemonRunsAnyMore() {
        start("left", "cat");
        long left = show("left").path("pid").asLong();
        assertThat(cli.run("down").code()).isZero();
        assertThat(isAlive(left)).isTrue();
        assertThat(cli.run("down", "--end-sessions").out()).contains("The daemon has stopped");
        Eventually.holds(() -> left, pid -> assertThat(isAlive(pid)).isFalse());
    }

    private void start(String name, String script) {
        Outcome started = cli.run("session", "start", "-n", name, "--", "sh", "-c", script);
        assertThat(started.code()).as(started.err()).isZero();
    }

    private void bash(String name) {
        Outcome started = cli.run(
                "session",
                "start",
                "-n",
                name,
                "-e",
                "PS1=$ ",
                "--cwd",
                directory.toString(),
                "--",
                "bash",
                "--norc",
                "--noprofile");
        assertThat(started.code()).as(started.err()).isZero();
        awaitScreen(name, "$");
    }

    private JsonNode show(String name) {
        return cli.run("session", "show", name, "--json").json();
    }

    private void awaitScreen(String name, String text) {
        Eventually.holds(
                () -> cli.run("screen", name).out(), out -> assertThat(out).contains(text));
    }

    private void awaitState(String name, String state) {
        Eventually.holds(
                () -> show(name).path("state").asString(""),
                now -> assertThat(now).isEqualTo(state));
    }

    private void awaitTerminal(String name, String command) {
        Eventually.holds(
                () -> cli.run("ps", name).out(), out -> assertThat(out).containsPattern("(?m) " + command + "$"));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
