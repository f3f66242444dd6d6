package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClippedViewTest {
    private static final int PROGRAMS = 400;

    private final ClippedView view = new ClippedView();

    @Test
    void everyCellOfTheWindowIsThatOfTheScreenWhateverProgramsPaint() {
        for (int[] size : List.of(new int[] {60, 15}, new int[] {7, 3}, new int[] {100, 30}, new int[] {90, 10})) {
            for (long seed : Seeds.of(PROGRAMS)) {
                Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
                Screen window = new Screen(size[0], size[1], ScreenOptions.DEFAULT);
                ClippedView clipped = new ClippedView();
                for (int step = 0; step < 6; step++) {
                    screen.feed(RandomPrograms.everything(seed * 10L + step, 80, 24, 12));
                    window.feed(clipped.paint(screen, size[0], size[1]));
                    assertShows(window, screen, clipped, "seed " + seed + " step " + step);
                }
                assertThat(clipped.paint(screen, size[0], size[1]))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
    }

    @Test
    void theCursorIsFollowedAndNoFurtherThanItGoes() {
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
        screen.feed("\033[20;70Hx");
        view.paint(screen, 60, 15);
        assertThat(view.top()).isEqualTo(5);
        assertThat(view.left()).isEqualTo(11);
        screen.feed("\033[7;20H");
        view.paint(screen, 60, 15);
        assertThat(view.top()).isEqualTo(5);
        assertThat(view.left()).isEqualTo(11);
        screen.feed("\033[1;1H");
        view.paint(screen, 60, 15);
        assertThat(view.top()).isZero();
        assertThat(view.left()).isZero();
    }

    @Test
    void onlyWhatChangedIsPaintedAgain() {
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
        screen.feed("first\r\nsecond\r\n");
        assertThat(new String(view.paint(screen, 60, 15), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("\033c")
                .contains("first", "second");
        screen.feed("third");
        assertThat(new String(view.paint(screen, 60, 15), java.nio.charset.StandardCharsets.UTF_8))
                .contains("third")
                .doesNotContain("first", "second", "\033c");
        assertThat(view.paint(screen, 60, 15)).isEmpty();
    }

    @Test
    void keysSendWhatTheProgramAskedForAndTheMouseNothing() {
        Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
        Screen window = new Screen(60, 15, ScreenOptions.DEFAULT);
        screen.feed("\033[?1h\033[?2004h\033[?1003h\033[>5u\033]2;its title\033\\");
        window.feed(view.paint(screen, 60, 15));
        assertThat(window.modes()).contains(Mode.CURSOR_KEYS, Mode.BRACKETED_PASTE);
        assertThat(window.mouseTracking()).isZero();
        assertThat(window.title()).isEqualTo("its title");
        assertThat(window.terminal.grid.keyboard.toString()).isEqualTo(screen.terminal.grid.keyboard.toString());
        screen.feed("\033[?1l\033[?2004l\033[<1u");
        window.feed(view.paint(screen, 60, 15));
        assertThat(window.modes()).doesNotContain(Mode.CURSOR_KEYS, Mode.BRACKETED_PASTE);
        assertThat(window.terminal.grid.keyboard.isEmpty()).isTrue();
    }

    private static void assertShows(Screen window, Screen screen, ClippedView view, String what) {
        Screen.Cursor shown = window.cursor();
        Screen.Cursor real = screen.cursor();
        assertThat(shown.row() + view.top()).as(what).isEqualTo(real.row());
        assertThat(shown.column() + view.left()).as(what).isEqualTo(real.column());
        assertThat(shown.visible()).as(what).isEqualTo(real.visible());
        for (int row = 0; row < window.rows(); row++) {
            for (int column = 0; column < window.columns(); column++) {
                String place = what + " row " + row + " column " + column;
                Cell cell = window.cell(row, column);
                int r = row + view.top();
                int c = column + view.left();
                if (r >= screen.rows() || c >= screen.columns()) {
                    assertThat(cell.text().isBlank()).as(place).isTrue();
                    continue;
                }
                Cell expected = screen.cell(r, c);
                boolean cutLeft = column == 0 && isTail(screen, r, c);
                boolean cutRight =
                        column == window.columns() - 1 && c + 1 < screen.columns() && isTail(screen, r, c + 1);
                boolean never = expected.text().isEmpty() && expected.width() == 1;
                if (cutLeft || cutRight || never) {
                    assertThat(cell.text().isBlank()).as(place).isTrue();
                    assertThat(cell.style()).as(place).isEqualTo(expected.style());
                } else {
                    assertThat(cell).as(place).isEqualTo(expected);
                }
            }
        }
    }

    private static boolean isTail(Screen screen, int row, int column) {
        return Cells.isTail(screen.terminal.grid.lines[row].cells[column]);
    }
}
