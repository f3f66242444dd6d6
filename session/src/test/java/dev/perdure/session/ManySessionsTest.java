package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.anchor.ProgramException;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessTree;
import java.io.File;
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
            });
        }
    }

    private void run(Sessions sessions, int count) {
        for (int i = 0; i < count; i++) {
            Session session = sessions.start(Hosts.spec(state, "brief", "sh", "-c", "echo out; sleep 1000 & exit 4"));
            session.attach(AttachRequest.of(Hosts.HOST, Right.OBSERVE)).close();
            await().atMost(PATIENCE).until(() -> !session.state().alive());
            assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Exited(4)));
            assertThat(Hosts.text(session)).startsWith("out\n");
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
