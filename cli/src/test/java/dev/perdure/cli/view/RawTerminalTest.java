package dev.perdure.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.screen.Cell;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.Style;
import org.junit.jupiter.api.Test;

class RawTerminalTest {
    /** Whatever programs switch on: screens, mouse, keys, paste, margins, insert, colours, links, character sets, cursor. */
    private static final String WILD =
            "\033[?2026h\033[?1049h\033[?9h\033[?1000h\033[?1002h\033[?1003h\033[?1004h\033[?1005h\033[?1006h\033[?1015h"
                    + "\033[?1016h\033[?2004h\033[?2048h\033[?1h\033=\033[?5h\033[?6h\033[?69h\033[5;20s\033[3;9r\033[?7l\033[4h\033[20h"
                    + "\033(0\033)0\016\033]8;;https://example.org\033\\\033[1;3;4:3;31;42;58;5;9m\033[>4;2m\033[>31u\033[>5u\033[5 q\033[?25l";

    @Test
    void whatAProgramSwitchedOnIsOffAgain() {
        Screen fresh = new Screen(80, 24, ScreenOptions.DEFAULT);
        Screen used = new Screen(80, 24, ScreenOptions.DEFAULT);
        used.feed(WILD);
        assertThat(used.modes()).isNotEqualTo(fresh.modes());
        assertThat(used.alternate()).isTrue();
        assertThat(used.mouseTracking()).isNotZero();

        used.feed(RawTerminal.RESTORE);

        assertThat(used.modes()).isEqualTo(fresh.modes());
        assertThat(used.alternate()).isFalse();
        assertThat(used.mouseTracking()).isZero();
        assertThat(used.mouseEncoding()).isEqualTo(fresh.mouseEncoding());
        assertThat(used.cursor().visible()).isTrue();
        assertThat(used.cursor().style()).isZero();
        // Plain letters from the lowest line's beginning, which scrolls: no margins, insertion, style, link or
        // character set is left.
        used.feed("\033[24;1Hlqk\r\nqx\rX");
        assertThat(used.line(22)).isEqualTo("lqk");
        assertThat(used.line(23)).isEqualTo("Xx");
        assertThat(used.cell(23, 0)).isEqualTo(new Cell("X", 1, Style.PLAIN));
    }
}
