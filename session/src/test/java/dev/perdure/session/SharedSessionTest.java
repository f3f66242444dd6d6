package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.log.InputLog;
import dev.perdure.session.log.Slice;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.StateDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Test
    void twoClientsSeeTheSameAndEachInputIsAttributed() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "dev"));
        try (Client ann = Client.of(session, "ann");
                Client bob = Client.of(session, "bob")) {
            ann.type("echo from=$((1+1))\r").expect("from=2");
            bob.expect("from=2").type("echo back=$((2+2))\r").expect("back=4");
            ann.expect("back=4");
            awaitCursorAfterPrompt(session);
            assertThat(ann.catchUp().digest())
                    .isEqualTo(bob.catchUp().digest())
                    .isEqualTo(session.look(StateDigest::describe));
        }
        assertThat(typed(session)).containsExactly("ann: echo from=$((1+1))\r", "bob: echo back=$((2+2))\r");
    }

    @Test
    void aClientThatStopsReadingIsBoundedAndGetsTheScreenAnew() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "flood").withOutputLimit(4 << 20));
        try (Client stalled = Client.of(session, "stalled");
                Client lively = Client.of(session, "lively")) {
            stalled.take(PATIENCE);
            lively.type("seq 1 400000; echo fi''nished\r").expect("finished");
            awaitCursorAfterPrompt(session);
            stalled.take(PATIENCE);
            stalled.catchUp();
            assertThat(stalled.others())
                    .filteredOn(Delivery.Screen.class::isInstance)
                    .extracting(delivery -> ((Delivery.Screen) delivery).why())
                    .containsExactly(Delivery.Why.ATTACHED, Delivery.Why.FELL_BEHIND);
            assertThat(stalled.digest()).isEqualTo(session.look(StateDigest::describe));
            assertThat(stalled.output().length).isLessThan(ClientBuffer.LIMIT);
        }
    }

    @Test
    void aFloodIsInterruptedByOneKey() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "yes").withOutputLimit(1 << 20));
        try (Client client = Client.of(session, "ann")) {
            client.type("yes flood\r").expect("flood\r\nflood");
            client.type("\003");
            client.type("echo al''ive\r").expect("alive");
        }
        assertThat(session.output().end() - session.output().start()).isLessThan(2 << 20);
    }

    /** Random bytes switch on whatever there is, so the client's terminal is compared with the session's, mode for mode. */
    @Test
    void aFloodOfRandomBytesIsShownAlikeAndInterruptedByOneKey() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "random").withOutputLimit(4 << 20));
        try (Client client = Client.of(session, "ann")) {
            client.take(PATIENCE);
            client.type("cat /dev/urandom\r");
            long begun = session.output().end();
            await().atMost(PATIENCE).until(() -> session.output().end() > begun + (2 << 20));
            client.type("\003");
            await().atMost(PATIENCE).until(() -> session.processes().size() == 1);
            // Random bytes ask for answers too, which the shell got meanwhile: its line is made empty, then filled, in
            // turn.
            AtomicInteger turn = new AtomicInteger();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean empty = turn.getAndIncrement() % 2 == 0;
                client.type(empty ? "\003" : "printf '\\033c\\033[?1000h'; echo al''ive\r");
                return Hosts.text(session).contains("alive");
            });
            awaitCursorAfterPrompt(session);
            client.take(PATIENCE);
            client.catchUp();
            assertThat(client.digest()).isEqualTo(session.look(StateDigest::describe));
            assertThat(client.screen().mouseTracking()).isEqualTo(1000);
        }
    }

    @Test
    void resumingFromAnOffsetGivesEveryByteOnce() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "resume"));
        Client first = Client.of(session, "ann");
        first.type("seq 1 5000; echo ha''lf\r").expect("half");
        long offset = first.offset();
        byte[] before = first.output();
        long begin = offset - before.length;
        first.close();
        Hosts.type(session, "seq 5000 9999; echo who''le\n");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("whole"));

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before);
        try (Client second =
                new Client(session.attach(AttachRequest.of(Operator.human("ann"), Right.STEER, TerminalSize.DEFAULT)
                        .resumingFrom(offset)))) {
            second.expect("whole");
            second.type("echo li''ve\r").expect("live");
            assertThat(second.others()).noneMatch(Delivery.Screen.class::isInstance);
            all.writeBytes(second.output());
            assertThat(all.toByteArray()).isEqualTo(read(session, begin, second.offset()));
        }
    }

    @Test
    void whatIsNotKeptAnyMoreIsReplacedByTheScreen() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "old").withOutputLimit(1 << 20));
        Hosts.type(session, "seq 1 400000; echo fi''nished\n");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("finished"));
        try (Client late = new Client(session.attach(
                AttachRequest.of(Operator.human("ann"), Right.OBSERVE).resumingFrom(0)))) {
            late.expect("finished");
            assertThat(late.others())
                    .anyMatch(delivery ->
                            delivery instanceof Delivery.Screen screen && screen.why() == Delivery.Why.NOT_KEPT);
        }
    }

    @Test
    void whoObservesCantType() {
        Session session = sessions.start(Hosts.bash(state, "watch"));
        try (Attachment observer = session.attach(AttachRequest.of(Operator.human("eve"), Right.OBSERVE))) {
            assertThatThrownBy(() -> observer.send(new byte[] {'x'}))
                    .isInstanceOfSatisfying(
                            AccessException.class,
                            e -> assertThat(e.reason()).isEqualTo(AccessException.Reason.RIGHT_MISSING));
            observer.send("\033[?1;2c".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(typed(session)).isEmpty();
    }

    @Test
    void theSamePersonTypesInOneWindowAndOnlyLooksInAnother() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "twice"));
        Operator ann = Operator.human("ann");
        try (Client hands = new Client(session.attach(AttachRequest.of(ann, Right.STEER, new TerminalSize(90, 30))));
                Client eyes =
                        new Client(session.attach(AttachRequest.of(ann, Right.OBSERVE, new TerminalSize(40, 10))))) {
            assertThat(session.size()).isEqualTo(new TerminalSize(90, 30));
            assertThat(session.info().present())
                    .extracting(SessionInfo.Presence::right)
                    .containsExactly(Right.STEER, Right.OBSERVE);
            assertThatThrownBy(() -> eyes.type("rm")).isInstanceOf(AccessException.class);
            eyes.attachment().resize(new TerminalSize(50, 12));
            assertThat(session.size()).isEqualTo(new TerminalSize(90, 30));
            hands.type("echo ha''nds\r").expect("hands");
            session.requestHelm(ann, Duration.ZERO);
            assertThat(session.size()).isEqualTo(new TerminalSize(90, 30));
            assertThatThrownBy(() -> eyes.type("rm")).isInstanceOf(AccessException.class);
            hands.attachment().resize(new TerminalSize(100, 20));
            assertThat(session.size()).isEqualTo(new TerminalSize(100, 20));
        }
        assertThat(String.join("", typed(session))).doesNotContain("rm");
    }

    @Test
    void aWindowOfAnotherSizeShowsThePartRoundTheCursorCellByCell() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "parts").withSizePolicy(SizePolicy.FIXED));
        TerminalSize small = new TerminalSize(60, 15);
        try (Client whole = Client.of(session, "ann");
                Client part = new Client(session.attach(AttachRequest.of(Operator.human("bob"), Right.STEER, small)
                        .fittedToWindow()))) {
            whole.type(
                    "for i in $(seq 10 40); do printf \"\\033[3$((i%8));4${i#?}m$i 漢字%0.s\\033[m\" 1 2 3 4 5 6 7 8 9; "
                            + "echo; done; PS1=; echo comp''lete\r");
            whole.expect("complete").catchUp();
            part.expect("complete");
            while (part.take(Duration.ofMillis(200))) {}
            Screen.Cursor cursor = whole.screen().cursor();
            int top = cursor.row() - part.screen().cursor().row();
            assertThat(top).isEqualTo(24 - 15);
            for (int row = 0; row < 15; row++) {
                for (int column = 0; column < 59; column++) {
                    assertThat(part.screen().cell(row, column))
                            .as(row + ", " + column)
                            .isEqualTo(whole.screen().cell(top + row, column));
                }
            }
            assertThat(part.others()).allMatch(Delivery.Painted.class::isInstance);

            // The sizes agree again: a screen first, then bytes.
            part.attachment().resize(TerminalSize.DEFAULT);
            assertThat(part.take(PATIENCE)).isTrue();
            assertThat(part.last())
                    .isInstanceOfSatisfying(
                            Delivery.Screen.class,
                            fresh -> assertThat(fresh.why()).isEqualTo(Delivery.Why.FITS_AGAIN));
            whole.type("echo ag''ain\r").expect("again").catchUp();
            part.expect("again").catchUp();
            assertThat(part.digest()).isEqualTo(whole.digest());
            assertThat(part.output()).isNotEmpty();

            part.attachment().resize(small);
            part.type("echo pain''ted\r").expect("painted");
            assertThat(part.last()).isInstanceOf(Delivery.Painted.class);
            assertThat(part.screen().columns()).isEqualTo(60);
        }
    }

    @Test
    void aFloodIsPaintedAtMostFiftyTimesASecondAndAStalledWindowHoldsNothing() throws Exception {
        Session session = sessions.start(Hosts.bash(state, "flood").withSizePolicy(SizePolicy.FIXED));
        TerminalSize small = new TerminalSize(60, 15);
        AttachRequest request =
                AttachRequest.of(Operator.human("bob"), Right.STEER, small).fittedToWindow();
        try (Client reads = new Client(session.attach(request));
                Client stalls = new Client(session.attach(request))) {
            long begun = System.nanoTime();
            reads.type("seq 300000; echo do''ne\r").expect("done");
            long elapsed = System.nanoTime() - begun;
            assertThat((long) reads.others().size()).isLessThanOrEqualTo(elapsed / 20_000_000 + 2);
            while (reads.take(Duration.ofMillis(200))) {}
            assertThat(stalls.take(PATIENCE)).isTrue();
            assertThat(stalls.screen().text()).isEqualTo(reads.screen().text()).contains("done");
            assertThat(stalls.take(Duration.ofMillis(50))).isFalse();
            session.allow(Hosts.HOST, Right.GOVERN);
            session.end(Hosts.HOST);
            assertThat(stalls.untilOver().state()).isEqualTo(session.state());
        }
    }

    @Test
    void theSessionAnswersQueriesUntilAClientsTerminalDoes() throws Exception {
        Session session = sessions.start(Hosts.spec(
                state,
                "ask",
                "bash",
                "-c",
                "stty raw -echo; while read -n1 x; do printf '\\033[5n'; read -n4 a; printf got; done"));
        Hosts.type(session, "a");
        await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("got"));
        assertThat(typed(session)).contains(SessionInput.TERMINAL + ": \033[0n");
        AttachRequest request = AttachRequest.of(Operator.human("ann"), Right.STEER, TerminalSize.DEFAULT);
        try (Client terminal = new Client(session.attach(request.answering()));
                Client other = Client.of(session, "bob")) {
            terminal.take(PATIENCE);
            other.take(PATIENCE);
            other.type("b");
            while (!new String(terminal.output(), StandardCharsets.US_ASCII).contains("\033[5n")) {
                terminal.take(PATIENCE);
            }
            other.type("\033[0n");
            terminal.type("\033[0n");
            await().atMost(PATIENCE).until(() -> Hosts.text(session).contains("gotgot"));
        }
        assertThat(typed(session))
                .containsExactly("host: a", SessionInput.TERMINAL + ": \033[0n", "bob: b", "ann: \033[0n");
    }

    @Test
    void theSizeFollowsThePolicy() throws Exception {
        Session smallest = sessions.start(Hosts.bash(state, "small").withSizePolicy(SizePolicy.SMALLEST));
        Session leading = sessions.start(Hosts.bash(state, "lead"));
        for (Session session : List.of(smallest, leading)) {
            Attachment wide =
                    session.attach(AttachRequest.of(Operator.human("ann"), Right.STEER, new TerminalSize(120, 20)));
            Attachment tall =
                    session.attach(AttachRequest.of(Operator.human("bob"), Right.STEER, new TerminalSize(90, 50)));
            session.attach(AttachRequest.of(Operator.human("eve"), Right.OBSERVE, new TerminalSize(10, 10)));
            assertThat(session.size())
                    .isEqualTo(session == smallest ? new TerminalSize(90, 20) : new TerminalSize(90, 50));
            session.requestHelm(Operator.human("ann"), Duration.ZERO);
            assertThat(session.size())
                    .isEqualTo(session == smallest ? new TerminalSize(90, 20) : new TerminalSize(120, 20));
            tall.close();
            wide.resize(new TerminalSize(130, 40));
            assertThat(session.size()).isEqualTo(new TerminalSize(130, 40));
            assertThat(session.terminal().orElseThrow().size()).isEqualTo(new TerminalSize(130, 40));
        }
    }

    @Test
    void theLargestPolicyTakesTheMostOfEachSide() {
        Session session = sessions.start(Hosts.bash(state, "large").withSizePolicy(SizePolicy.LARGEST));
        session.attach(AttachRequest.of(Operator.human("ann"), Right.STEER, new TerminalSize(120, 20)));
        Attachment tall =
                session.attach(AttachRequest.of(Operator.human("bob"), Right.STEER, new TerminalSize(90, 50)));
        session.attach(AttachRequest.of(Operator.human("eve"), Right.OBSERVE, new TerminalSize(200, 200)));
        assertThat(session.size()).isEqualTo(new TerminalSize(120, 50));
        tall.close();
        assertThat(session.terminal().orElseThrow().size()).isEqualTo(new TerminalSize(120, 20));
    }

    @Test
    void windowsDoNotFightForTheSizeOfAHeldSession() {
        Session session = sessions.start(Hosts.bash(state, "peace"));
        Operator ann = Operator.human("ann");
        Attachment first = session.attach(AttachRequest.of(ann, Right.STEER, new TerminalSize(100, 30)));
        Attachment other =
                session.attach(AttachRequest.of(Operator.human("bob"), Right.STEER, new TerminalSize(90, 20)));
        session.requestHelm(ann, Duration.ZERO);
        int changes = session.sizes().size();
        for (int i = 0; i < 10; i++) {
            other.resize(new TerminalSize(90 + i, 20));
            first.send(new byte[] {' '});
            assertThatThrownBy(() -> other.send(new byte[] {' '})).isInstanceOf(AccessException.class);
            session.attach(AttachRequest.of(Operator.human("bob"), Right.STEER, new TerminalSize(70, 20)))
                    .close();
        }
        assertThat(session.terminal().orElseThrow().size()).isEqualTo(new TerminalSize(100, 30));
        assertThat(session.sizes()).hasSize(changes);
    }

    @Test
    void presenceIsTold() throws Exception {
        List<SessionEvent> told = new ArrayList<>();
        sessions.listen((session, event) -> {
            synchronized (told) {
                told.add(event);
            }
        });
        Session session = sessions.start(Hosts.bash(state, "seen"));
        Operator ann = Operator.human("ann");
        session.attach(AttachRequest.of(ann, Right.STEER)).close();
        session.allow(Hosts.HOST, Right.GOVERN);
        sessions.rename(Hosts.HOST, session, "renamed");
        session.end(Hosts.HOST);
        await().atMost(PATIENCE).until(() -> {
            synchronized (told) {
                return told.contains(new SessionEvent.StateChanged(session.state()));
            }
        });
        assertThat(told)
                .contains(
                        new SessionEvent.Opened(false),
                        new SessionEvent.Attached(ann, Right.STEER),
                        new SessionEvent.Detached(ann),
                        new SessionEvent.Renamed("renamed"));
        assertThat(sessions.find("renamed")).contains(session);
        assertThat(sessions.find("seen")).isEqualTo(Optional.empty());
    }

    private static void awaitCursorAfterPrompt(Session session) {
        await().atMost(PATIENCE)
                .until(() -> session.look(
                        screen -> screen.line(screen.cursor().row()).strip().equals("ready>")));
    }

    private static List<String> typed(Session session) {
        List<InputLog.Entry> entries = new ArrayList<>();
        session.input().entries(0, entries::add);
        return entries.stream()
                .map(entry -> entry.operator() + ": " + new String(entry.bytes(), StandardCharsets.UTF_8))
                .collect(Collectors.toList());
    }

    private static byte[] read(Session session, long from, long to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long at = from; at < to; ) {
            Slice.Bytes slice = (Slice.Bytes) session.output().read(at, (int) (to - at));
            all.writeBytes(slice.bytes());
            at = slice.next();
        }
        return all.toByteArray();
    }
}
