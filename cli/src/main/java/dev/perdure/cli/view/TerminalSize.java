package dev.perdure.cli.view;

/**
 * How many cells a terminal has.
 *
 * @param columns cells in a line
 * @param rows lines
 */
public record TerminalSize(int columns, int rows) {
    /** What a terminal has that doesn't say (DEC VT100). */
    public static final TerminalSize CUSTOMARY = new TerminalSize(80, 24);
}
