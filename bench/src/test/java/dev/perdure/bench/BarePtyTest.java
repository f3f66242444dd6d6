package dev.perdure.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.linux.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What came in one read with something awaited before is not lost. */
@Timeout(60)
class BarePtyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @BeforeEach
    void checkPlatform() {
        assumeTrue(
                Platform.obstacle().isEmpty(),
                () -> "no live sessions: " + Platform.obstacle().orElseThrow());
    }

    @Test
    void aTextThatCameWithTheOneBeforeIsFound() throws Exception {
        try (BarePty terminal =
                BarePty.start(Programs.SIZE, directory, "sh", "-c", "printf 'one two three'; exec cat")) {
            long begun = System.nanoTime();
            assertThat(terminal.await("one", PATIENCE)).isBetween(begun, System.nanoTime());
            terminal.await("two", PATIENCE);
            terminal.await("three", PATIENCE);
        }
    }

    @Test
    void whatWasThereBeforeAKeyIsNoAnswerToIt() throws Exception {
        try (BarePty terminal =
                BarePty.start(Programs.SIZE, directory, "sh", "-c", "stty raw -echo; printf 'x ready x'; exec cat")) {
            terminal.await("ready x", PATIENCE);
            terminal.type("y");
            assertThatThrownBy(() -> terminal.await("x", Duration.ofMillis(200)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("what came ends with 'y'");
        }
    }
}
