package dev.perdure.session.screen;

import java.util.List;

/**
 * What DECSC keeps: position, pending wrap (not in xterm.js), style, character sets, origin mode. Autowrap is not part of
 * it.
 *
 * @param charsets what is designated to G0–G3
 */
record SavedCursor(
        int row, int column, boolean pendingWrap, Style style, List<Charset> charsets, int shift, boolean origin) {

    SavedCursor {
        charsets = List.copyOf(charsets);
    }

    /** The same, in the first cell. */
    SavedCursor atHome() {
        return new SavedCursor(0, 0, pendingWrap, style, charsets, shift, origin);
    }

    static final SavedCursor HOME = new SavedCursor(
            0, 0, false, Style.PLAIN, List.of(Charset.ASCII, Charset.ASCII, Charset.ASCII, Charset.ASCII), 0, false);
}
