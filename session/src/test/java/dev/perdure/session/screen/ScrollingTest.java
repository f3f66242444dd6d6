package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScrollingTest {

    @Test
    void linesThatLeaveAtTheTopAreKept() {
        Screen screen = after(5, 2, "1\r\n2\r\n3\r\n4");
        assertThat(shown(screen)).isEqualTo("3\n4");
        assertThat(screen.scrollbackLine(0)).isEqualTo("1");
        assertThat(screen.scrollbackLine(1)).isEqualTo("2");
        assertThat(screen.firstLine()).isEqualTo(2);
    }

    @Test
    void scrollbackKeepsTheNewestUpToItsLimit() {
        Screen screen = new Screen(5, 2, ScreenOptions.DEFAULT.withScrollback(3));
        for (int i = 0; i < 100; i++) {
            screen.feed(i + "\r\n");
        }
        assertThat(screen.scrollbackCount()).isEqualTo(3);
        assertThat(screen.scrollbackLine(2)).isEqualTo("98");
        assertThat(screen.firstLine()).isEqualTo(99);
    }

    @Test
    void scrollbackKeepsStylesWideCharactersAndClusters() {
        String line = "\033[1;31mré\033[m 日本\033[44m e\u0301\033[m 😀";
        Screen screen = after(20, 1, line + "\r\n");
        Screen same = after(20, 1, line);
        Line kept = screen.terminal.scrollback.get(0, 20);
        for (int i = 0; i < 20; i++) {
            assertThat(screen.view(kept.cells[i])).isEqualTo(same.cell(0, i));
        }
    }

    @Test
    void scrollRegionBelowTheTopKeepsNothing() {
        Screen screen = after(5, 3, "\033[2;3ra\033[3;1Hb\r\nc\r\nd");
        assertThat(shown(screen)).isEqualTo("a\nc\nd");
        assertThat(screen.scrollbackCount()).isZero();
    }

    @Test
    void reverseIndexScrollsDownAtTheTopMargin() {
        assertThat(shown(after(5, 3, "a\r\nb\r\nc\033[2;3r\033[2;1H\033M"))).isEqualTo("a\n\nb");
    }

    @Test
    void scrollUpAndDownMoveTheRegion() {
        assertThat(shown(after(5, 3, "a\r\nb\r\nc\033[S"))).isEqualTo("b\nc");
        assertThat(shown(after(5, 3, "a\r\nb\r\nc\033[T"))).isEqualTo("\na\nb");
        assertThat(shown(after(5, 3, "a\r\nb\r\nc\033[9999999S"))).isEmpty();
    }

    @Test
    void alternateScreenHasNoHistoryAndGivesTheMainScreenBack() {
        Screen screen = after(5, 2, "one\033[?1049h\033[Hx\r\ny\r\nz");
        assertThat(screen.alternate()).isTrue();
        assertThat(shown(screen)).isEqualTo("y\nz");
        assertThat(screen.scrollbackCount()).isZero();
        screen.feed("\033[?1049l");
        assertThat(shown(screen)).isEqualTo("one");
        assertThat(screen.cursor().column()).isEqualTo(3);
        screen.feed("\033[?1049h");
        assertThat(shown(screen)).isEmpty();
    }

    @Test
    void marginsOutliveTheAlternateScreenInXtermOnly() {
        String program = "\033[?1049h\033[1;2r\033[?1049l\033[3;1Hx\r\ny";
        assertThat(shown(after(5, 3, program))).isEqualTo("\n\ny");
        Screen other = new Screen(5, 3, ScreenOptions.DEFAULT.withDialect(Dialect.XTERM_JS));
        other.feed(program);
        assertThat(shown(other)).isEqualTo("\nx\ny");
    }

    @Test
    void searchFindsTextOverSoftBreaksWithItsPlace() {
        Screen screen = after(6, 2, "nothing\r\nab needle\r\nend\r\n");
        assertThat(screen.search("needle", 10)).containsExactly(new Screen.Match(2, 3, "needle"));
        assertThat(screen.search("none", 10)).isEmpty();
        assertThat(screen.search(Pattern.compile("n.", Pattern.CASE_INSENSITIVE), 3))
                .hasSize(3);
    }

    @Test
    void resetClearsEverythingButTheTitle() {
        Screen screen = after(5, 2, "\033]2;t\0071\r\n2\r\n3\033[31m\033[?25l\033[2;2r\033c");
        Screen fresh = after(5, 2, "\033]2;t\007");
        assertThat(StateDigest.describe(screen)).isEqualTo(StateDigest.describe(fresh));
    }

    @Test
    void softResetKeepsTheText() {
        Screen screen = after(5, 2, "ab\033[4h\033[?6h\033[?7l\033[31m\033[!p");
        assertThat(screen.line(0)).isEqualTo("ab");
        assertThat(screen.modes()).containsExactlyInAnyOrder(Mode.AUTOWRAP, Mode.CURSOR_VISIBLE);
    }

    @Test
    void linesThatScrollUpOrAreDeletedAtTheTopGoToTheScrollback() {
        Screen screen = after(5, 3, "a\r\nb\r\nc\033[2S");
        assertThat(screen.scrollbackCount()).isEqualTo(2);
        assertThat(screen.scrollbackLine(1)).isEqualTo("b");
        assertThat(screen.line(0)).isEqualTo("c");
        screen.feed("\033[H\033[M");
        assertThat(screen.scrollbackLine(2)).isEqualTo("c");
    }

    @Test
    void linesOfTheAlternateScreenOrOfAPartOfTheScreenDoNot() {
        assertThat(after(5, 3, "\033[?1049ha\r\nb\033[2S").scrollbackCount()).isZero();
        assertThat(after(5, 3, "a\r\nb\r\nc\033[2;3r\033[S").scrollbackCount()).isZero();
        assertThat(after(5, 3, "a\r\nb\r\nc\033[?69h\033[2;4s\033[S").scrollbackCount())
                .isZero();
        assertThat(after(5, 3, "a\r\nb\r\nc\033[2H\033[M").scrollbackCount()).isZero();
    }
}
