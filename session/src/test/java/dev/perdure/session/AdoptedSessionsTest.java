package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.StateDigest;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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
        Path output = onlySession().resolve("log/output");
        long then = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
        for (File segment : Objects.requireNonNull(output.toFile().listFiles())) {
            assertThat(segment.setLastModified(then)).isTrue();
        }
        try (Sessions third = Hosts.open(state)) {
            Session session = third.get("quiet");
            assertThat(session.info().lastOutput()).contains(Instant.ofEpochMilli(then));
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

    /** A read gets 4 KiB from the kernel at most; one is lost when the host is killed between reading and recording. */
    @Test
    void aFloodGoesOnThroughKill9OfItsHostsWithExactOffsetsAndAtMostOneReadLostEach() throws Exception {
        int lines = 600_000;
        int deaths = 4;
        Process host = Hosts.launch(
                state,
                1,
                "stty -onlcr; exec sh -c 'seq -f \"flood %07.0f\" 1 " + lines + "; echo over; read -r end'\n");
        Path output = onlySession().resolve("log/output");
        for (int death = 1; death <= deaths; death++) {
            long enough = recordedBytes(output) + 500_000;
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> recordedBytes(output) > enough);
            Hosts.kill9(host);
            if (death < deaths) {
                host = Hosts.launch(state, 0, "");
            }
        }
        try (Sessions last = Hosts.open(state)) {
            Session session = last.get("s0");
            try (Client client = Client.of(session, "ann")) {
                client.expect("over");
                assertThat(client.digest()).isEqualTo(session.look(StateDigest::describe));
            }
            String recorded = all(session.output());
            List<Integer> numbers = Pattern.compile("flood (\\d{7})\n")
                    .matcher(recorded)
                    .results()
                    .map(line -> Integer.valueOf(line.group(1)))
                    .toList();
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(numbers.getFirst()).isEqualTo(1);
            assertThat(numbers.getLast()).isEqualTo(lines);
            int lost = lines * "flood 0000000\n".length() - (recorded.indexOf("over\n") - recorded.indexOf("flood 0"));
            assertThat(lost).isBetween(0, deaths * 4096);
            // Who had seen a part goes on where it stopped, without a byte twice or missing.
            int seen = recorded.length() / 3;
            AttachRequest from =
                    AttachRequest.of(Operator.human("ben"), Right.OBSERVE).resumingFrom(seen);
            try (Client resumed = new Client(session.attach(from)).catchUp()) {
                assertThat(new String(resumed.output(), StandardCharsets.US_ASCII))
                        .isEqualTo(recorded.substring(seen));
            }
            Screen again = new Screen(80, 24, ScreenOptions.DEFAULT);
            again.feed(recorded.getBytes(StandardCharsets.UTF_8));
            assertThat(Hosts.text(session)).isEqualTo(again.text());
            last.endAll();
        }
    }

    private static String all(SessionLog log) {
        StringBuilder text = new StringBuilder();
        for (long at = log.start(); at < log.end(); ) {
            Slice.Bytes part = (Slice.Bytes) log.read(at, 1 << 16);
            assertThat(part.offset()).isEqualTo(at);
            text.append(new String(part.bytes(), StandardCharsets.US_ASCII));
            at = part.next();
        }
        return text.toString();
    }

    private static long recordedBytes(Path output) {
        File[] segments = output.toFile().listFiles();
        return segments == null
                ? 0
                : Stream.of(segments).mapToLong(File::length).sum();
    }

    private Path onlySession() {
        return state.resolve("sessions")
                .toFile()
                .listFiles(File::isDirectory)[0]
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
