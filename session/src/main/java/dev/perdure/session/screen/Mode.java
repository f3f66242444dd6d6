package dev.perdure.session.screen;

import org.jspecify.annotations.Nullable;

/**
 * A mode of the terminal that is on or off, with its number in SM/RM (ANSI) or DECSET/DECRST (private).
 *
 * <p>Source of the numbers: xterm's control sequences; 2026 and 2031 from contour's terminal extensions, 2048 from the
 * in-band resize proposal.
 */
public enum Mode {
    /** IRM: printed characters shift what follows. */
    INSERT(false, 4, false),
    /** LNM: a line feed returns the carriage too. */
    NEWLINE(false, 20, false),
    /** DECCKM: cursor keys send application sequences. */
    CURSOR_KEYS(true, 1, false),
    /** DECCOLM, where it is allowed: clears the screen. The size stays: it is that of the windows. */
    COLUMNS_132(true, 3, false),
    /** DECCOLM is obeyed. */
    COLUMNS_132_ALLOWED(true, 40, false),
    /** DECNCSM: DECCOLM doesn't clear the screen. */
    COLUMNS_KEEP_SCREEN(true, 95, false),
    /** DECSCNM: the whole screen in reverse video. */
    REVERSE_VIDEO(true, 5, false),
    /** DECOM: positions count from the margins. */
    ORIGIN(true, 6, false),
    /** DECAWM: text goes on in the next line. */
    AUTOWRAP(true, 7, true),
    /** The cursor blinks. */
    CURSOR_BLINK(true, 12, false),
    /** DECTCEM. */
    CURSOR_VISIBLE(true, 25, true),
    /** more(1)'s fix: a tab while a wrap is pending goes on in the next line. */
    MORE_FIX(true, 41, false),
    /** A backspace in the first column goes to the end of the line above. */
    REVERSE_WRAP(true, 45, false),
    /** DECNKM: the keypad sends application sequences. */
    KEYPAD(true, 66, false),
    /** DECBKM: the backarrow key sends backspace. */
    BACKARROW(true, 67, false),
    /** DECLRMM: left and right margins can be set. */
    MARGINS(true, 69, false),
    /** Focus changes are reported. */
    FOCUS(true, 1004, false),
    /** The wheel sends cursor keys on the alternate screen. */
    ALTERNATE_SCROLL(true, 1007, false),
    /** Pasted text is bracketed. */
    BRACKETED_PASTE(true, 2004, false),
    /** Output is to be shown at once when the mode ends. */
    SYNCHRONIZED(true, 2026, false),
    /** Changes of the colour scheme are reported. */
    COLOR_SCHEME_REPORTS(true, 2031, false),
    /** Resizes are reported in band. */
    RESIZE_REPORTS(true, 2048, false);

    private static final Mode[] ALL = values();

    private final boolean dec;
    private final int number;
    private final boolean initially;

    Mode(boolean dec, int number, boolean initially) {
        this.dec = dec;
        this.number = number;
        this.initially = initially;
    }

    /** Whether it is a DEC private mode. */
    public boolean dec() {
        return dec;
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** Whether it is on in a fresh terminal. */
    public boolean initially() {
        return initially;
    }

    static @Nullable Mode of(boolean dec, int number) {
        for (Mode mode : ALL) {
            if (mode.number == number && mode.dec == dec) {
                return mode;
            }
        }
        return null;
    }

    /** The sequence that sets or resets it. */
    String sequence(boolean on) {
        return "\033[" + (dec ? "?" : "") + number + (on ? "h" : "l");
    }
}
