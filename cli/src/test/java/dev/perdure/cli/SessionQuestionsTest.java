package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.cli.Cli.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a script asks of sessions: wait, search, looks, ports; and how it starts them. */
class SessionQuestionsTest extends OwnState {
    @Test
    void aScriptWaitsForAPromptATextQuietAndTheEnd() {
        start("dev", "-e", "PS1=dev$ ", "--", "bash", "--norc", "--noprofile", "-i");
        assertThat(await("--prompt", "--limit", "1m")).isEqualTo(new Outcome(0, "dev$\n", ""));
        cli.run("send", "dev", "sleep 0.5; echo val''ue=$((6*7))");
        assertThat(await("--text", "^value=\\d+$", "--limit", "1m")).isEqualTo(new Outcome(0, "value=42\n", ""));
        assertThat(await("--quiet", "300ms")).isEqualTo(new Outcome(0, "dev is quiet\n", ""));

        long now = cli.run("session", "show", "dev", "--json")
                .json()
                .path("offset")
                .asLong();
        assertThat(await("--text", "^value=", "--since", Long.toString(now), "--limit", "300ms")
                        .code())
                .isEqualTo(75);
        cli.run("send", "dev", "echo val''ue=again");
        assertThat(await("--text", "^value=.*", "--since", Long.toString(now)).out())
                .isEqualTo("value=again\n");

        Outcome late = await("--text", "never", "--limit", "300ms");
        assertThat(late.code()).isEqualTo(75);
        assertThat(late.out()).isEmpty();
        assertThat(late.err()).startsWith("Not within 300ms; quiet for ");
        Outcome json = await("--text", "never", "--limit", "0s", "--json");
        assertThat(json.code()).isEqualTo(75);
        assertThat(json.json().path("result").asString()).isEqualTo("timed_out");

        cli.run("send", "dev", "exit 3");
        assertThat(await("--exit")).isEqualTo(new Outcome(0, "dev ended with exit code 3\n", ""));
        Outcome over = await("--text", "never");
        assertThat(over.code()).isEqualTo(4);
        assertThat(over.err()).isEqualTo("dev ended with exit code 3 before that.\n");
    }

    @Test
    void aWaitGoesOnThroughTheDeathOfTheDaemon() throws Exception {
        Path going = directory.resolve("going");
        start("dev", "--", "sh", "-c", "echo re''ady; while ! [ -e " + going + " ]; do sleep 0.1; done; echo aft''er");
        await("--text", "ready", "--limit", "1m");
        Process waiting = cli.start("session", "wait", "dev", "--text", "^after$", "--limit", "2m");
        try {
            Eventually.holds(
                    () -> openSockets(waiting), open -> assertThat(open).isPositive());
            cli.killDaemon();
            cli.run("session", "list");
            Files.createFile(going);
            assertThat(waiting.inputReader().readLine()).isEqualTo("after");
            assertThat(waiting.waitFor()).isZero();
        } finally {
            waiting.destroyForcibly();
        }
    }

    @Test
    void whatIsWaitedForIsSaidOnceAndClearly() {
        assertThat(await().err()).contains("--text, --quiet, --exit and --prompt");
        assertThat(await("--exit", "--prompt").code()).isEqualTo(2);
        assertThat(await("--exit", "--since", "0").code()).isEqualTo(2);
        assertThat(await("--exit", "--limit", "soon").code()).isEqualTo(2);
        assertThat(await("--exit").code()).isEqualTo(3);
    }

    @Test
    void linesAreFoundWithTheirNumbers() {
        start("dev", "--size", "80x10", "--", "sh", "-c", "seq -f item-%g 100; echo 'item-7 item-7'; read stop");
        await("--text", "item-7 item-7", "--limit", "1m");
        Outcome found = cli.run("session", "search", "dev", "item-7\\b");
        assertThat(found).isEqualTo(new Outcome(0, "6:item-7\n100:item-7 item-7\n", ""));
        Outcome few = cli.run("session", "search", "dev", "item", "--limit", "2");
        assertThat(few.out()).isEqualTo("0:item-1\n1:item-2\n");
        assertThat(few.err()).contains("There are more");
        JsonNode json =
                cli.run("session", "search", "dev", "item-7 \\S+$", "--json").json();
        assertThat(json.path("matches").path(0).path("line").asInt()).isEqualTo(100);
        assertThat(cli.run("session", "search", "dev", "item-101")).isEqualTo(new Outcome(1, "", ""));
        assertThat(cli.run("session", "search", "dev", "(").code()).isEqualTo(2);
    }

