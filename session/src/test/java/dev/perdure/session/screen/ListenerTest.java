package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private static final class Journal implements ScreenListener {
        final List<String> entries = new ArrayList<>();

        @Override
        public void bell() {
            entries.add("bell");
        }

        @Override
        public void titleChanged(String title) {
            entries.add("title " + title);
        }

        @Override
        public void workingDirectoryChanged(String url) {
            entries.add("directory " + url);
        }

        @Override
        public void mark(Mark mark) {
            entries.add("mark " + mark.kind() + " " + mark.parameters() + " @" + mark.line() + " " + mark.position());
        }

        @Override
        public void synchronizedOutputBegan() {
            entries.add("began");
        }

        @Override
        public void synchronizedOutputEnded() {
            entries.add("ended");
        }

        @Override
        public void clipboardRefused() {
            entries.add("refused");
        }

        @Override
        public void clipboardWritten(String selection, String base64) {
            entries.add("clipboard " + selection + " " + base64);
        }

        @Override
        public void reset() {
            entries.add("reset");
        }
    }

    private static List<String> events(ScreenOptions options, String text) {
        Journal journal = new Journal();
        new Screen(20, 2, options, Replies.NONE, journal).feed(text);
        return journal.entries;
    }

    @Test
    void marksTellLineAndPosition() {
        assertThat(events(
                        ScreenOptions.DEFAULT,
                        "\033]133;A\007$ \033]133;C;id=7\033\\\r\na\r\nb\r\n\033]133;D;1;id=7\007"))
                // A string ends with the ESC of its terminator.
                .containsExactly("mark A  @0 8", "mark C id=7 @0 23", "mark D 1;id=7 @3 47");
    }

    @Test
    void bellTitleDirectoryAndSynchronisedOutputAreTold() {
        assertThat(events(
                        ScreenOptions.DEFAULT,
                        "\007\033]0;t\007\033]7;file://h/p\007\033[?2026h\033[?2026h\033[?2026l\033c"))
                .containsExactly("bell", "title t", "directory file://h/p", "began", "ended", "reset");
    }

    @Test
    void titleStackGivesTitlesBack() {
        assertThat(events(ScreenOptions.DEFAULT, "\033]2;a\007\033[22;0t\033]2;b\007\033[23;0t\033[23;0t"))
                .containsExactly("title a", "title b", "title a");
    }

    @Test
    void clipboardIsRefusedUnlessAllowed() {
        assertThat(events(ScreenOptions.DEFAULT, "\033]52;c;QQ==\007")).containsExactly("refused");
        ScreenOptions allowed = new ScreenOptions(10, true, "", "v", Dialect.XTERM);
        assertThat(events(allowed, "\033]52;c;QQ==\007\033]52;c;?\007")).containsExactly("clipboard c QQ==", "refused");
    }
}
