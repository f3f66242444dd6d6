package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Screens for tests. */
final class Screens {

    private Screens() {}

    /** A screen of this size after this text. */
    static Screen after(int columns, int rows, String text) {
        Screen screen = new Screen(columns, rows, ScreenOptions.DEFAULT);
        screen.feed(text);
        return screen;
    }

    /** The rows without the blank ones at the end. */
    static String shown(Screen screen) {
        return screen.text().stripTrailing();
    }

    /** What a screen answers to a text. */
    static List<String> replies(String text) {
        List<String> replies = new ArrayList<>();
        Screen screen = new Screen(
                80,
                24,
                ScreenOptions.DEFAULT,
                bytes -> replies.add(new String(bytes, StandardCharsets.UTF_8)),
                ScreenListener.NONE);
        screen.feed(text);
        return replies;
    }
}
