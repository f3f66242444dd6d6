package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static dev.perdure.session.screen.Screens.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ResizeTest {

    @Test
    void softWrappedLinesAreJoinedAndBrokenAgain() {
        Screen screen = after(10, 4, "0123456789abcdef\r\nx");
        screen.resize(20, 4);
        assertThat(shown(screen)).isEqualTo("0123456789abcdef\nx");
        screen.resize(6, 4);
        assertThat(shown(screen)).isEqualTo("012345\n6789ab\ncdef\nx");
        assertThat(screen.wrapped(1)).isTrue();
        assertThat(screen.wrapped(3)).isFalse();
    }

    @Test
    void cursorStaysWithItsCharacter() {
        Screen screen = after(10, 4, "0123456789abc\033[1;9H");
        screen.resize(4, 4);
        assertThat(screen.cursor()).isEqualTo(new Screen.Cursor(2, 0, false, true, 0));
        screen.feed("X");
        screen.resize(10, 4);
        assertThat(shown(screen)).isEqualTo("01234567X9\nabc");
    }

    @Test
    void pendingWrapBecomesAColumnInAWiderScreen() {
        Screen screen = after(4, 2, "abcd");
        screen.resize(8, 2);
        screen.feed("e");
        assertThat(shown(screen)).isEqualTo("abcde");
    }

    @Test
    void wideCharactersAreNotCut() {
        Screen screen = after(6, 4, "日本語x");
        screen.resize(5, 4);
        assertThat(shown(screen)).isEqualTo("日本\n語x");
        screen.resize(6, 4);
        assertThat(shown(screen)).isEqualTo("日本語\nx");
    }

    @Test
    void scrollbackIsReflowedToo() {
        Screen screen = after(4, 2, "abcdefgh\r\n1\r\n2\r\n3");
        assertThat(screen.scrollbackCount()).isEqualTo(3);
        screen.resize(8, 2);
        assertThat(screen.scrollbackLine(0)).isEqualTo("abcdefgh");
        assertThat(shown(screen)).isEqualTo("2\n3");
    }

    @Test
    void fewerRowsPushTheTopAwayAndMoreRowsFetchItBack() {
        Screen screen = after(5, 4, "a\r\nb\r\nc\r\nd");
        screen.resize(5, 2);
        assertThat(shown(screen)).isEqualTo("c\nd");
        assertThat(screen.scrollbackCount()).isEqualTo(2);
        screen.resize(5, 4);
        assertThat(shown(screen)).isEqualTo("a\nb\nc\nd");
    }

    @Test
    void clearedScreenStaysClearWhenItGrows() {
        Screen screen = after(5, 2, "a\r\nb\r\nc\r\n\033[H\033[2J$ ");
        screen.resize(5, 4);
        assertThat(shown(screen)).isEqualTo("$");
    }

    @Test
    void alternateScreenIsCroppedAndTheMainOneReflowedUnderIt() {
        Screen screen = after(6, 3, "abcdef12\033[?1049h\033[HABCDEF\r\nG\r\nH");
        screen.resize(4, 2);
        assertThat(shown(screen)).isEqualTo("G\nH");
        screen.feed("\033[?1049l");
        screen.resize(8, 3);
        assertThat(screen.line(0)).isEqualTo("abcdef12");
    }

    @Test
    void marginsAndTabsFollowTheSize() {
        Screen screen = after(10, 5, "\033[2;3r");
        screen.resize(30, 5);
        screen.feed("\033[5;1H\t\t\tx\n");
        assertThat(screen.line(3)).isEqualTo(" ".repeat(24) + "x");
    }

    @Test
    void impossibleSizesAreRefused() {
        Screen screen = after(10, 5, "");
        assertThatThrownBy(() -> screen.resize(1, 5)).hasMessage("columns is not in 2..2000: 1");
        assertThatThrownBy(() -> screen.resize(10, 0)).hasMessage("rows is not in 1..2000: 0");
        assertThatThrownBy(() -> ScreenOptions.DEFAULT.withScrollback(-1)).hasMessageContaining("-1");
    }
}
