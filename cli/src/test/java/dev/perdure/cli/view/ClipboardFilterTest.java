package dev.perdure.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipboardFilterTest {
    /** E is ESC, B BEL, K CAN, O and S are OSC and ST as single characters. */
    @ParameterizedTest
    @CsvSource({
        "a text,                        a text",
        "aE]52;c;eA==Bb,                ab",
        "aE]52;c;eA==E\\b,              ab",
        "aO52;c;eA==Sb,                 ab",
        "aE]52;c;?Bb,                   ab",
        "aE]052;c;eA==Bb,               ab",
        "aE]52Bb,                       ab",
        "aE]52;c;eA==Kb,                ab",
        "aE]52;c;eA==E[1mb,             aE[1mb",
        "aE]52;c;eE]52;c;eBb,           ab",
        "aE]52;c;é S×Bb,                a×Bb",
        "aE]0;titleB,                   aE]0;titleB",
        "aE]520;c;xB,                   aE]520;c;xB",
        "aE]5E\\b,                      aE]5E\\b",
        "aE[38;5;52mbEEc,               aE[38;5;52mbEEc",
        "aé×”漢,                        aé×”漢",
    })
    void takesOutWhatWritesTheClipboardHoweverItIsCut(String from, String to) {
        byte[] output = bytes(from);
        for (int first = 0; first <= output.length; first++) {
            for (int second = first; second <= output.length; second++) {
                var filter = new ClipboardFilter();
                var passed = new ByteArrayOutputStream();
                passed.writeBytes(filter.pass(Arrays.copyOf(output, first)));
                passed.writeBytes(filter.pass(Arrays.copyOfRange(output, first, second)));
                passed.writeBytes(filter.pass(Arrays.copyOfRange(output, second, output.length)));
                assertThat(passed.toByteArray()).as(first + " " + second).isEqualTo(bytes(to));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('E', '\033')
                .replace('B', '\007')
                .replace('K', '\030')
                .replace('O', '\u009d')
                .replace('S', '\u009c')
                .getBytes(StandardCharsets.UTF_8);
    }
}
