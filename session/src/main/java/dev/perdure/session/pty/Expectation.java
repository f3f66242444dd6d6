package dev.perdure.session.pty;

/** What the terminal's modes say about the input that the program expects: termios(3), {@code ECHO} and {@code ICANON}. */
public enum Expectation {
    /** A line, shown while it is typed: the terminal as programs find it. */
    LINE,
    /** A line that isn't shown: a password or another secret. */
    SECRET_LINE,
    /** Single keys: a shell's line editor, a full-screen program. */
    KEYS
}
