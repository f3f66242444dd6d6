package dev.perdure.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthsTest {
    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "é, 1",
        "e\u0301, 1",
        "東京, 4",
        "🚀, 2",
        "한국, 4",
        "ｱ, 1",
        "Ａ, 2",
        "─█░, 3",
        "✔✘●, 3",
        "a\u200bb, 2",
        "𠀋, 2"
    })
    void countsCells(String text, int cells) {
        assertThat(Widths.of(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, 6, abcdef",
        "abcdef, 5, abcd…",
        "東京都庁, 8, 東京都庁",
        "東京都庁, 7, 東京都…",
        "東京都庁, 6, 東京…",
        "ab🚀, 3, ab…",
        "abc, 1, …"
    })
    void cutsOffSoThatNoWideCharacterIsHalved(String text, int cells, String expected) {
        assertThat(Widths.fit(text, cells)).isEqualTo(expected);
        assertThat(Widths.of(Widths.fit(text, cells))).isLessThanOrEqualTo(cells);
    }

    @Test
    void letsNoControlCharacterThrough() {
        assertThat(Widths.printable("a\u001b[31mb\nc\td\u202ee\u009b")).isEqualTo("a\uFFFD[31mb c d\uFFFDe\uFFFD");
    }

    @Test
    void cutsStyledLinesAtTheSameCell() {
        Line line = Line.of("ab").and(Style.BAD, "東京").and(" end");
        assertThat(line.fit(6).plain()).isEqualTo("ab東…");
        assertThat(line.fit(7).plain()).isEqualTo("ab東京…");
        assertThat(line.fit(10).plain()).isEqualTo("ab東京 end");
        assertThat(line.fit(4).ansi()).isEqualTo("ab\033[31m…\033[0m");
    }
}
