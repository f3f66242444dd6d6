package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorTest {

    @ParameterizedTest
    @CsvSource({
        "A, 3, 5", "2A, 2, 5", "99A, 0, 5", "B, 5, 5", "99B, 9, 5", "C, 4, 6", "99C, 4, 19", "D, 4, 4", "99D, 4, 0",
        "E, 5, 0", "F, 3, 0", "7G, 4, 6", "7`, 4, 6", "2a, 4, 7", "2e, 6, 5", "3d, 2, 5", "3;4H, 2, 3", "H, 0, 0",
        "3;4f, 2, 3", "99;99H, 9, 19", "0;0H, 0, 0", "I, 4, 8", "2I, 4, 16", "9I, 4, 19", "Z, 4, 0",
    })
    void controlSequenceMovesTheCursor(String sequence, int row, int column) {
        Screen.Cursor cursor = after(20, 10, "\033[5;6H\033[" + sequence).cursor();
        assertThat(cursor.row()).isEqualTo(row);
        assertThat(cursor.column()).isEqualTo(column);
    }

    @Test
    void verticalMovesStopAtTheMarginsOnlyFromWithin() {
        assertThat(after(9, 9, "\033[3;6r\033[4;1H\033[9A").cursor().row()).isEqualTo(2);
        assertThat(after(9, 9, "\033[3;6r\033[4;1H\033[9B").cursor().row()).isEqualTo(5);
        assertThat(after(9, 9, "\033[3;6r\033[2;1H\033[9A").cursor().row()).isZero();
        assertThat(after(9, 9, "\033[3;6r\033[8;1H\033[9B").cursor().row()).isEqualTo(8);
    }

    @Test
    void originModeCountsFromTheMargins() {
        Screen screen = after(20, 10, "\033[3;6r\033[?6h");
        assertThat(screen.cursor().row()).isEqualTo(2);
        screen.feed("\033[99;2H");
        assertThat(screen.cursor().row()).isEqualTo(5);
        assertThat(Screens.replies("\033[3;6r\033[?6h\033[2;4H\033[6n")).containsExactly("\033[2;4R");
    }

    @Test
    void leftAndRightMarginsHoldTextAndScrolling() {
        Screen screen = after(6, 3, "012345\r\n012345\r\n012345\033[?69h\033[2;4s\033[1;2Habcdefg");
        assertThat(shown(screen)).isEqualTo("0abc45\n0def45\n0g2345");
        screen.feed("\033[3;2H\n");
        assertThat(shown(screen)).isEqualTo("0def45\n0g2345\n0   45");
        assertThat(screen.scrollbackCount()).isZero();
    }

    @Test
    void savedCursorKeepsPositionStyleAndCharsets() {
        Screen screen = after(9, 3, "\033[2;3H\033[31m\033(0\0337\033[H\033[m\033(Bq\0338q");
        assertThat(screen.cell(1, 2)).isEqualTo(new Cell("─", 1, new Style(Color.basic(1), 0, 0, 0, null)));
        assertThat(after(9, 3, "\033[2;3H\033[s\033[H\033[u").cursor().row()).isEqualTo(1);
        assertThat(after(9, 3, "\033[2;3H\0338").cursor().row()).isZero();
    }

    @Test
    void tabStopsAreSetAndCleared() {
        assertThat(after(30, 1, "\tx").line(0)).isEqualTo("        x");
        assertThat(after(30, 1, "\033[3g\033[4G\033H\r\tx").line(0)).isEqualTo("   x");
        assertThat(after(30, 1, "\033[9G\033[g\r\tx").line(0)).isEqualTo("                x");
        assertThat(after(30, 1, "\033[3g\033[?5W\r\tx").line(0)).isEqualTo("        x");
    }

    @Test
    void backTabWithAPendingWrapLetsItWait() {
        Screen screen = after(10, 2, "0123456789\033[Z");
        assertThat(screen.cursor()).isEqualTo(new Screen.Cursor(0, 8, true, true, 0));
        screen.feed("x");
        assertThat(shown(screen)).isEqualTo("0123456789\nx");
    }

    @Test
    void reverseWrapGoesBackOverLines() {
        assertThat(shown(after(5, 2, "\033[?45habcdefg\b\b\bX"))).isEqualTo("abcdX\nfg");
        assertThat(shown(after(5, 2, "abcdefg\b\b\b\bX"))).isEqualTo("abcde\nXg");
    }

    @Test
    void newLineModeReturnsTheCarriage() {
        assertThat(shown(after(5, 2, "\033[20hab\nc"))).isEqualTo("ab\nc");
        assertThat(shown(after(5, 2, "ab\nc"))).isEqualTo("ab\n  c");
        assertThat(shown(after(5, 2, "ab\033Ec"))).isEqualTo("ab\nc");
    }

    @Test
    void cursorStyleAndVisibilityAreKept() {
        assertThat(after(5, 1, "\033[?25l\033[5 q").cursor()).isEqualTo(new Screen.Cursor(0, 0, false, false, 5));
    }

    @Test
    void pendingWrapIsSavedWithTheCursor() {
        for (String[] pair :
                new String[][] {{"\0337", "\0338"}, {"\033[s", "\033[u"}, {"\033[?1049h", "\033[?1049l"}}) {
            Screen screen = after(80, 10, "\033[70Gaaaaaaaaaaa" + pair[0] + "\033[5;1Hx" + pair[1] + "b");
            assertThat(screen.line(1)).as(pair[0]).isEqualTo("b");
        }
    }
}
