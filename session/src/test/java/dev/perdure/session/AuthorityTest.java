package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Operator ANN = Operator.human("ann");
    private static final Operator BOT = Operator.agent("bot");

    @TempDir
    Path state;

    private Sessions sessions;

    @BeforeEach
    void open() {
        sessions = Hosts.open(state);
    }

    @AfterEach
    void close() {
        Hosts.end(sessions);
    }

    private Session shell(String... command) {
        Session session = sessions.start(Hosts.spec(state, "work", command));
        session.allow(ANN, Right.GOVERN);
        session.allow(BOT, Right.STEER);
        return session;
    }

    private static void type(Session session, Operator operator, String text) {
        session.send(operator, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void severalSteerFreelyUntilOneHasTheHelm() {
        Session session = shell("cat");
        type(session, ANN, "a\n");
        type(session, BOT, "b\n");
        assertThat(session.requestHelm(BOT, Duration.ofMinutes(1))).isTrue();
        assertThatThrownBy(() -> type(session, ANN, "c\n"))
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> assertThat(e.reason()).isEqualTo(AccessException.Reason.HELM_TAKEN));
        assertThat(session.requestHelm(ANN, Duration.ofMinutes(1))).isFalse();
        assertThat(session.helm().requests()).containsExactly(ANN);
        session.grantHelm(BOT, ANN, Duration.ofMinutes(1));
        type(session, ANN, "d\n");
        assertThat(session.releaseHelm(ANN)).isTrue();
        type(session, BOT, "e\n");
        assertThatThrownBy(() -> session.takeHelm(BOT, Duration.ZERO)).isInstanceOf(AccessException.class);
        session.takeHelm(ANN, Duration.ZERO);
        assertThat(session.helm().holder()).contains(ANN);
    }

    @Test
    void aHelmOfLessThanASecondIsNotWithoutEndAtTheNextHost() throws Exception {
        Session session = shell("cat");
        session.takeHelm(ANN, Duration.ofMillis(300));
        assertThat(Files.readString(session.files().directory().resolve(AuthorityRecord.FILE)))
                .contains("\"helmSeconds\":1");
    }

    @Test
    void anUnwillingAgentLosesTheSessionToAPerson() throws Exception {
        Session session = shell("bash", "-c", "trap '' INT HUP TERM TSTP; while :; do echo $((i++)); sleep 0.01; done");
        session.requestHelm(BOT, Duration.ZERO);
        await().atMost(PATIENCE).until(() -> session.output().end() > 10);
        session.takeFrom(ANN, BOT);
        assertThat(session.state()).isEqualTo(new SessionState.Frozen());
        assertThat(session.helm().holder()).contains(ANN);
        assertThatThrownBy(() -> type(session, BOT, "x"))
                .isInstanceOfSatisfying(
                        AccessException.class,
                        e -> assertThat(e.reason()).isEqualTo(AccessException.Reason.RIGHT_REVOKED));
        session.allow(BOT, Right.GOVERN);
        assertThatThrownBy(() -> session.thaw(BOT)).isInstanceOf(AccessException.class);
        long halted = cpu(session);
        assertThat(Hosts.text(session)).isNotBlank();
        assertThat(cpu(session)).isEqualTo(halted);
        session.thaw(ANN);
        long end = session.output().end();
        await().atMost(PATIENCE).until(() -> session.output().end() > end + 10);
        session.restore(ANN, BOT);
        session.releaseHelm(ANN);
        type(session, BOT, "x");
    }

    @Test
    void aProgramThatGovernsYieldsToAPerson() {
        Session session = shell("cat");
        session.allow(BOT, Right.GOVERN);
        session.freeze(BOT);
        session.thaw(BOT);
        session.freeze(BOT);
        session.freeze(ANN);
        assertThatThrownBy(() -> session.thaw(BOT)).isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> session.end(BOT)).isInstanceOf(AccessException.class);
        session.freeze(BOT);
        assertThatThrownBy(() -> session.thaw(BOT)).isInstanceOf(AccessException.class);
        assertThat(session.state()).isEqualTo(new SessionState.Frozen());
        session.thaw(ANN);

        session.takeHelm(BOT, Duration.ZERO);
        session.takeHelm(ANN, Duration.ZERO);
        assertThatThrownBy(() -> session.takeHelm(BOT, Duration.ZERO)).isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> session.grantHelm(BOT, BOT, Duration.ZERO)).isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> session.revoke(BOT, ANN, Right.OBSERVE)).isInstanceOf(AccessException.class);
        session.revoke(ANN, Operator.agent("other"), Right.OBSERVE);
        assertThatThrownBy(() -> session.restore(BOT, Operator.agent("other"))).isInstanceOf(AccessException.class);
        assertThat(session.helm().holder()).contains(ANN);
        session.end(BOT);
        assertThat(session.state().alive()).isFalse();
    }

    @Test
    void whatWasFrozenBeforeTheHostDiedIsNotThawedByAProgram() {
        Session session = shell("cat");
        session.freeze(ANN);
        sessions.close();
        sessions = Hosts.open(state);
        Session adopted = sessions.get("work");
        adopted.allow(BOT, Right.GOVERN);
        adopted.allow(ANN, Right.GOVERN);
        assertThatThrownBy(() -> adopted.thaw(BOT)).isInstanceOf(AccessException.class);
        adopted.thaw(ANN);
    }

    @Test
    void inputOfARevokedOperatorThatWasNotReadYetIsDropped() throws Exception {
        Session session = shell("cat");
        session.freeze(ANN);
        type(session, BOT, "evil\n");
        type(session, ANN, "good\n");
        assertThat(session.waitingInput()).isEqualTo(10);
        assertThat(session.revoke(ANN, BOT, Right.OBSERVE)).isEqualTo(5);
        session.thaw(ANN);
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("good"));
        assertThat(Hosts.text(session)).doesNotContain("evil");
    }

    @Test
    void whatARevokedOperatorTypedAtAProgramThatDoesNotReadIsDroppedWhileItRuns() throws Exception {
        Path gate = state.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        Session session = shell("sh", "-c", "stty raw -echo; echo set; read go <gate; exec cat");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("set"));
        // More than the kernel takes, so that the rest waits here, with ann's behind it.
        int typed = 250_000;
        type(session, BOT, "evil ".repeat(typed / 5));
        type(session, ANN, "good");
        int dropped = session.revoke(ANN, BOT, Right.OBSERVE);
        assertThat(dropped).isGreaterThan(50_000);
        Files.writeString(gate, "go\n");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("good"));
        assertThat(session.state()).isEqualTo(new SessionState.Running());
        assertThat(session.waitingInput()).isZero();
        assertThat(session.output().end()).isEqualTo("set\n".length() + typed - dropped + "good".length());
    }

    @Test
    void aRevocationAndTheHelmOutliveTheHost() {
        Session session = shell("cat");
        session.takeFrom(ANN, BOT);
        sessions.close();
        sessions = Hosts.open(state);
        Session adopted = sessions.get("work");
        assertThat(adopted.state()).isEqualTo(new SessionState.Frozen());
        assertThat(adopted.helm().holder()).contains(ANN);
        adopted.allow(BOT, Right.STEER);
        assertThatThrownBy(() -> type(adopted, BOT, "x")).isInstanceOf(AccessException.class);
        adopted.allow(ANN, Right.GOVERN);
        adopted.thaw(ANN);
    }

    @Test
    void aStubbornTreeEndsWholeAndLeavesNothing() throws Exception {
        Session session = shell(
                "bash",
                "-c",
                "trap '' HUP TERM INT; (trap '' HUP; sleep 1000)& setsid sleep 1001 & while :; do sleep 1; done");
        await().atMost(PATIENCE).until(() -> session.processes().size() >= 4);
        List<Integer> all = session.processes().stream().map(ProcessInfo::pid).toList();
        session.end(ANN);
        assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Signalled(9)));
        assertThat(all)
                .allMatch(pid -> ProcStat.of(pid).filter(stat -> !stat.ended()).isEmpty());
    }

    @Test
    void whatAProgramLeavesBehindEndsWithIt() throws Exception {
        Session session = shell("bash", "-c", "sleep 1000 & echo $!; exit 6");
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
        assertThat(session.state()).isEqualTo(new SessionState.Ended(new Exit.Exited(6)));
        int left = Integer.parseInt(session.look(screen -> screen.line(0)).strip());
        assertThat(ProcStat.of(left).filter(stat -> !stat.ended())).isEmpty();
    }

    @Test
    void anIdleSessionEndsByItself() throws Exception {
        Session session = sessions.start(
                Hosts.spec(state, "idle", "cat").withLifeCycle(LifeCycle.endAfter(Duration.ofMillis(100))));
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
    }

    @Test
    void anEndedSessionIsForgottenAfterItsRetention() {
        LifeCycle brief = new LifeCycle(java.util.Optional.empty(), Duration.ofSeconds(1), Duration.ZERO);
        Session session = sessions.start(Hosts.spec(state, "brief", "true").withLifeCycle(brief));
        await().atMost(PATIENCE).until(() -> sessions.find("brief").isEmpty());
        assertThat(session.directory("session.json")).doesNotExist();
    }

    @Test
    void inputThatNobodyReadsIsBoundedAndTheInterruptGetsThrough() throws Exception {
        Session session = shell("bash", "--norc", "--noprofile", "-c", "stty -icanon; sleep 1000; echo woken $?");
        await().atMost(PATIENCE)
                .until(() -> session.processes().size() >= 2
                        && !session.terminal().orElseThrow().modes().canonical());
        byte[] much = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        session.send(ANN, much);
                    }
                })
                .isInstanceOfSatisfying(
                        SessionException.class, e -> assertThat(e.reason()).isEqualTo(SessionException.Reason.LIMIT));
        session.send(ANN, new byte[] {3});
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
    }

    @Test
    void whatWasPastedBeforeAnInterruptIsThrownAwayAndWhatFollowsItIsTyped() throws Exception {
        Session session = shell(
                "sh",
                "-c",
                "trap : INT; stty intr ^X; echo set; sleep 1000; while read -r line; do echo \"<$line>\"; done");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("set"));
        byte[] paste = "pasted line\n".repeat(15_000).getBytes(StandardCharsets.US_ASCII);
        session.send(ANN, paste);
        assertThat(session.waitingInput()).isPositive();
        // Two in one read, by the key that the program has chosen, amid other input.
        type(session, ANN, "more\030\030typed\n");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("<typed>"));
        assertThat(Hosts.text(session)).doesNotContain("<pasted").doesNotContain("<more");
        assertThat(session.waitingInput()).isZero();
    }

    private static long cpu(Session session) {
        return session.processes().stream()
                .mapToLong(process -> process.cpu().toMillis())
                .sum();
    }
}
