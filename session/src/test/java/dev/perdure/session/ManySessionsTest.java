package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.anchor.ProgramException;
import dev.perdure.session.freezer.ControlGroups;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.ProcessTree;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManySessionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path state;

    @Test
    void allSessionsOfAKilledHostGoOnUnderTheNext() throws Exception {
        int count = 12;
        Process host = Hosts.launch(state, count, "mine=$$\n");
        Hosts.kill9(host);
        try (Sessions next = Hosts.open(state)) {
            assertThat(next.list())
                    .hasSize(count)
                    .allMatch(session -> session.state().alive());
            for (Session session : next.list()) {
                Hosts.type(session, "echo mine=$mine.\n");
            }
            for (Session session : next.list()) {
                String expected = "mine=" + session.program().orElseThrow() + ".";
                await().atMost(PATIENCE).until(() -> Hosts.text(session).contains(expected));
            }
            next.endAll();
            assertThat(next.list()).noneMatch(session -> session.state().alive());
        }
    }

    @Test
    void nothingIsLeftOfSessionsThatEnded() {
        try (Sessions sessions = Hosts.open(state)) {
            run(sessions, 3);
            int descriptors = descriptors();
            List<Integer> children = children();
            run(sessions, 30);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
                assertThat(children()).isEqualTo(children);
                assertThat(mentioning(state.toString())).isEmpty();
                assertThat(groups(sessions)).isEmpty();
            });
        }
    }

    /** Processes, of whichever parent by now, whose arguments name the directory: anchors and jobs of the sessions. */
    private static List<String> mentioning(String text) {
        long self = ProcessHandle.current().pid();
        return ProcessTree.ofAll(ProcessTree.all().stream().map(ProcStat::pid).toList()).stream()
                .filter(process -> process.pid() != self && process.title().contains(text))
                .map(ProcessInfo::title)
                .toList();
    }

    /** The control groups that are left of them, where there are any. */
    private static List<Path> groups(Sessions sessions) {
        return ControlGroups.find().stream()
                .flatMap(groups -> sessions.list().stream()
                        .map(session -> groups.directory().resolve("session-" + session.id())))
                .filter(Files::exists)
                .toList();
    }

    /** Programs that are over before anybody looks, and leave a job behind; one that leaves their session is held by a control group only. */
    private void run(Sessions sessions, int count) {
        String apart = ControlGroups.find().isPresent() ? "setsid " : "";
        String script = "echo out; " + apart + "sh -c 'sleep 1000; :' " + state + " & exit 4";
        for (int i = 0; i < count; i++) {
            Session session = sessions.start(Hosts.spec(state, "brief", "sh", "-c", script));
            session.attach(AttachRequest.of(Hosts.HOST, Right.OBSERVE)).close();
            await().atMost(PATIENCE).until(() -> !session.state().alive());
            assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Exited(4)));
            assertThat(Hosts.text(session)).startsWith("out\n");
        }
    }

    /** What moves into its group while its host already looks must not be taken for one that never will. */
    @Test
    void sessionsAreFrozenByTheirControlGroupsHoweverFreshTheyAre() {
        Path groups = ControlGroups.find().map(ControlGroups::directory).orElse(null);
        assumeTrue(groups != null, "no control group of version 2 may be changed here");
        try (Sessions sessions = Hosts.open(state)) {
            for (int i = 0; i < 20; i++) {
                Session session = sessions.start(Hosts.spec(state, "fresh" + i, "cat"));
                session.allow(Hosts.HOST, Right.GOVERN);
                session.freeze(Hosts.HOST);
                assertThat(groups.resolve("session-" + session.id() + "/cgroup.events"))
                        .content()
                        .contains("frozen 1");
            }
            sessions.endAll();
        }
    }

    @Test
    void saysWhoServesAPortAndInWhichSession() throws Exception {
        try (Sessions sessions = Hosts.open(state);
                ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Session other = sessions.start(Hosts.spec(state, "other", "cat"));
            Session server = sessions.start(
                    Hosts.spec(state, "server", "python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"));
            await().atMost(PATIENCE).until(() -> Hosts.text(server).contains("port "));
            int port = Integer.parseInt(Hosts.text(server).replaceAll("(?s).*port ([0-9]+).*", "$1"));
            assertThat(sessions.whoServes(port)).hasSize(1).allSatisfy(owner -> {
                assertThat(owner.session()).contains(server);
                assertThat(owner.socket().owner()).isEqualTo(server.program());
                assertThat(owner.socket().local()).endsWith("127.0.0.1:" + port);
            });
            assertThat(server.whoServes(port)).hasSize(1);
            assertThat(other.whoServes(port)).isEmpty();
            assertThat(sessions.whoServes(own.getLocalPort()))
                    .hasSize(1)
                    .allSatisfy(owner -> assertThat(owner.session()).isEmpty());
            server.end();
            assertThat(sessions.whoServes(port)).isEmpty();
            sessions.endAll();
        }
    }

    @Test
    void aProgramThatIsNotThereLeavesNoSession() {
        try (Sessions sessions = Hosts.open(state)) {
            assertThatThrownBy(() -> sessions.start(Hosts.spec(state, "none", "no-such-program")))
                    .isInstanceOf(ProgramException.class);
            assertThat(sessions.list()).isEmpty();
        }
        assertThat(state.resolve("sessions").toFile().listFiles(File::isDirectory))
                .isEmpty();
    }

    @Test
    void aNameIsTakenWhileItsSessionLivesAndADirectoryHasOneHost() throws Exception {
        try (Sessions sessions = Hosts.open(state)) {
            Session first = sessions.start(Hosts.spec(state, "name", "cat"));
            assertThatThrownBy(() -> sessions.start(Hosts.spec(state, "name", "cat")))
                    .isInstanceOfSatisfying(
                            SessionException.class,
                            e -> assertThat(e.reason()).isEqualTo(SessionException.Reason.NAME_TAKEN));
            assertThatThrownBy(() -> Hosts.open(state)).isInstanceOf(IllegalStateException.class);
            Hosts.type(first, "\004");
            assertThat(first.awaitEnd(PATIENCE)).isTrue();
            Session second = sessions.start(Hosts.spec(state, "name", "cat"));
            assertThat(sessions.get("name")).isEqualTo(second);
            assertThat(sessions.get(first.id())).isEqualTo(first);
            sessions.endAll();
        }
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    private static List<Integer> children() {
        long self = ProcessHandle.current().pid();
        return ProcessTree.all().stream()
                .filter(process -> process.parent() == self)
                .map(ProcStat::pid)
                .sorted()
                .toList();
    }
}
