package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void controlSequencesAreLeftOut() {
        assertThat(
                        of(
                                "\033[1;31mred\033[0m \033]0;title\007\033]8;;http://x\033\\link\033]8;;\033\\ \033(Bend\007\r\n"))
                .isEqualTo("red link end\n");
    }

    @Test
    void theLastStateOfAnOverprintedLineIsKept() {
        assertThat(of("10%\r50%\r100%\r\ndone\r\n")).isEqualTo("100%\ndone\n");
    }

    @Test
    void backspacesTakeBack() {
        assertThat(of("helo\blo")).isEqualTo("hello");
        assertThat(of("ab\b\b\bcd\n\bx漢\b")).isEqualTo("cd\nx");
    }

    private static String of(String output) {
        return PlainText.of(output.getBytes(StandardCharsets.UTF_8));
    }
}
