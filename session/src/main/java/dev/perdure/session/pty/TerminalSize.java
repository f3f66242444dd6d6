package dev.perdure.session.pty;

/** The size of a terminal in cells, each side from 1 to 32767. */
public record TerminalSize(int columns, int rows) {
    /** The size of the terminals that everybody copied, 80 by 24. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

    private static final int LARGEST = Short.MAX_VALUE;

    public TerminalSize {
        if (columns < 1 || columns > LARGEST) {
            throw new IllegalArgumentException("columns is not from 1 to " + LARGEST + ": " + columns);
        }
        if (rows < 1 || rows > LARGEST) {
            throw new IllegalArgumentException("rows is not from 1 to " + LARGEST + ": " + rows);
        }
    }

    @Override
    public String toString() {
        return columns + "x" + rows;
    }
}
