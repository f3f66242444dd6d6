package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.PublicPackage;
import dev.perdure.session.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cell for cell against @xterm/headless, from the npm registry: the screen shows what it shows, and a snapshot makes a
 * fresh one equal to the one that saw the original. Skipped where node or npm is missing.
 */
@Tag("peer")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeerTest {

    private static final int PROGRAMS = 500;

    private @Nullable Peer peer;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        PublicPackage.require(directory, "node", "--version");
        PublicPackage.fetch(directory, "@xterm/headless@6.0.0");
        PublicPackage.fetch(directory, "@xterm/addon-unicode11@0.9.0");
        Path script = directory.resolve("peer.cjs");
        Files.write(script, resource("peer.cjs"));
        peer = new Peer(script, directory);
    }

    @AfterAll
    void stop() throws IOException {
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void showsWhatXtermJsShowsForRandomPrograms() throws IOException {
        for (long seed : Seeds.of(PROGRAMS)) {
            Random random = new Random(seed);
            int columns = 4 + random.nextInt(40);
            int rows = 2 + random.nextInt(12);
            byte[] bytes = RandomPrograms.common(seed, columns, rows, (int) (3 + seed % 40))
                    .getBytes(StandardCharsets.UTF_8);
            compare("seed " + seed, columns, rows, bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vim.ansi", "less.ansi"})
    void showsWhatXtermJsShowsAtEveryMomentOfARecording(String name) throws IOException {
        byte[] bytes = resource(name);
        for (int i = 1; i <= 24; i++) {
            byte[] part = Arrays.copyOf(bytes, bytes.length * i / 24);
            compare(name + " " + i + "/24", 80, 24, part);
            compareDefault(name + " " + i + "/24", part);
        }
    }

    static Stream<Painting> paintings() {
        return Painting.all().stream();
    }

    @ParameterizedTest
    @MethodSource("paintings")
    void showsWhatXtermJsShowsForPaintings(Painting painting) throws IOException {
        compare(painting.name(), 80, 24, painting.bytes());
        // In xterm the half that is left is erased, in xterm.js it gets the style of what is written.
        if (!painting.name().equals("wide characters half overwritten")) {
            compareDefault(painting.name(), painting.bytes());
        }
    }

    static Stream<Painting> paintingsForAllWidths() {
        return paintings().filter(Painting::suitsOtherWidths);
    }

    /** Text goes out as the program wrote it, so that a terminal with other widths agrees with itself. */
    @ParameterizedTest
    @MethodSource("paintingsForAllWidths")
    void snapshotSuitsATerminalWithOlderWidthsToo(Painting painting) throws IOException {
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
        screen.feed(painting.bytes());
        Peer xterm = Objects.requireNonNull(peer);
        assertThat(xterm.describe(80, 24, "6", Snapshot.of(screen)))
                .isEqualTo(xterm.describe(80, 24, "6", painting.bytes()));
    }

    /** Recordings and paintings have none of what the dialects differ in. */
    private void compareDefault(String what, byte[] bytes) throws IOException {
        Peer xterm = Objects.requireNonNull(peer);
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT.withScrollback(1_000));
        screen.feed(bytes);
        String expected = xterm.describe(80, 24, "11", bytes);
        assertThat(PeerScreen.describe(screen)).as(what).isEqualTo(expected);
        assertThat(xterm.describe(80, 24, "11", Snapshot.of(screen)))
                .as("snapshot of " + what)
                .isEqualTo(expected);
    }

    private void compare(String what, int columns, int rows, byte[] bytes) throws IOException {
        Peer xterm = Objects.requireNonNull(peer);
        String expected = xterm.describe(columns, rows, "11", bytes);
        Screen screen = new Screen(
                columns, rows, ScreenOptions.DEFAULT.withScrollback(1_000).withDialect(Dialect.XTERM_JS));
        screen.feed(bytes);
        assertThat(PeerScreen.describe(screen)).as(what).isEqualTo(expected);
        byte[] snapshot = Snapshot.of(screen);
        assertThat(xterm.describe(columns, rows, "11", snapshot))
                .as("snapshot of " + what)
                .isEqualTo(expected);
    }

    private static byte[] resource(String name) {
        try (InputStream in = PeerTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
