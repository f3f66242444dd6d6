package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipboardFilterTest {
    /** E is ESC, B BEL, K CAN, O and S are OSC and ST as single characters, N is SOH, D is DEL. */
    @ParameterizedTest
    @CsvSource({
        "a text,                        a text",
        "aE]52;c;eA==Bb,                ab",
        "aE]52;c;eA==E\\b,              ab",
        "aO52;c;eA==Sb,                 a52;c;eA==b",
        "aE]52;c;?Bb,                   ab",
        "aE]052;c;eA==Bb,               ab",
        "aE]52Bb,                       ab",
        "aE]52;c;eA==Kb,                ab",
        "aE]52;c;eA==E[1mb,             aE[1mb",
        "aE]52;c;eE]52;c;eBb,           ab",
        "aE]52;c;é S×Bb,                ab",
        "aE]5N2;c;eA==Bb,               ab",
        "aEN]52;c;eA==Bb,               aNb",
        "aED]52;c;eA==Bb,               ab",
        "aE]D52;c;eA==Bb,               ab",
        "aE]5S2;c;eA==Bb,               ab",
        "aEPE]52;c;eA==BE\\b,          aEPE\\E\\b",
        "aEPtmux;EE]52;c;eA==BE\\b,    aEPtmux;EE\\E\\b",
        "aE]4294967348;c;eA==Bb,        ab",
        "aE]5522;type=write:eA==Bb,     ab",
        "aE]1337;Copy=:eA==Bb,          ab",
        "aE]1337;name=xBb,              aE]1337;name=xBb",
        "aE]E]52;c;eA==Bb,             aE]E\\b",
        "aE]0;tE]52;c;eA==Bb,           aE]0;tE\\b",
        "aEEÝ52;c;eA==Bb,               aEE\\Ý52;c;eA==Bb",
        "aE]0;tNitBb,                   aE]0;titBb",
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
                .replace('N', '\001')
                .replace('D', '\177')
                .replace('O', '\u009d')
                .replace('S', '\u009c')
                .getBytes(StandardCharsets.UTF_8);
    }
}
