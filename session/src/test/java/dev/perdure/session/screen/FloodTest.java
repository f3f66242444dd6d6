package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever a program prints, a screen holds no more than its budget, nor does its snapshot. */
class FloodTest {
    /** In all, over the kinds. */
    private static final int MEGABYTES = Integer.getInteger("perdure.flood.megabytes", 100);

    @Test
    void noKindOfOutputTakesMoreThanTheBudgetInASmallHeap() throws IOException, InterruptedException {
        int each = Math.max(1, MEGABYTES / Flood.values().length);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flood.class.getName(),
                        String.valueOf(each))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).hasLineCount(Flood.values().length);
    }
}