    @Test
    void aScreenTellsItsLooksToPrograms() {
        start("dev", "--", "sh", "-c", "printf 'a \\033[1;32mb\\033[m c'; read stop");
        await("--text", "a b c", "--limit", "1m");
        JsonNode screen = cli.run("screen", "dev", "--json", "--attributes").json();
        assertThat(screen.at("/styles/0/1").toString())
                .isEqualTo(
                        "{\"column\":2,\"width\":1,\"text\":\"b\",\"foreground\":\"green\",\"attributes\":[\"bold\"]}");
        assertThat(screen.at("/cursor/column").asInt()).isEqualTo(5);
        assertThat(cli.run("screen", "dev", "--json").json().has("styles")).isFalse();
        Outcome refused = cli.run("screen", "dev", "--attributes");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--json");
    }

    @Test
    void whoServesAPortIsToldWithTheSession() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(cli.run("ps", "--port", Integer.toString(port)).out())
                    .startsWith(
                            "127.0.0.1:" + port + "  " + ProcessHandle.current().pid() + "  ")
                    .endsWith("in no session\n");
        }
        String number = Integer.toString(port);
        assertThat(cli.run("ps", "--port", number)).isEqualTo(new Outcome(1, "Nobody serves port " + port + ".\n", ""));
        start("web", "--", "python3", "-m", "http.server", "--bind", "127.0.0.1", number);
        assertThat(cli.run("session", "wait", "web", "--text", "Serving HTTP", "--limit", "1m")
                        .code())
                .isZero();
        Outcome served = cli.run("ps", "--port", number);
        assertThat(served.code()).isZero();
        assertThat(served.out())
                .startsWith("127.0.0.1:" + port)
                .contains("http.server")
                .endsWith("in session web\n");
        JsonNode json = cli.run("ps", "--port", number, "--json").json();
        assertThat(json.path("served").asBoolean()).isTrue();
        assertThat(json.at("/by/0/session/name").asString()).isEqualTo("web");

        assertThat(cli.run("ps").code()).isEqualTo(2);
        assertThat(cli.run("ps", "web", "--port", number).code()).isEqualTo(2);
        assertThat(cli.run("ps", "--port", "70000").code()).isEqualTo(2);
    }

    @Test
    void limitsAndMaskAreTheSessions() {
        start(
                "dev",
                "--limit",
                "nofile=100:200",
                "--limit",
                "core=0",
                "--umask",
                "027",
                "--",
                "sh",
                "-c",
                "ulimit -Sn; ulimit -Hn; ulimit -c; umask");
        cli.run("session", "wait", "dev", "--exit", "--limit", "1m");
        assertThat(cli.run("log", "dev").out()).isEqualTo("100\r\n200\r\n0\r\n0027\r\n");
        Outcome wrong = cli.run("session", "start", "--limit", "files=1", "--", "true");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("there is no resource limit \"files\"");
        assertThat(cli.run("session", "start", "--umask", "9", "--", "true").code())
                .isEqualTo(2);
    }

    @Test
    void anotherUsersSessionKnowsNothingOfThisOnesHome() throws Exception {
        assumeTrue(Files.getOwner(Path.of("/proc/self").toRealPath()).getName().equals("root"), "only root may");
        Process start = cli.start(
                "session",
                "start",
                "-n",
                "dev",
                "--cwd",
                "/",
                "--user",
                "nobody",
                "--",
                "bash",
                "-c",
                "id -un; echo $USER $LOGNAME; [ \"$HOME\" = " + System.getenv("HOME") + " ] || echo own-home");
        assertThat(start.waitFor()).isZero();
        cli.run("session", "wait", "dev", "--exit", "--limit", "1m");
        assertThat(cli.run("log", "dev").out()).isEqualTo("nobody\r\nnobody nobody\r\nown-home\r\n");
    }

    /** Of a command: it has one while it asks the daemon. */
    private static long openSockets(Process command) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + command.pid() + "/fd"))) {
            return open.filter(SessionQuestionsTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // Closed meanwhile.
        }
    }

    private void start(String name, String... more) {
        var arguments = new ArrayList<>(List.of("session", "start", "-n", name));
        arguments.addAll(List.of(more));
        Outcome started = cli.run(arguments.toArray(String[]::new));
        assertThat(started.code()).as(started.err()).isZero();
    }

    private Outcome await(String... more) {
        var arguments = new ArrayList<>(List.of("session", "wait", "dev"));
        arguments.addAll(List.of(more));
        return cli.run(arguments.toArray(String[]::new));
    }
}
