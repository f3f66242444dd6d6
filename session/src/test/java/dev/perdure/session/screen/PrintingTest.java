package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintingTest {

    @Test
    void wrapsOnlyWhenTheNextCharacterComes() {
        Screen screen = after(5, 3, "abcde");
        assertThat(screen.cursor()).isEqualTo(new Screen.Cursor(0, 4, true, true, 0));
        screen.feed("f");
        assertThat(shown(screen)).isEqualTo("abcde\nf");
        assertThat(screen.wrapped(1)).isTrue();
    }

    @Test
    void carriageReturnEndsThePendingWrap() {
        assertThat(shown(after(5, 3, "abcde\rX"))).isEqualTo("Xbcde");
    }

    @Test
    void withoutAutowrapTheLastColumnIsOverwritten() {
        assertThat(shown(after(5, 3, "\033[?7labcdefgh"))).isEqualTo("abcdh");
    }

    @Test
    void wideCharacterThatDoesNotFitGoesToTheNextLine() {
        Screen screen = after(5, 3, "abcd日x");
        assertThat(shown(screen)).isEqualTo("abcd\n日x");
        assertThat(screen.cell(0, 4)).isEqualTo(new Cell("", 1, Style.PLAIN));
        assertThat(screen.cell(1, 0)).isEqualTo(new Cell("日", 2, Style.PLAIN));
        assertThat(screen.cell(1, 1)).isEqualTo(new Cell("", 0, Style.PLAIN));
    }

    @Test
    void overwritingHalfOfAWideCharacterLeavesAnEmptyCell() {
        assertThat(after(10, 1, "日本\033[2Gx").line(0)).isEqualTo(" x本");
        assertThat(after(10, 1, "日本\033[3Gx").line(0)).isEqualTo("日x");
    }

    @Test
    void combiningMarksJoinTheCellBefore() {
        Screen screen = after(10, 1, "e\u0301x");
        assertThat(screen.cell(0, 0).text()).isEqualTo("e\u0301");
        assertThat(screen.cell(0, 1).text()).isEqualTo("x");
    }

    @Test
    void combiningMarkAfterTheLastColumnJoinsIt() {
        Screen screen = after(3, 2, "abe\u0301");
        assertThat(screen.cell(0, 2).text()).isEqualTo("e\u0301");
        assertThat(screen.cursor().pendingWrap()).isTrue();
    }

    @Test
    void combiningMarkAtTheBeginningOfALineIsLost() {
        assertThat(after(10, 1, "\u0301x").line(0)).isEqualTo("x");
    }

    @Test
    void endlessCombinationIsBounded() {
        Screen screen = after(10, 1, "a" + "\u0301".repeat(10_000));
        assertThat(screen.cell(0, 0).text()).hasSize(ClusterTable.LENGTH_LIMIT);
    }

    @Test
    void insertModeShiftsTheRest() {
        assertThat(after(6, 1, "abcdef\r\033[4hXY").line(0)).isEqualTo("XYabcd");
    }

    @Test
    void insertModeKeepsWideCharactersWhole() {
        Screen screen = after(6, 1, "ab日本\r\033[4hX");
        assertThat(screen.line(0)).isEqualTo("Xab日");
        assertThat(screen.cell(0, 5)).isEqualTo(new Cell("", 1, Style.PLAIN));
    }

    @Test
    void repeatRepeatsTheLastCharacterWithoutWhatCombinesWithIt() {
        assertThat(after(10, 1, "ab\033[3b").line(0)).isEqualTo("abbbb");
        assertThat(after(10, 1, "日\033[2b").line(0)).isEqualTo("日日日");
        assertThat(after(10, 1, "e\u0301\033[b").line(0)).isEqualTo("e\u0301e");
        assertThat(after(10, 1, "a\033[m\033[3b").line(0)).isEqualTo("a");
    }

    @Test
    void hugeRepeatCountsEnd() {
        assertThat(after(4, 2, "a\033[99999999b").line(0)).isEqualTo("aaaa");
    }

    @Test
    void specialGraphicsDrawLines() {
        assertThat(after(10, 1, "\033(0lqk\033(Bq").line(0)).isEqualTo("┌─┐q");
        assertThat(after(10, 1, "\033)0\016x\017x").line(0)).isEqualTo("│x");
    }

    @Test
    void singleShiftIsForOneCharacter() {
        assertThat(after(10, 1, "\033*0\033Nqq").line(0)).isEqualTo("─q");
        assertThat(after(10, 1, "\033+0\033Oqq\033oq\017q").line(0)).isEqualTo("─q─q");
    }

    @Test
    void nationalSetsReplaceSomeCharacters() {
        assertThat(after(10, 1, "\033(K[\\]\033(A#\033(B#").line(0)).isEqualTo("ÄÖÜ£#");
    }

    @Test
    void emptyCellsAndSpacesAreToldApart() {
        Screen screen = after(10, 1, " \033[Cx");
        assertThat(screen.cell(0, 0).text()).isEqualTo(" ");
        assertThat(screen.cell(0, 1).text()).isEmpty();
        assertThat(screen.line(0)).isEqualTo("  x");
    }
}
