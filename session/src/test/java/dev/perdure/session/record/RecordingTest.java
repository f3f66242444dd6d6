package dev.perdure.session.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.Session;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.log.InputLog;
import dev.perdure.session.log.Slice;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.StateDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordingTest {
    private static final Operator ANN = Operator.human("ann");
    private static final Operator BOT = Operator.agent("bot");

    @TempDir
    Path state;

    private Sessions sessions;
    private Session session;

    @BeforeEach
    void record() throws Exception {
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
        session = sessions.start(SessionSpec.of(
                "recorded",
                List.of("sh", "-c", "read a; echo \"first 漢字 $a\"; read b; echo \"second $b\"; exit 3"),
                LiveTerminal.environment(),
                state));
        session.allow(ANN, Right.STEER);
        session.allow(BOT, Right.STEER);
        session.send(ANN, "eins\n".getBytes(StandardCharsets.UTF_8));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> session.look(Screen::text).contains("first"));
        session.resize(ANN, new TerminalSize(100, 30));
        session.send(BOT, "zwei\n".getBytes(StandardCharsets.UTF_8));
        assertThat(session.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }

    @AfterEach
    void close() {
        sessions.endAll();
        sessions.close();
    }

    private String file(Asciicast.Version version) {
        StringBuilder file = new StringBuilder();
        Asciicast.write(Recording.of(session), version, Attribution.TYPED, file);
        return file.toString();
    }

    private List<JsonNode> cast(Asciicast.Version version) {
        JsonMapper mapper = new JsonMapper();
        return file(version).lines().map(mapper::readTree).toList();
    }

    @ParameterizedTest
    @EnumSource
    void asciinemasPlayerShowsWhatTheScreenShowedAndWhoTyped(Asciicast.Version version, @TempDir Path directory)
            throws Exception {
        List<String> screen =
                session.look(Screen::text).lines().map(String::stripTrailing).toList();
        List<String> markers = new ArrayList<>(List.of("ann: eins^J", "bot: zwei^J"));
        if (version == Asciicast.Version.V2) {
            // Which has no event for it.
            markers.add("exit 3");
        }
        PublicPlayer.Shown expected = new PublicPlayer.Shown(screen, markers);
        try (PublicPlayer player = PublicPlayer.play(directory, file(version))) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(player.shown()).isEqualTo(expected));
        }
    }

    @Test
    void anAsciicastOfVersion3HasIntervalsMarkersAndTheExitCode() {
        List<JsonNode> lines = cast(Asciicast.Version.V3);
        JsonNode header = lines.getFirst();
        assertThat(header.get("version").asInt()).isEqualTo(3);
        assertThat(header.get("term").get("cols").asInt()).isEqualTo(80);
        assertThat(header.get("term").get("rows").asInt()).isEqualTo(24);
        List<JsonNode> events = lines.subList(1, lines.size());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.isArray() && event.size() == 3).isTrue();
            assertThat(event.get(0).asDouble()).isNotNegative();
            assertThat(event.get(1).asString()).isIn("o", "m", "r", "x");
            assertThat(event.get(2).isString()).isTrue();
        });
        assertThat(data(events, "m")).containsExactly("ann: eins^J", "bot: zwei^J");
        assertThat(data(events, "r")).containsExactly("100x30");
        assertThat(data(events, "x")).containsExactly("3");
        assertThat(String.join("", data(events, "o"))).contains("first 漢字 eins").contains("second zwei");
        assertThat(indexOf(events, "m", "ann")).isLessThan(indexOf(events, "o", "first"));
        assertThat(indexOf(events, "o", "first")).isLessThan(indexOf(events, "m", "bot"));
        assertThat(indexOf(events, "r", "100x30")).isLessThan(indexOf(events, "o", "second"));
        assertThat(indexOf(events, "m", "bot")).isLessThan(indexOf(events, "o", "second"));
        assertThat(events.getLast().get(1).asString()).isEqualTo("x");
    }

    /** Intervals in one, times from the start in the other: of the same moments, to the millisecond of each. */
    @Test
    void bothVersionsTellTheSameTimes() {
        List<JsonNode> intervals = cast(Asciicast.Version.V3);
        List<JsonNode> times = cast(Asciicast.Version.V2);
        assertThat(times).hasSameSizeAs(intervals);
        double sum = 0;
        for (int i = 1; i < times.size(); i++) {
            sum += intervals.get(i).get(0).asDouble();
            assertThat(sum)
                    .isBetween(
                            times.get(i).get(0).asDouble() - i * 0.001,
                            times.get(i).get(0).asDouble() + 0.001);
        }
        assertThat(sum).isPositive();
    }

    private static int indexOf(List<JsonNode> events, String code, String data) {
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            if (event.get(1).asString().equals(code) && event.get(2).asString().contains(data)) {
                return i;
            }
        }
        throw new AssertionError("no " + code + " with " + data + " in " + events);
    }

    @Test
    void anAsciicastOfVersion2HasTimesThatNeverGoBack() {
        List<JsonNode> lines = cast(Asciicast.Version.V2);
        assertThat(lines.getFirst().get("width").asInt()).isEqualTo(80);
        double last = 0;
        for (JsonNode event : lines.subList(1, lines.size())) {
            assertThat(event.get(0).asDouble()).isGreaterThanOrEqualTo(last);
            last = event.get(0).asDouble();
            assertThat(event.get(1).asString()).isIn("o", "m", "r");
        }
    }

    @Test
    void secretsAreLeftOutUnlessAskedFor() {
        StringBuilder file = new StringBuilder();
        Asciicast.write(Recording.of(session), Asciicast.Version.V3, Attribution.OPERATORS, file);
        assertThat(file.toString()).contains("\"m\",\"ann\"").doesNotContain("eins^J");
    }

    @Test
    void aReplayJumpsToAMomentAndGoesOnFromThere() {
        Replay replay = new Replay(Recording.of(session));
        Optional<RecordedEvent.Output> first = Optional.empty();
        for (Optional<RecordedEvent> event = replay.next(); event.isPresent(); event = replay.next()) {
            if (event.get() instanceof RecordedEvent.Output output
                    && new String(output.bytes(), StandardCharsets.UTF_8).contains("first")) {
                first = Optional.of(output);
            }
        }
        Replay.Moment moment = replay.seek(first.orElseThrow().time());
        assertThat(show(moment).text()).contains("first").doesNotContain("second");
        StringBuilder rest = new StringBuilder();
        for (Optional<RecordedEvent> event = replay.next(); event.isPresent(); event = replay.next()) {
            if (event.get() instanceof RecordedEvent.Output output) {
                rest.append(new String(output.bytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(rest).contains("second").doesNotContain("first");
        Replay.Moment last = replay.seek(Duration.ofDays(1));
        assertThat(StateDigest.describe(show(last))).isEqualTo(session.look(StateDigest::describe));
    }

    @Test
    void aPartOfARecordBeginsWithTheScreenOfThenAndEndsBeforeItsLastOffset() {
        String all = new String(((Slice.Bytes) session.output().read(0, 100_000)).bytes(), StandardCharsets.ISO_8859_1);
        int from = all.indexOf("first") + 2;
        int end = all.indexOf("second") + 3;
        StringBuilder file = new StringBuilder();
        Replay part = new Replay(Recording.of(session));
        Replay.Moment moment = part.seek(new Position.Offset(from));
        Asciicast.write(Recording.of(session), Asciicast.Version.V3, Attribution.NONE, part, moment, end, file);
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> lines = file.toString().lines().map(mapper::readTree).toList();
        List<String> output = data(lines.subList(1, lines.size()), "o");
        assertThat(output.getFirst()).startsWith("\033c").contains("fi").doesNotContain("rst");
        assertThat(output.get(1)).startsWith("rst 漢字 eins");
        assertThat(output.getLast()).endsWith("sec");
        assertThat(lines.get(1).get(0).asDouble()).isZero();
        Replay replay = new Replay(Recording.of(session));
        assertThat(show(replay.seek(new Position.Offset(from))).text())
                .contains("fi")
                .doesNotContain("rst");
        assertThat(new String(((RecordedEvent.Output) replay.next().orElseThrow()).bytes(), StandardCharsets.UTF_8))
                .startsWith("rst");
    }

    @Test
    void inputsAreToldInTheirOrderHoweverManyThereAre() {
        try (InputLog log = InputLog.open(state.resolve("inputs"), 16 << 20, Clock.systemUTC())) {
            for (int i = 0; i < 20_000; i++) {
                log.record("ann", Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
            }
            long end = log.end();
            log.record("ann", "late".getBytes(StandardCharsets.US_ASCII));
            InputCursor cursor = new InputCursor(log, end);
            int next = 0;
            for (InputLog.Entry entry = cursor.peek(); entry != null; entry = cursor.peek()) {
                assertThat(new String(entry.bytes(), StandardCharsets.US_ASCII)).isEqualTo(Integer.toString(next++));
                cursor.skip();
            }
            assertThat(next).isEqualTo(20_000);
        }
    }

    private static Screen show(Replay.Moment moment) {
        Screen screen = new Screen(moment.size().columns(), moment.size().rows(), ScreenOptions.DEFAULT);
        screen.feed(moment.screen());
        return screen;
    }

    private static List<String> data(List<JsonNode> events, String code) {
        return events.stream()
                .filter(event -> event.get(1).asString().equals(code))
                .map(event -> event.get(2).asString())
                .toList();
    }
}
