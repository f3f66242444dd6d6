package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edges where terminals differ, as xterm has them; each was seen there. */
class XtermEdgesTest {

    /** Of a screen of ten columns and four rows; ^ is ESC, / a line break in what is shown. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // A pending wrap: erasing drops it, also all of the display; lines inserted elsewhere and tabs keep it.
                "^[8Gabc^[2Jx _________x",
                "^[8Gabc^[0Jx _______abx",
                "^[8Gabc^[3r^[1;8Habc^[Lx _______abc/x",
                "^[2;3r^[8Gabc^[Lx _______abc/x",
                "^[2;3r^[8Gabc^[Mx _______abc/x",
                "^[2;3r^[?69h^[2;4s^[8Gabc^[Px _______abc/_x",
                "^[8Gabc^[Ix _______abc/x",
                "^[8Gabc^[Z^[Ix _______abc/x",
                "^[8Gabc^[?69lx _______abc/x",
                "^[8Gabc^[!px _______abc/x",
                // A soft reset ends left and right margins.
                "^[?69h^[3;5s^[!p^[3Gabcd __abcd",
                // The alternate screen is cleared each time that it is asked for.
                "^[?1049habc^[?1049hx ___x",
                "abc^[?1049hx^[?1049h^[?1049ly abcy",
                // Margins: text from right of them goes on at the left one, insertion holds within, tabs come back.
                "^[?69h^[3;5s^[1;9Habcd ________ab/__cd",
                "xyz^[?69h^[3;5s^[4h^[1;1Ha ayz",
                "^[?69h^[3;5s^[1;9H^[Ix ____x",
                // SD of nothing at all is the mouse.
                "abc^[0Tx abcx",
                "abc^[Tx ___x/abc",
                // Protection by SPA holds against all erasing in the display, DECSCA only against selective.
                "^Vab^Wcd^[2K ab",
                "^[1\"qab^[0\"qcd^[2K ''",
                "^[1\"qab^[0\"qcd^[?2K ab",
                // Reverse wrap goes from the first cell to the last.
                "^[?45h^[Dx^[Hy y/_/_/_________x",
            })
    void endsLike(String program, String shown) {
        String text = Screens.shown(after(10, 4, program.replace('^', '\033')));
        assertThat(lines(text)).isEqualTo(lines(shown.replace('_', ' ').replace('/', '\n')));
    }

    private static String lines(String text) {
        return text.replaceAll("(?m) +$", "").stripTrailing();
    }

    @Test
    void tabWithMoreFixGoesOnInTheNextLine() {
        assertThat(after(10, 2, "\033[?41h\033[8Gabc\tx").line(1)).isEqualTo("        x");
    }

    @Test
    void columnsModeClearsTheScreenWhereItIsAllowedAndKeepsTheSize() {
        assertThat(after(10, 2, "abc\033[?3hx").line(0)).isEqualTo("abcx");
        Screen screen = after(10, 2, "abc\033[?40h\033[?3hx");
        assertThat(screen.line(0)).isEqualTo("x");
        assertThat(screen.columns()).isEqualTo(10);
        assertThat(after(10, 2, "abc\033[?40;95h\033[?3hx").line(0)).isEqualTo("xbc");
    }

    @Test
    void cursorAndTabStopsArePutBackFromTheirReports() {
        Screen screen = after(10, 4, "\033P1$t2;3;1;H;@;I;0;2;O;0BBB\033\\q\033P2$t3/7\033\\\r\tx");
        assertThat(screen.modes()).contains(Mode.ORIGIN);
        // The wrap was pending, so what came next went to the next line.
        assertThat(screen.line(2)).isEqualTo("\u2500 \u2502");
        assertThat(screen.cell(2, 0).style()).isEqualTo(new Style(0, 0, 0, Style.INVERSE, null));
    }
}
