package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgrTest {

    private static Style style(String parameters) {
        return after(5, 1, "\033[" + parameters + "mx").cell(0, 0).style();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "5, 8", "7, 16", "8, 32", "9, 64", "53, 128", "1;22, 0", "1;2;22, 0", "3;23, 0"
    })
    void attributeIsSet(String parameters, int flags) {
        assertThat(style(parameters).flags()).isEqualTo(flags);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "4:0, 0", "4:1, 1", "4:2, 2", "4:3, 3", "4:4, 4", "4:5, 5", "21, 2", "4:3;24, 0", "4:9, 1"})
    void underlineHasAStyle(String parameters, int underline) {
        assertThat(style(parameters).underline()).isEqualTo(underline);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"38;2;1;2;3", "38:2:1:2:3", "38:2::1:2:3", "38:2:0:1:2:3:0", "38;2:1:2:3", "1;22;38;2;1;2;3"})
    void directColorIsReadInEverySpelling(String parameters) {
        assertThat(style(parameters).foreground()).isEqualTo(Color.rgb(1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"48;5;200", "48:5:200", "48;5:200"})
    void indexedColorIsReadInEverySpelling(String parameters) {
        assertThat(style(parameters).background()).isEqualTo(Color.indexed(200));
    }

    @Test
    void parametersAfterAColorCount() {
        assertThat(style("38;5;1;1").has(Style.BOLD)).isTrue();
        assertThat(style("38;2;1;2;3;1").has(Style.BOLD)).isTrue();
        assertThat(style("38:5:1;1").has(Style.BOLD)).isTrue();
    }

    @Test
    void brightAndUnderlineColorsAreRead() {
        assertThat(style("97").foreground()).isEqualTo(Color.basic(15));
        assertThat(style("104").background()).isEqualTo(Color.basic(12));
        assertThat(style("4;58;5;9").underlineColor()).isEqualTo(Color.indexed(9));
        assertThat(style("4;58:2::1:2:3").underlineColor()).isEqualTo(Color.rgb(1, 2, 3));
        assertThat(style("58;5;9;59").underlineColor()).isEqualTo(Color.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"73", "74", "75", "10", "51", "38", "38;5", "999999999999", "48:", ":::"})
    void whatHasNoPlaceInACellIsTolerated(String parameters) {
        assertThat(style(parameters).flags()).isZero();
    }

    @Test
    void linkStaysWhenTheStyleIsReset() {
        Style style = after(5, 1, "\033]8;id=1;https://example.org/a;b\033\\\033[mx")
                .cell(0, 0)
                .style();
        assertThat(style.link()).isEqualTo(new Link("1", "https://example.org/a;b"));
        assertThat(after(5, 1, "\033]8;;u\007\033]8;;\007x").cell(0, 0).style().link())
                .isNull();
    }

    @Test
    void spelledStyleReadsBackAsItself() {
        String all = "1;2;3;4:3;5;7;8;9;53;38;2;1;2;3;48;5;77;58:2::4:5:6";
        Style style = style(all);
        assertThat(after(5, 1, style.sgr() + "x").cell(0, 0).style()).isEqualTo(style);
    }

    @Test
    void manyStylesDoNotPileUp() {
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT.withScrollback(100));
        for (int i = 0; i < 200_000; i++) {
            screen.feed("\033[38;2;" + (i & 255) + ";" + (i >> 8 & 255) + ";" + (i >> 16) + "mx");
        }
        // At most a style for each cell that is kept, twice that before they are collected, and what one slice may add.
        assertThat(screen.terminal.styles.size()).isLessThan(2 * 80 * 124 + 4_096);
        Invariants.check(screen);
    }
}
