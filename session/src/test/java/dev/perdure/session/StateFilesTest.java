package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formats that live on disk: what one host writes, a later one must read. */
class StateFilesTest {
    @TempDir
    Path directory;

    @Test
    void aSessionIsReadAsItWasWritten() {
        String json =
                "{\"version\":1,\"id\":\"s1\",\"name\":\"dev\",\"command\":[\"bash\",\"-i\"],\"directory\":\"/tmp\","
                        + "\"created\":\"2026-03-01T12:00:00Z\",\"sizePolicy\":\"HELM\",\"lifeCycle\":{\"endAfterIdle\":\"PT1H\","
                        + "\"grace\":\"PT2S\",\"retention\":\"PT168H\"},\"outputLimit\":67108864,\"scrollback\":10000}";
        SessionRecord record = new SessionRecord(
                1,
                "s1",
                "dev",
                List.of("bash", "-i"),
                "/tmp",
                Instant.parse("2026-03-01T12:00:00Z"),
                SizePolicy.HELM,
                LifeCycle.endAfter(Duration.ofHours(1)),
                64 << 20,
                10_000,
                Optional.empty(),
                null);
        assertThat(SessionRecord.parse(json)).isEqualTo(record);
        assertThat(SessionRecord.parse(record.json())).isEqualTo(record);
        String started = json.substring(0, json.length() - 1) + ",\"starter\":{\"id\":\"bot\",\"kind\":\"AGENT\"}}";
        assertThat(SessionRecord.parse(started).starter()).isEqualTo(Operator.agent("bot"));
        assertThat(SessionRecord.parse(started).withName("other").starter()).isEqualTo(Operator.agent("bot"));
    }

    @Test
    void authorityIsReadAsItWasWritten() {
        AuthorityRecord record =
                new AuthorityRecord(Map.of("bot", Right.OBSERVE), Optional.of(Operator.human("ann")), 600);
        assertThat(AuthorityRecord.parse(record.json())).isEqualTo(record);
        assertThat(
                        AuthorityRecord.parse(
                                "{\"caps\":{\"bot\":\"OBSERVE\"},\"helm\":{\"id\":\"ann\",\"kind\":\"HUMAN\"},\"helmSeconds\":600}"))
                .isEqualTo(record);
    }

    @Test
    void aTornLineOfTheSizesIsPassedOver() throws Exception {
        SizeHistory sizes = SizeHistory.open(directory);
        Instant time = Instant.ofEpochMilli(1_000);
        sizes.add(new SizeHistory.Change(0, time, new TerminalSize(80, 24)));
        sizes.add(new SizeHistory.Change(500, time, new TerminalSize(100, 30)));
        Files.writeString(directory.resolve(SizeHistory.FILE), "900 2000 12", StandardOpenOption.APPEND);
        SizeHistory again = SizeHistory.open(directory);
        assertThat(again.all()).isEqualTo(sizes.all());
        assertThat(again.at(499)).isEqualTo(new TerminalSize(80, 24));
        assertThat(again.at(500)).isEqualTo(new TerminalSize(100, 30));
        again.add(new SizeHistory.Change(950, time, new TerminalSize(90, 40)));
        assertThat(SizeHistory.open(directory).after(0)).hasSize(2);
    }

    @Test
    void theScreenAndTheSizesOfVersion1AreReadAndWrittenAsTheyAlwaysWere() throws Exception {
        String screen = "504453314f7751f1000000000000000700000050000000181b6378";
        new ScreenFile(7, new TerminalSize(80, 24), new byte[] {27, 'c', 'x'}).write(directory);
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(directory.resolve(ScreenFile.FILE))))
                .isEqualTo(screen);
        ScreenFile read = ScreenFile.parse(HexFormat.of().parseHex(screen)).orElseThrow();
        assertThat(read.offset()).isEqualTo(7);
        assertThat(read.size()).isEqualTo(new TerminalSize(80, 24));
        assertThat(read.snapshot()).containsExactly(27, 'c', 'x');

        Files.writeString(directory.resolve(SizeHistory.FILE), "0 1000 80 24 .\n500 2000 100 30 .\n");
        SizeHistory sizes = SizeHistory.open(directory);
        assertThat(sizes.all())
                .containsExactly(
                        new SizeHistory.Change(0, Instant.ofEpochMilli(1_000), new TerminalSize(80, 24)),
                        new SizeHistory.Change(500, Instant.ofEpochMilli(2_000), new TerminalSize(100, 30)));
        sizes.add(new SizeHistory.Change(600, Instant.ofEpochMilli(3_000), new TerminalSize(90, 20)));
        assertThat(directory.resolve(SizeHistory.FILE)).content().endsWith("\n600 3000 90 20 .\n");
    }

    @Test
    void aDamagedScreenIsNone() throws Exception {
        new ScreenFile(7, new TerminalSize(80, 24), new byte[] {1, 2, 3}).write(directory);
        ScreenFile read = ScreenFile.read(directory, 1 << 20).orElseThrow();
        assertThat(read.offset()).isEqualTo(7);
        assertThat(read.snapshot()).containsExactly(1, 2, 3);
        byte[] bytes = Files.readAllBytes(directory.resolve(ScreenFile.FILE));
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThat(ScreenFile.parse(damaged)).isEmpty();
            assertThat(ScreenFile.parse(Arrays.copyOf(bytes, i))).isEmpty();
        }
    }
}
