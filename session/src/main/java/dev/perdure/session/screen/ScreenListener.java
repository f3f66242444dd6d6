package dev.perdure.session.screen;

/**
 * Told of what a program's output means beyond the grid, in the order of the stream and on the thread that feeds. It
 * must not change the screen.
 */
public interface ScreenListener {

    /** Hears nothing. */
    ScreenListener NONE = new ScreenListener() {};

    /** BEL. */
    default void bell() {}

    /** The window title is {@code title} now. */
    default void titleChanged(String title) {}

    /** The program says that its working directory is {@code url} (OSC 7, usually {@code file://host/path}). */
    default void workingDirectoryChanged(String url) {}

    /** A semantic mark of OSC 133. */
    default void mark(Mark mark) {}

    /** Synchronised output (mode 2026) began. */
    default void synchronizedOutputBegan() {}

    /** Synchronised output ended: what is on the screen is whole. */
    default void synchronizedOutputEnded() {}

    /** The program tried to use the clipboard (OSC 52), which is refused by default. */
    default void clipboardRefused() {}

    /** The program wrote {@code base64} to the clipboard {@code selection}; only when the options allow it. */
    default void clipboardWritten(String selection, String base64) {}

    /** The screen was reset to its initial state (RIS). */
    default void reset() {}

    /**
     * A mark of OSC 133.
     *
     * @param kind the letter: A prompt begins, B command line begins, C output begins, D command ended; others as sent
     * @param parameters what followed the letter, without the first semicolon: for D the exit code
     * @param line the cursor's line, counted from the first that the screen ever had
     * @param position bytes of the stream up to the end of the mark
     */
    record Mark(char kind, String parameters, long line, long position) {}
}
