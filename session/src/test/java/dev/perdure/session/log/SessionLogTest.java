package dev.perdure.session.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.Seeds;
import dev.perdure.session.anchor.TestJvm;
import dev.perdure.session.linux.Pid;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionLogTest {
    private static final long SMALL = 1 << 20;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC);

    @TempDir
    Path directory;

    /** What an earlier version has recorded, the next one reads. */
    @Test
    void theFilesOfVersion1AreReadAndWrittenAsTheyAlwaysWere() throws IOException {
        String output =
                "50444c4f4700010a000000000000000007000000fefae5bc7b68e5cf8b01000066697273740d0a0100000040ba56b47b68e5cf8b01000078";
        String input = "50444c4f4700010a000000000000000008000000580435e17b68e5cf8b01000000036164616c730d";
        try (SessionLog log = open()) {
            log.append("first\r\n".getBytes(UTF_8));
            log.append("x".getBytes(UTF_8));
        }
        Path file = files().getFirst();
        assertThat(file).hasFileName("0000000000000000000.log");
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(output);
        Files.write(file, HexFormat.of().parseHex(output));
        try (SessionLog log = open()) {
            assertThat(bytes(log.read(0, 100))).asString(UTF_8).isEqualTo("first\r\nx");
        }
        Files.write(file, HexFormat.of().parseHex(input));
        try (InputLog log = InputLog.open(directory, SMALL, CLOCK)) {
            List<InputLog.Entry> entries = new ArrayList<>();
            log.entries(0, entries::add);
            assertThat(entries).hasSize(1);
            assertThat(entries.getFirst().operator()).isEqualTo("ada");
            assertThat(entries.getFirst().bytes()).asString(UTF_8).isEqualTo("ls\r");
            assertThat(entries.getFirst().time()).isEqualTo(CLOCK.instant());
        }
        Files.delete(file);
        try (InputLog log = InputLog.open(directory, SMALL, CLOCK)) {
            log.record("ada", "ls\r".getBytes(UTF_8));
        }
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(input);
    }

    @Test
    void everyOffsetReadsExactlyWhatWasAppendedThere() {
        byte[] all = random(200_000);
        try (SessionLog log = open()) {
            appendInParts(log, all);
            Random random = new Random(Seeds.fresh());
            for (int i = 0; i < 500; i++) {
                int offset = random.nextInt(all.length + 1);
                int max = random.nextInt(10_000);
                assertThat(bytes(log.read(offset, max)))
                        .isEqualTo(Arrays.copyOfRange(all, offset, Math.min(all.length, offset + max)));
            }
            assertThat(log.end()).isEqualTo(all.length);
            assertThat(log.start()).isZero();
        }
    }

    @Test
    void aLogOpenedAgainGoesOnAtTheSameOffset() {
        byte[] all = random(300_000);
        for (int from = 0; from < all.length; from += 50_000) {
            try (SessionLog log = open()) {
                assertThat(log.end()).isEqualTo(from);
                log.append(all, from, 50_000);
            }
        }
        try (SessionLog log = open()) {
            assertThat(bytes(log.read(0, all.length))).isEqualTo(all);
        }
    }

    @Test
    void theBoundHoldsAndWhatWasDroppedIsSaid() throws IOException {
        byte[] all = random(5_000_000);
        try (SessionLog log = open()) {
            for (int from = 0; from < all.length; from += 50_000) {
                log.append(all, from, 50_000);
            }
            assertThat(size()).isLessThanOrEqualTo(SMALL);
            long start = log.start();
            assertThat(start).isBetween(all.length - SMALL, all.length - SMALL / 2);
            assertThat(log.read(7, 10)).isEqualTo(new Slice.Dropped(7, start));
            assertThat(bytes(log.read(start, all.length))).isEqualTo(Arrays.copyOfRange(all, (int) start, all.length));
        }
        try (SessionLog log = open()) {
            assertThat(log.end()).isEqualTo(all.length);
        }
    }

    @Test
    void aTornTailIsCutOffAtEveryByte() throws IOException {
        byte[] kept = "kept for good".getBytes(UTF_8);
        try (SessionLog log = open()) {
            log.append(kept);
        }
        Path file = files().getFirst();
        long whole = Files.size(file);
        try (SessionLog log = open()) {
            log.append("torn".getBytes(UTF_8));
        }
        byte[] full = Files.readAllBytes(file);
        for (int length = (int) whole; length < full.length; length++) {
            Files.write(file, Arrays.copyOf(full, length));
            try (SessionLog log = open()) {
                assertThat(log.end()).isEqualTo(kept.length);
                log.append("new".getBytes(UTF_8));
                assertThat(bytes(log.read(0, 100))).isEqualTo("kept for goodnew".getBytes(UTF_8));
            }
        }
    }

    @Test
    void aTailOfZeroesOrOfAnEarlierLifeDoesNotCount() throws IOException {
        try (SessionLog log = open()) {
            log.append("one".getBytes(UTF_8));
            log.append("two".getBytes(UTF_8));
        }
        Path file = files().getFirst();
        byte[] full = Files.readAllBytes(file);
        int block = Block.HEADER + 3;
        byte[] repeated = Arrays.copyOf(full, full.length + block + 100);
        // The second block once more: whole, but not what belongs at this offset.
        System.arraycopy(full, full.length - block, repeated, full.length, block);
        Files.write(file, repeated);
        try (SessionLog log = open()) {
            assertThat(bytes(log.read(0, 100))).isEqualTo("onetwo".getBytes(UTF_8));
            assertThat(log.end()).isEqualTo(6);
        }
    }

    @Test
    void damageInTheMiddleIsAGapAndNotWrongBytes() throws IOException {
        byte[] all = random(600_000);
        long secondSegment;
        try (SessionLog log = open()) {
            for (int from = 0; from < all.length; from += 10_000) {
                log.append(all, from, 10_000);
            }
            secondSegment = base(files().get(1));
        }
        try (FileChannel file = FileChannel.open(files().getFirst(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 50_000);
        }
        try (SessionLog log = open()) {
            byte[] before = bytes(log.read(0, all.length));
            assertThat(before).isEqualTo(Arrays.copyOf(all, before.length)).hasSizeBetween(30_000, 50_000);
            assertThat(log.read(before.length, 10)).isEqualTo(new Slice.Dropped(before.length, secondSegment));
            assertThat(bytes(log.read(secondSegment, 10)))
                    .isEqualTo(Arrays.copyOfRange(all, (int) secondSegment, (int) secondSegment + 10));
        }
    }

    @Test
    void readersFollowTheWriterWithoutLossWhileSegmentsGo() throws Exception {
        byte[] all = random(400_000);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<ByteArrayOutputStream> got = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        try (SessionLog log = open()) {
            List<Thread> readers = new ArrayList<>();
            for (ByteArrayOutputStream target : got) {
                readers.add(Thread.ofVirtual()
                        .uncaughtExceptionHandler((thread, e) -> failure.set(e))
                        .start(() -> follow(log, all.length, target)));
            }
            appendInParts(log, all);
            for (Thread reader : readers) {
                assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
            }
        }
        assertThat(failure.get()).isNull();
        assertThat(got).allSatisfy(target -> assertThat(target.toByteArray()).isEqualTo(all));
    }

    private static void follow(SessionLog log, int length, ByteArrayOutputStream target) {
        while (target.size() < length) {
            try {
                log.await(target.size(), Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            target.writeBytes(bytes(log.read(target.size(), 8192)));
        }
    }

    @Test
    void blocksSayWhenBytesWereAppended() {
        try (SessionLog log = open()) {
            log.append("a".getBytes(UTF_8));
            log.append("bc".getBytes(UTF_8));
            List<Block> blocks = new ArrayList<>();
            assertThat(log.blocks(1, blocks::add)).isEqualTo(3);
            assertThat(blocks).hasSize(1);
            assertThat(blocks.getFirst().offset()).isEqualTo(1);
            assertThat(blocks.getFirst().time()).isEqualTo(CLOCK.instant());
        }
    }

    @Test
    void refusesOffsetsThatDoNotExist() {
        try (SessionLog log = open()) {
            assertThat(bytes(log.read(0, 10))).isEmpty();
            assertThatThrownBy(() -> log.read(1, 10)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.read(-1, 10)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theInputLogSaysWhoTypedWhat() {
        byte[] large = random(100_000);
        try (InputLog log = InputLog.open(directory, SMALL, CLOCK)) {
            log.record("ada", "ls\r".getBytes(UTF_8));
            log.record("agent:7", large);
            List<InputLog.Entry> entries = new ArrayList<>();
            long next = log.entries(0, entries::add);
            assertThat(entries.getFirst().operator()).isEqualTo("ada");
            assertThat(entries.getFirst().bytes()).isEqualTo("ls\r".getBytes(UTF_8));
            assertThat(entries.getFirst().time()).isEqualTo(CLOCK.instant());
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            entries.stream()
                    .filter(entry -> entry.operator().equals("agent:7"))
                    .forEach(entry -> joined.writeBytes(entry.bytes()));
            assertThat(joined.toByteArray()).isEqualTo(large);
            log.record("ada", "q".getBytes(UTF_8));
            List<InputLog.Entry> later = new ArrayList<>();
            log.entries(next, later::add);
            assertThat(later).hasSize(1);
        }
    }

    @Test
    void nothingAcknowledgedIsLostAfterKill9OfTheWriter() throws Exception {
        for (int round = 0; round < 4; round++) {
            Process writer = TestJvm.start(AppendingProcess.class, List.of(directory.toString()));
            long acknowledged = 0;
            try (BufferedReader said = writer.inputReader()) {
                for (int i = 0; i < 100 + round * 37; i++) {
                    acknowledged = Long.parseLong(said.readLine());
                }
                // Not Process.destroyForcibly, which closes the stream that is still to be read.
                Pid.kill((int) writer.pid(), Pid.SIGKILL);
                writer.waitFor();
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    // The last line may be torn, and then it is shorter, so smaller.
                    acknowledged = Math.max(acknowledged, Long.parseLong("0" + line));
                }
            }
            try (SessionLog log = open()) {
                assertThat(log.end()).isGreaterThanOrEqualTo(acknowledged);
                long at = log.start();
                while (at < log.end()) {
                    byte[] bytes = bytes(log.read(at, 10_000));
                    assertThat(bytes).isEqualTo(AppendingProcess.pattern(at, bytes.length));
                    at += bytes.length;
                }
            }
        }
    }

    @Test
    void aFullDiskCostsTheOldestFirstAndThenLeavesAGapThatReadersAreTold() throws Exception {
        assumeTrue(System.getProperty("user.name", "").equals("root"), "only root may mount");
        Process mount =
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=512k", "none", directory.toString()).start();
        assumeTrue(mount.waitFor() == 0, "no mount is allowed");
        try {
            // Room for 512 KiB where 1 MiB is allowed: older segments have to go before their time.
            try (SessionLog log = open()) {
                for (int i = 0; i < 100; i++) {
                    log.append(AppendingProcess.pattern(log.end(), 20_000));
                }
                assertThat(log.start()).isPositive();
                Path ballast = directory.resolve("ballast");
                long failed = failingAppend(log, ballast);
                Files.delete(ballast);
                long resumed = log.end();
                log.append(AppendingProcess.pattern(resumed, 1000));
                assertThat(log.read(failed, 10)).isEqualTo(new Slice.Dropped(failed, resumed));
                assertThat(bytes(log.read(resumed, 5000))).isEqualTo(AppendingProcess.pattern(resumed, 1000));
            }
        } finally {
            new ProcessBuilder("umount", directory.toString()).start().waitFor();
        }
    }

    /** Fills what the log leaves free, again and again, until an append fails; the offset where bytes are missing. */
    private static long failingAppend(SessionLog log, Path ballast) throws IOException {
        while (true) {
            fill(ballast);
            long before = log.end();
            try {
                log.append(AppendingProcess.pattern(before, 60_000));
            } catch (UncheckedIOException e) {
                return before;
            }
        }
    }

    private static void fill(Path ballast) throws IOException {
        try (OutputStream file = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] page = new byte[4096];
            assertThatThrownBy(() -> {
                        while (true) {
                            file.write(page);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private SessionLog open() {
        return SessionLog.open(directory, SMALL, CLOCK);
    }

    private static void appendInParts(SessionLog log, byte[] all) {
        Random random = new Random(Seeds.fresh() + 1);
        for (int from = 0; from < all.length; ) {
            int length = Math.min(all.length - from, 1 + random.nextInt(random.nextBoolean() ? 10 : 8192));
            log.append(all, from, length);
            from += length;
        }
    }

    private static byte[] bytes(Slice slice) {
        return switch (slice) {
            case Slice.Bytes bytes -> bytes.bytes();
            case Slice.Dropped dropped -> throw new AssertionError(dropped);
        };
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(Seeds.fresh() + length).nextBytes(bytes);
        return bytes;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private long size() throws IOException {
        long size = 0;
        for (Path file : files()) {
            size += Files.size(file);
        }
        return size;
    }

    private static long base(Path file) {
        return Segment.of(file).orElseThrow().base();
    }
}
