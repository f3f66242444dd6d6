package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.StateDigest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptedSessionsTest {
    @TempDir
    Path state;

    @Test
    void aShellWithVariablesAJobAndAServerGoesOnAfterKill9OfItsHost() throws Exception {
        int port = freePort();
        String serve = "python3 -m http.server --bind 127.0.0.1 " + port + " >/dev/null 2>&1 &\n";
        Process host = Hosts.launch(
                state, 1, "kept=before; sleep 1000 & " + serve + "printf '\\033[1;35mpainted\\033[0m %s\\n' $kept\n");
        Path files = onlySession();
        await().atMost(Duration.ofSeconds(30)).until(() -> recorded(files).contains("painted\033[0m before"));
        Hosts.kill9(host);

        try (Sessions next = Hosts.open(state)) {
            Session session = next.get("s0");
            assertThat(session.state()).isEqualTo(new SessionState.Running());
            String adopted = session.look(StateDigest::describe);
            try (Client client = Client.of(session, "ann")) {
                client.expect("painted before");
                assertThat(client.digest()).isEqualTo(session.look(StateDigest::describe));
                assertThat(adopted).contains("painted");
                client.type("echo value=$kept.; jobs\n").expect("value=before.").expect("sleep 1000");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !session.whoServes(port).isEmpty());
                assertThat(session.processes())
                        .anyMatch(process -> process.title().contains("http.server"));
            }
            next.endAll();
            assertThat(session.state().alive()).isFalse();
            assertThat(session.processes()).isEmpty();
        }
    }

    @Test
    void whatIsPrintedWhileNobodyHostsIsThereAfterwards() throws Exception {
        try (Sessions first = Hosts.open(state)) {
            Session session = first.start(Hosts.spec(state, "quiet", "sh", "-c", "echo one; read x; echo two; exit 7"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> session.look(s -> s.text().contains("one")));
            Hosts.type(session, "\n");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> onlySession().resolve("exit").toFile().exists());
        try (Sessions second = Hosts.open(state)) {
            Session session = second.get("quiet");
            assertThat(session.awaitEnd(Duration.ofSeconds(30))).isTrue();
            assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Exited(7)));
            assertThat(Hosts.text(session)).contains("one").contains("two");
        }
        try (Sessions third = Hosts.open(state)) {
            Session session = third.get("quiet");
            assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Exited(7)));
            assertThat(Hosts.text(session)).contains("two");
            try (Client late = Client.of(session, "late")) {
                assertThat(late.untilOver().state()).isEqualTo(session.state());
                assertThat(late.screen().text()).contains("two");
            }
        }
    }

    @Test
    void theScreenIsTheSameCellForCellAfterResizesAndMuchOutput() throws Exception {
        String before;
        try (Sessions first = Hosts.open(state)) {
            Session session = first.start(Hosts.bash(state, "big").withOutputLimit(2 << 20));
            session.allow(Hosts.HOST, Right.GOVERN);
            Hosts.type(
                    session,
                    "for i in $(seq 30000); do echo -e \"line $i \\033[3$((i%8))mcolour 漢字\\033[0m\"; done; echo do''ne\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> session.look(s -> s.text().contains("done")));
            session.resize(Hosts.HOST, new TerminalSize(53, 19));
            Hosts.type(session, "echo nar''row\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> session.look(s -> s.text().contains("narrow")));
            session.resize(Hosts.HOST, new TerminalSize(101, 30));
            Hosts.type(session, "echo wi''de\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> session.look(s -> s.text().contains("wide")));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> session.look(s -> s.cursor().column() > 0));
            before = session.look(StateDigest::describe);
        }
        try (Sessions second = Hosts.open(state)) {
            assertThat(second.get("big").look(StateDigest::describe)).isEqualTo(before);
            second.endAll();
        }
    }

    private Path onlySession() {
        return state.resolve("sessions")
                .toFile()
                .listFiles(java.io.File::isDirectory)[0]
                .toPath();
    }

    /** What is in the files of the output log, blocks' headers included. */
    private static String recorded(Path files) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> segments = Files.list(files.resolve("log/output"))) {
            for (Path segment : segments.toList()) {
                text.append(Files.readString(segment, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
