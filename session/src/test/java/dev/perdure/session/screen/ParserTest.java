package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

    /** The cases of Unicode's "Best Practices for Using U+FFFD": one replacement per maximal subpart. */
    @ParameterizedTest
    @CsvSource({
        "61F18080E180C262806380BF64, a���b�c��d",
        "C0AF, ��",
        "E080AF, ���",
        "EDA080, ���",
        "F4919293FF41, �����A",
        "E3817861, �xa",
    })
    void illFormedUtf8IsReplaced(String hex, String expected) {
        Screen screen = new Screen(20, 1, ScreenOptions.DEFAULT);
        screen.feed(HexFormat.of().parseHex(hex));
        assertThat(screen.line(0)).isEqualTo(expected);
    }

    @Test
    void controlsWithinASequenceAreCarriedOut() {
        assertThat(shown(after(9, 2, "a\033[2\r\nCb"))).isEqualTo("a\n  b");
    }

    @Test
    void cancelAndSubstituteEndASequence() {
        assertThat(shown(after(9, 1, "\033[3\0301m"))).isEqualTo("1m");
        assertThat(shown(after(9, 1, "\033[3\0321m"))).isEqualTo("1m");
        assertThat(after(9, 1, "\033]2;no\030").title()).isEmpty();
    }

    @Test
    void escapeStartsANewSequence() {
        assertThat(shown(after(9, 1, "\033[3\033[2Cx"))).isEqualTo("  x");
    }

    @Test
    void eightBitControlsInUtf8ArePassedOverAsInXtermAndObeyedAsInXtermJs() {
        assertThat(shown(after(9, 1, "\u009b2Cx"))).isEqualTo("2Cx");
        assertThat(after(9, 1, "\033]2;t\u009cu\007").title()).isEqualTo("tu");
        Screen peer = new Screen(9, 1, ScreenOptions.DEFAULT.withDialect(Dialect.XTERM_JS));
        peer.feed("\u009b2Cx\u009d2;t\u009c");
        assertThat(shown(peer)).isEqualTo("  x");
        assertThat(peer.title()).isEqualTo("t");
    }

    @Test
    void unknownSequencesShowNothing() {
        assertThat(shown(after(9, 1, "\033[<1u\033[>5q\033[1;2;3\"z\033%5\033#3\033[?1$x\033]999;x\007\033[1<2mok")))
                .isEqualTo("ok");
    }

    @Test
    void stringsOfOthersAreSwallowed() {
        assertThat(shown(after(9, 1, "\033_Gi=1;AAAA\033\\a\033^pm\033\\b\033Xsos\033\\c\033P0;1q#0!9~\033\\d")))
                .isEqualTo("abcd");
        assertThat(shown(after(9, 1, "\033]1337;File=inline=1:AAAA\007x"))).isEqualTo("x");
    }

    @Test
    void overlongStringIsDroppedAndTakesNoMemory() {
        Screen screen = new Screen(9, 1, ScreenOptions.DEFAULT);
        screen.feed("\033]2;");
        byte[] piece = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 500; i++) {
            screen.feed(piece);
        }
        assertThat(screen.parser.unfinished()).hasSizeLessThan(100);
        Screen joined = new Screen(9, 1, ScreenOptions.DEFAULT);
        joined.feed(Snapshot.of(screen));
        screen.feed("x\007ok");
        joined.feed("x\007ok");
        assertThat(screen.title()).isEmpty();
        assertThat(shown(screen)).isEqualTo("ok");
        assertThat(StateDigest.describe(joined)).isEqualTo(StateDigest.describe(screen));
    }

    @Test
    void tooManyParametersAreDropped() {
        assertThat(shown(after(9, 1, "\033[" + "1;".repeat(10_000) + "mx\033[" + ":".repeat(10_000) + "my")))
                .isEqualTo("xy");
    }

    @Test
    void unfinishedSequenceIsRememberedWithoutWhatWasCarriedOut() {
        Screen screen = after(9, 2, "ab\033[3\r\n1");
        assertThat(new String(screen.parser.unfinished(), StandardCharsets.UTF_8))
                .isEqualTo("\033[31");
        screen.feed("mx");
        assertThat(screen.parser.unfinished()).isEmpty();
    }

    @Test
    void positionCountsBytes() {
        assertThat(after(9, 1, "aé\033[m").position()).isEqualTo(6);
    }
}
