package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The escape sequence files of the xterm.js project (MIT licence; {@code test/fixtures/escape_sequence_files} of
 * github.com/xtermjs/xterm.js): 76 pairs of input and what xterm shows at 80×25. They are not part of this repository:
 * the directory is named by the system property {@code perdure.fixtures} or the variable {@code PERDURE_FIXTURES}.
 */
class PublicFixturesTest {

    @Test
    void showsWhatXtermShowsForEveryFile() throws IOException {
        String directory =
                System.getProperty("perdure.fixtures", System.getenv().getOrDefault("PERDURE_FIXTURES", ""));
        Assumptions.assumeFalse(directory.isEmpty(), "neither perdure.fixtures nor PERDURE_FIXTURES names a directory");
        List<Path> inputs;
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            inputs = files.filter(file -> file.toString().endsWith(".in"))
                    .sorted()
                    .toList();
        }
        List<String> failed = new ArrayList<>();
        for (Path input : inputs) {
            // The files were meant for a terminal line that turns LF into CR LF.
            Screen screen = Screens.after(80, 25, Files.readString(input).replace("\n", "\r\n"));
            String name = input.getFileName().toString().replaceFirst("\\.in$", "");
            String expected = Files.readString(input.resolveSibling(name + ".text"));
            if (!trimmed(screen.text()).equals(trimmed(expected))) {
                failed.add(name);
            }
        }
        assertThat(inputs).hasSize(76);
        assertThat(failed).isEmpty();
    }

    private static String trimmed(String text) {
        return text.replaceAll("(?m)[ \\t]+$", "").stripTrailing();
    }
}
