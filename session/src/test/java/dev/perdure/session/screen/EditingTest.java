package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EditingTest {

    private static final String GRID = "abcde\r\nfghij\r\nklmno\033[2;3H";

    @Test
    void eraseInLineWorksToTheRightToTheLeftAndWhole() {
        assertThat(shown(after(5, 3, GRID + "\033[K"))).isEqualTo("abcde\nfg\nklmno");
        assertThat(shown(after(5, 3, GRID + "\033[1K"))).isEqualTo("abcde\n   ij\nklmno");
        assertThat(shown(after(5, 3, GRID + "\033[2K"))).isEqualTo("abcde\n\nklmno");
    }

    @Test
    void eraseInDisplayWorksBelowAboveAndWhole() {
        assertThat(shown(after(5, 3, GRID + "\033[J"))).isEqualTo("abcde\nfg");
        assertThat(shown(after(5, 3, GRID + "\033[1J"))).isEqualTo("\n   ij\nklmno");
        assertThat(shown(after(5, 3, GRID + "\033[2J"))).isEmpty();
    }

    @Test
    void eraseFillsWithTheBackgroundOnly() {
        Screen screen = after(5, 1, "\033[1;31;44m\033[K");
        assertThat(screen.cell(0, 3).style()).isEqualTo(new Style(0, Color.basic(4), 0, 0, null));
    }

    @Test
    void eraseWithAPendingWrapFollowsTheDialect() {
        assertThat(after(5, 1, "abcde\033[K").line(0)).isEqualTo("abcd");
        Screen other = new Screen(5, 1, ScreenOptions.DEFAULT.withDialect(Dialect.XTERM_JS));
        other.feed("abcde\033[K");
        assertThat(other.line(0)).isEqualTo("abcde");
    }

    @Test
    void clearingTheScrollbackLeavesTheScreen() {
        Screen screen = after(5, 2, "1\r\n2\r\n3\r\n4");
        assertThat(screen.scrollbackCount()).isEqualTo(2);
        screen.feed("\033[3J");
        assertThat(screen.scrollbackCount()).isZero();
        assertThat(shown(screen)).isEqualTo("3\n4");
        assertThat(screen.firstLine()).isEqualTo(2);
    }

    @Test
    void protectedCellsSurviveSelectiveErase() {
        String text = "ab\033[1\"qcd\033[0\"qe";
        assertThat(after(5, 1, text + "\033[?2K").line(0)).isEqualTo("  cd");
        assertThat(after(5, 1, text + "\033[?2J").line(0)).isEqualTo("  cd");
        assertThat(after(5, 1, text + "\033[2K").line(0)).isEmpty();
        assertThat(after(5, 1, "\033[1\"q\033[ma\033[?2K").line(0)).isEqualTo("a");
    }

    @Test
    void charactersAreInsertedDeletedAndErased() {
        assertThat(after(5, 1, "abcde\033[2G\033[2@").line(0)).isEqualTo("a  bc");
        assertThat(after(5, 1, "abcde\033[2G\033[2P").line(0)).isEqualTo("ade");
        assertThat(after(5, 1, "abcde\033[2G\033[2X").line(0)).isEqualTo("a  de");
        assertThat(after(5, 1, "abcde\033[2G\033[99P").line(0)).isEqualTo("a");
        assertThat(after(5, 1, "abcde\033[2G\033[99@").line(0)).isEqualTo("a");
    }

    @Test
    void deletingThroughAWideCharacterLeavesNoHalf() {
        assertThat(after(6, 1, "日本x\033[2G\033[P").line(0)).isEqualTo(" 本x");
        assertThat(after(6, 1, "a日本\033[1G\033[2P").line(0)).isEqualTo(" 本");
    }

    @Test
    void linesAreInsertedAndDeletedWithinTheMargins() {
        String text = "a\r\nb\r\nc\r\nd\033[1;3r";
        assertThat(shown(after(5, 4, text + "\033[2;4H\033[L"))).isEqualTo("a\n\nb\nd");
        assertThat(shown(after(5, 4, text + "\033[2;4H\033[M"))).isEqualTo("a\nc\n\nd");
        assertThat(after(5, 4, text + "\033[2;4H\033[L").cursor().column()).isZero();
        assertThat(shown(after(5, 4, text + "\033[4;1H\033[L"))).isEqualTo("a\nb\nc\nd");
    }

    @Test
    void columnsAreInsertedAndDeleted() {
        assertThat(shown(after(5, 2, "abc\r\ndef\033[1;2H\033['}"))).isEqualTo("a bc\nd ef");
        assertThat(shown(after(5, 2, "abc\r\ndef\033[1;2H\033[2'~"))).isEqualTo("a\nd");
        assertThat(shown(after(5, 2, "abc\r\ndef\033[ @"))).isEqualTo("bc\nef");
        assertThat(shown(after(5, 2, "abc\r\ndef\033[2 A"))).isEqualTo("  abc\n  def");
        assertThat(shown(after(5, 2, "abc\r\ndef\033[1;1H\0336"))).isEqualTo(" abc\n def");
        assertThat(shown(after(3, 2, "abc\r\ndef\033[1;3H\0339"))).isEqualTo("bc\nef");
    }

    @Test
    void alignmentPatternFillsTheScreen() {
        assertThat(after(3, 2, "\033[2;2r\033#8").text()).isEqualTo("EEE\nEEE\n");
    }

    @Test
    void rectanglesAreFilledErasedAndCopied() {
        assertThat(shown(after(5, 3, "\033[42;1;2;2;4$x"))).isEqualTo(" ***\n ***");
        assertThat(shown(after(5, 3, GRID + "\033[1;2;2;3$z"))).isEqualTo("a  de\nf  ij\nklmno");
        assertThat(shown(after(5, 3, GRID + "\033[1;1;2;2;1;2;4;1$v"))).isEqualTo("abcde\nfghab\nklmfg");
        assertThat(shown(after(5, 1, "\033[1\"qab\033[0\"qcd\033[1;1;1;9${"))).isEqualTo("ab");
    }

    @Test
    void attributesOfAnAreaChange() {
        Screen stream = after(5, 2, "abcde\r\nfghij\033[1;4;2;2;1$r");
        assertThat(stream.cell(0, 4).style().has(Style.BOLD)).isTrue();
        assertThat(stream.cell(1, 0).style().has(Style.BOLD)).isTrue();
        Screen rectangle = after(5, 2, "abcde\r\nfghij\033[2*x\033[1;2;2;3;7$t");
        assertThat(rectangle.cell(0, 4).style()).isEqualTo(Style.PLAIN);
        assertThat(rectangle.cell(1, 1).style().has(Style.INVERSE)).isTrue();
    }
}
