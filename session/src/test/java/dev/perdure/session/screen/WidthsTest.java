package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthsTest {

    @ParameterizedTest
    @CsvSource({
        "a, 1", "é, 1", "Ω, 1", "ﾊ, 1", "日, 2", "全, 2", "Ａ, 2", "한, 2", "😀, 2", "☀, 1", "⌚, 2", "❤, 1", "─, 1", "€, 1",
    })
    void widthOfACharacter(String character, int width) {
        assertThat(Widths.of(character.codePointAt(0))).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0301, 0",
        "0x200B, 0",
        "0x200D, 0",
        "0xFE0F, 0",
        "0x20E3, 0",
        "0x1F3FD, 2",
        "0x1F1E9, 1",
        "0x1160, 0",
        "0x00AD, 1",
        "0x0600, 1",
        "0x3164, 0",
        "0x20000, 2",
        "0x3FFFD, 2",
        "0x10FFFF, 1",
        "0xE0100, 0",
        "0x4DC0, 2",
        "0xFFFD, 1",
    })
    void widthOfACodePoint(String codePoint, int width) {
        assertThat(Widths.of(Integer.decode(codePoint))).isEqualTo(width);
    }
}
