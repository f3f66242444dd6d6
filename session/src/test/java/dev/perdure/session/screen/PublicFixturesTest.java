package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.PublicPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The escape sequence files of the xterm.js project (MIT licence): pairs of input and what xterm shows at 80×25. They are
 * not part of this repository. The npm registry has 69 of them in an early package. All 76 are in the project's own
 * repository, {@code test/fixtures/escape_sequence_files} of github.com/xtermjs/xterm.js: that directory is named by the
 * system property {@code perdure.fixtures} or the variable {@code PERDURE_FIXTURES}.
 */
class PublicFixturesTest {
    private static final String PACKAGE = "xterm@2.0.1";

    /** What xterm.js has corrected since that package. */
    private static final Set<String> CORRECTED = Set.of(
            "t0070-DECSTBM_LF", "t0071-DECSTBM_IND", "t0074-DECSTBM_SU_SD", "t0091-alt_screen_ED3", "t0102-DECAWM");

    /** Older than xterm's restoring of a pending wrap, which xterm.js does not have either. */
    private static final Set<String> WITHOUT_WRAP = Set.of("t0060-DECSC", "t0061-CSI_s");

    @Test
    void showsWhatXtermShowsForEveryFileOfThePackage(@TempDir Path directory) throws Exception {
        Path files = PublicPackage.fetch(directory, PACKAGE).resolve("test/escape_sequence_files");
        assertThat(names(files)).hasSize(69);
        assertThat(failures(files)).isSubsetOf(CORRECTED);
    }

    @Test
    void showsWhatXtermShowsForEveryFileOfACheckout() throws IOException {
        String directory =
                System.getProperty("perdure.fixtures", System.getenv().getOrDefault("PERDURE_FIXTURES", ""));
        Assumptions.assumeFalse(directory.isEmpty(), "neither perdure.fixtures nor PERDURE_FIXTURES names a directory");
        assertThat(names(Path.of(directory))).hasSizeGreaterThanOrEqualTo(76);
        assertThat(failures(Path.of(directory))).isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in"))
                    .map(name -> name.substring(0, name.length() - ".in".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> failures(Path directory) throws IOException {
        List<String> failures = new ArrayList<>();
        for (String name : names(directory)) {
            // The files were meant for a terminal line that turns LF into CR LF.
            String input = Files.readString(directory.resolve(name + ".in")).replace("\n", "\r\n");
            String expected = Files.readString(directory.resolve(name + ".text"));
            Dialect dialect = WITHOUT_WRAP.contains(name) ? Dialect.XTERM_JS : Dialect.XTERM;
            Screen screen = new Screen(80, 25, ScreenOptions.DEFAULT.withDialect(dialect));
            screen.feed(input);
            if (!trimmed(screen.text()).equals(trimmed(expected))) {
                failures.add(name);
            }
        }
        return failures;
    }

    private static String trimmed(String text) {
        return text.replaceAll("(?m)[ \\t]+$", "").stripTrailing();
    }
}
