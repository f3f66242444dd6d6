package dev.perdure.session.screen;

import java.util.List;

/**
 * What DECSC keeps: position, style, character sets, origin mode. As in xterm.js the pending wrap is not part of it, and
 * autowrap is not restored.
 *
 * @param charsets what is designated to G0–G3
 */
record SavedCursor(int row, int column, Style style, List<Charset> charsets, int shift, boolean origin) {

    SavedCursor {
        charsets = List.copyOf(charsets);
    }

    static final SavedCursor HOME = new SavedCursor(
            0, 0, Style.PLAIN, List.of(Charset.ASCII, Charset.ASCII, Charset.ASCII, Charset.ASCII), 0, false);
}
