package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Laws that hold for every program, tried on thousands of random ones. A failing seed is in the message. */
class ScreenPropertiesTest {
    private static final int PROGRAMS = 3_000;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void snapshotMakesAFreshScreenEqualAndIsTheSameThere(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS)) {
            Screen screen = screen(seed, dialect);
            screen.feed(program(screen, seed));
            Screen fresh = new Screen(screen.columns(), screen.rows(), screen.options());
            byte[] snapshot = Snapshot.of(screen);
            fresh.feed(snapshot);
            assertThat(StateDigest.describe(fresh)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
            assertThat(Snapshot.of(fresh)).as("seed %d", seed).isEqualTo(snapshot);
            assertThat(StateDigest.of(fresh)).hasSize(64).isEqualTo(StateDigest.of(screen));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void snapshotWithResetWorksOnAUsedScreen(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS / 4)) {
            Screen screen = screen(seed, dialect);
            screen.feed(program(screen, seed));
            Screen used = new Screen(screen.columns(), screen.rows(), screen.options());
            used.feed(program(used, seed + 1_000_000));
            // Of a half-read sequence or character, and of titles, a reset takes nothing back.
            used.feed("\033\\\030\033[23;0t\033[23;0t\033]0;\033\\\033]7;\033\\");
            used.terminal.titleStack.clear();
            used.terminal.iconTitleStack.clear();
            used.feed(Snapshot.of(screen, Integer.MAX_VALUE, true));
            assertThat(StateDigest.describe(used)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void chunkingDoesNotChangeTheState(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS)) {
            Random random = new Random(seed);
            Screen whole = screen(seed, dialect);
            byte[] bytes = program(whole, seed).getBytes(StandardCharsets.UTF_8);
            whole.feed(bytes);
            Screen cut = screen(seed, dialect);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + random.nextInt(9), bytes.length - at);
                cut.feed(bytes, at, length);
                at += length;
            }
            assertThat(StateDigest.describe(cut)).as("seed %d", seed).isEqualTo(StateDigest.describe(whole));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStreamGoesOnAfterASnapshotTakenAnywhere(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS / 2)) {
            Screen screen = screen(seed, dialect);
            byte[] bytes = program(screen, seed).getBytes(StandardCharsets.UTF_8);
            int cut = new Random(seed).nextInt(bytes.length + 1);
            screen.feed(bytes, 0, cut);
            Screen joined = new Screen(screen.columns(), screen.rows(), screen.options());
            joined.feed(Snapshot.of(screen));
            assertThat(StateDigest.describe(joined)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
            // Whether a first row went on one that is gone is not in a snapshot, and REP does not reach back over it.
            forgetWhatIsAbove(screen);
            screen.feed("\033[m");
            joined.feed("\033[m");
            screen.feed(bytes, cut, bytes.length - cut);
            joined.feed(bytes, cut, bytes.length - cut);
            assertThat(StateDigest.describe(joined)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void resizingKeepsTheInvariantsAndTheSnapshotEqual(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS / 2)) {
            Random random = new Random(seed);
            Screen screen = screen(seed, dialect);
            for (int i = 0; i < 4; i++) {
                screen.feed(program(screen, seed * 4L + i));
                screen.resize(4 + random.nextInt(30), 1 + random.nextInt(12));
                Invariants.check(screen);
                Screen fresh = new Screen(screen.columns(), screen.rows(), screen.options());
                fresh.feed(Snapshot.of(screen));
                assertThat(StateDigest.describe(fresh)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void noBytesThrowOrBreakAnInvariant(Dialect dialect) {
        for (long seed : Seeds.of(PROGRAMS)) {
            Random random = new Random(seed);
            Screen screen = screen(seed, dialect);
            byte[] noise = new byte[600];
            random.nextBytes(noise);
            for (int i = 0; i < noise.length; i++) {
                // Plain noise hardly ever makes a sequence: raise the share of what sequences are made of.
                switch (random.nextInt(6)) {
                    case 0 -> noise[i] = 0x1B;
                    case 1 -> noise[i] = (byte) "[]P?;:$\"' !()".charAt(random.nextInt(13));
                    case 2 -> noise[i] = (byte) ('0' + random.nextInt(10));
                    case 3 -> noise[i] = (byte) (0x40 + random.nextInt(0x3F));
                    default -> {}
                }
            }
            screen.feed(noise);
            screen.feed(program(screen, seed));
            Invariants.check(screen);
            Screen fresh = new Screen(screen.columns(), screen.rows(), screen.options());
            fresh.feed(Snapshot.of(screen));
            assertThat(StateDigest.describe(fresh)).as("seed %d", seed).isEqualTo(StateDigest.describe(screen));
        }
    }

    private static void forgetWhatIsAbove(Screen screen) {
        screen.terminal.alternate.lines[0].wrapped = false;
        if (screen.terminal.scrollback.count() == 0) {
            screen.terminal.main.lines[0].wrapped = false;
        }
    }

    private static Screen screen(long seed, Dialect dialect) {
        Random random = new Random(seed);
        // Fewer columns may consist of cut wide characters only, which a snapshot cannot make whole.
        int columns = 4 + random.nextInt(30);
        int rows = 1 + random.nextInt(12);
        int scrollback = random.nextInt(3) == 0 ? random.nextInt(5) : 1_000;
        return new Screen(
                columns, rows, ScreenOptions.DEFAULT.withScrollback(scrollback).withDialect(dialect));
    }

    private static String program(Screen screen, long seed) {
        return RandomPrograms.everything(seed, screen.columns(), screen.rows(), 5 + Math.floorMod(seed, 100));
    }
}
