package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Exit;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due after hours and days, by a clock that is set. */
class LifeCycleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Operator ANN = Operator.human("ann");
    private static final Operator BOT = Operator.agent("bot");

    @TempDir
    Path state;

    private final SetClock clock = new SetClock();
    private final AtomicInteger ticks = new AtomicInteger();
    private Sessions sessions;

    @BeforeEach
    void open() {
        SessionsOptions usual = SessionsOptions.DEFAULT;
        sessions = Sessions.open(state, new SessionsOptions(clock, usual.readers(), usual.mostSessions()));
    }

    @AfterEach
    void close() {
        Hosts.end(sessions);
    }

    @Test
    void aSessionThatWasQuietForLongIsKeptForItsRetentionAfterItsEnd() throws Exception {
        Session session = sessions.start(Hosts.spec(state, "quiet", "cat"));
        session.allow(ANN, Right.GOVERN);
        clock.pass(Duration.ofDays(8));
        session.send(ANN, new byte[] {4});
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
        clock.pass(Duration.ofDays(6));
        awaitWhatIsDue();
        assertThat(sessions.get("quiet").state()).isEqualTo(new SessionState.Ended(new Exit.Exited(0)));
        clock.pass(Duration.ofDays(2));
        await().atMost(PATIENCE).until(() -> sessions.find("quiet").isEmpty());
    }

    /** As if it had been quiet for long before it ended, or was lost, just now. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnEarlierHostLeftEndedOrTheMachineLostIsKeptForItsRetentionToo(boolean lost) throws Exception {
        Session session = sessions.start(Hosts.spec(state, "quiet", "sh", "-c", "read x; exit 3"));
        session.allow(ANN, Right.GOVERN);
        session.send(ANN, new byte[] {'\n'});
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
        sessions.close();
        Instant before = clock.instant().minus(Duration.ofDays(8));
        Path record = session.directory(SessionRecord.FILE);
        String json = Files.readString(record);
        Files.writeString(record, json.replaceFirst("\"created\":\"[^\"]*\"", "\"created\":\"" + before + "\""));
        try (Stream<Path> segments = Files.walk(session.directory("log"))) {
            for (Path segment : segments.toList()) {
                assertThat(segment.toFile().setLastModified(before.toEpochMilli()))
                        .isTrue();
            }
        }
        if (lost) {
            Files.delete(session.directory("exit"));
        }
        open();
        awaitWhatIsDue();
        SessionState found = sessions.get("quiet").state();
        assertThat(found instanceof SessionState.Lost).isEqualTo(lost);
        clock.pass(Duration.ofDays(5));
        sessions.close();
        open();
        awaitWhatIsDue();
        assertThat(sessions.find("quiet")).isPresent();
        clock.pass(Duration.ofDays(3));
        await().atMost(PATIENCE).until(() -> sessions.find("quiet").isEmpty());
    }

    @Test
    void aFrozenSessionIsNotIdle() throws Exception {
        Session session = sessions.start(
                Hosts.spec(state, "frozen", "cat").withLifeCycle(LifeCycle.endAfter(Duration.ofHours(1))));
        session.allow(ANN, Right.GOVERN);
        session.freeze(ANN);
        clock.pass(Duration.ofHours(3));
        awaitWhatIsDue();
        assertThat(session.state()).isEqualTo(new SessionState.Frozen());
        session.thaw(ANN);
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
    }

    @Test
    void whoeverLooksAtAnIdleSessionKeepsItAndHasItsTimeBegunAnew() throws Exception {
        Session session =
                sessions.start(Hosts.spec(state, "idle", "cat").withLifeCycle(LifeCycle.endAfter(Duration.ofHours(1))));
        Attachment watching = session.attach(AttachRequest.of(ANN, Right.OBSERVE));
        clock.pass(Duration.ofHours(3));
        awaitWhatIsDue();
        assertThat(session.state().alive()).isTrue();
        watching.close();
        clock.pass(Duration.ofMinutes(59));
        awaitWhatIsDue();
        assertThat(session.state().alive()).isTrue();
        clock.pass(Duration.ofMinutes(2));
        assertThat(session.awaitEnd(PATIENCE)).isTrue();
    }

    @Test
    void anIdleSessionHasItsTimeBegunAnewByTheNextHost() {
        sessions.start(Hosts.spec(state, "idle", "cat").withLifeCycle(LifeCycle.endAfter(Duration.ofHours(1))));
        sessions.close();
        clock.pass(Duration.ofHours(3));
        open();
        awaitWhatIsDue();
        assertThat(sessions.get("idle").state()).isEqualTo(new SessionState.Running());
    }

    @Test
    void aHelmThatIsNotUsedFallsFreeAlsoUnderTheNextHost() throws Exception {
        Session session = sessions.start(Hosts.spec(state, "helm", "cat"));
        session.allow(ANN, Right.GOVERN);
        session.allow(BOT, Right.STEER);
        assertThat(session.requestHelm(BOT, Duration.ofMinutes(5))).isTrue();
        clock.pass(Duration.ofMinutes(4));
        type(session, BOT, "used\n");
        clock.pass(Duration.ofMinutes(4));
        assertThatThrownBy(() -> type(session, ANN, "refused\n")).isInstanceOf(AccessException.class);
        sessions.close();
        open();
        Session adopted = sessions.get("helm");
        adopted.allow(ANN, Right.GOVERN);
        assertThat(adopted.helm().holder()).contains(BOT);
        assertThatThrownBy(() -> type(adopted, ANN, "refused\n")).isInstanceOf(AccessException.class);
        AtomicInteger told = new AtomicInteger();
        sessions.listen((about, event) -> {
            if (event instanceof SessionEvent.HelmChanged changed
                    && changed.helm().holder().isEmpty()) {
                told.incrementAndGet();
            }
        });
        clock.pass(Duration.ofMinutes(6));
        await().atMost(PATIENCE).until(() -> told.get() == 1);
        type(adopted, ANN, "taken\n");
        await().atMost(PATIENCE).until(() -> Hosts.text(adopted).contains("taken"));
        assertThat(Hosts.text(adopted)).contains("used").doesNotContain("refused");
    }

    private static void type(Session session, Operator operator, String text) {
        session.send(operator, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until what is due by now was done for all sessions: for the youngest, whose end is due, it is done last. */
    private void awaitWhatIsDue() {
        LifeCycle soon = LifeCycle.endAfter(Duration.ofMillis(1));
        Session last = sessions.start(
                Hosts.spec(state, "due" + ticks.incrementAndGet(), "cat").withLifeCycle(soon));
        clock.pass(Duration.ofSeconds(1));
        await().atMost(PATIENCE).until(() -> !last.state().alive());
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.now();

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("sessions know instants only");
        }
    }
}
