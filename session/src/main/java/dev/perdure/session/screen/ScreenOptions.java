package dev.perdure.session.screen;

/**
 * What a screen is made with.
 *
 * @param scrollback lines kept above the main screen
 * @param allowClipboard whether OSC 52 writes are passed to the listener; reads never are
 * @param answerback what ENQ is answered with; nothing when empty
 * @param version what XTVERSION is answered with
 * @param dialect whose behaviour is followed where terminals differ
 */
public record ScreenOptions(
        int scrollback, boolean allowClipboard, String answerback, String version, Dialect dialect) {

    /** 10,000 lines, no clipboard, no answerback, xterm's dialect. */
    public static final ScreenOptions DEFAULT = new ScreenOptions(10_000, false, "", "perdure", Dialect.XTERM);

    /** The most lines of scrollback that a screen takes. */
    public static final int MAX_SCROLLBACK = 1_000_000;

    public ScreenOptions {
        if (scrollback < 0 || scrollback > MAX_SCROLLBACK) {
            throw new IllegalArgumentException("scrollback is not in 0.." + MAX_SCROLLBACK + ": " + scrollback);
        }
    }

    /** These options with another limit of the scrollback. */
    public ScreenOptions withScrollback(int lines) {
        return new ScreenOptions(lines, allowClipboard, answerback, version, dialect);
    }

    /** These options with another dialect. */
    public ScreenOptions withDialect(Dialect other) {
        return new ScreenOptions(scrollback, allowClipboard, answerback, version, other);
    }
}
