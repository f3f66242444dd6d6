package dev.perdure.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
    private static final String OUTPUT =
            "\033[1;31mred\033[m\tblack\r\n\033]0;title\007\033]8;;http://x\033\\link\033]8;;\033\\"
                    + "\033(B\0337 10 %\r\033[K 20 %\r\r\n\007bell\033P1$r0m\033\\ dcs \u009b31mc1\u009d2;t\u009c 漢字\n";
    private static final String TEXT = "red\tblack\nlink 10 %\n 20 %\nbell dcs c1 漢字\n";

    @Test
    void controlSequencesAreLeftOutAndLinesStay() {
        assertThat(new PlainText().of(OUTPUT)).isEqualTo(TEXT);
    }

    @Test
    void piecesMayBeCutAnywhere() {
        for (int cut = 0; cut <= OUTPUT.length(); cut++) {
            var plain = new PlainText();
            assertThat(plain.of(OUTPUT.substring(0, cut)) + plain.of(OUTPUT.substring(cut)))
                    .as("cut at " + cut)
                    .isEqualTo(TEXT);
        }
    }
}
