package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A terminal's screen as a value that bytes change: what an xterm would show after the same output.
 *
 * <p>Not thread-safe: one writer, and no reader meanwhile. Memory is bounded by the size and the options, whatever is
 * fed. No input makes {@link #feed} throw.
 */
public final class Screen {

    /** The most columns or rows; more would be an error of the caller. */
    public static final int MAX_SIZE = 2_000;

    /** Cells to touch in one go: a few milliseconds. */
    private static final long SLICE = 1_000_000;

    final Terminal terminal;
    final Parser parser;

    /** A screen that answers nobody and tells nobody. */
    public Screen(int columns, int rows, ScreenOptions options) {
        this(columns, rows, options, Replies.NONE, ScreenListener.NONE);
    }

    /**
     * An empty screen.
     *
     * @throws IllegalArgumentException if there are fewer than 2 columns or 1 row, or more than {@link #MAX_SIZE}
     */
    public Screen(int columns, int rows, ScreenOptions options, Replies replies, ScreenListener listener) {
        checkSize(columns, rows);
        terminal = new Terminal(columns, rows, options, replies, listener);
        parser = new Parser(new Interpreter(terminal, this::resetParser, this::position), terminal.xtermJs());
    }

    private void resetParser() {
        parser.reset();
    }

    private static void checkSize(int columns, int rows) {
        if (columns < 2 || columns > MAX_SIZE) {
            throw new IllegalArgumentException("columns is not in 2.." + MAX_SIZE + ": " + columns);
        }
        if (rows < 1 || rows > MAX_SIZE) {
            throw new IllegalArgumentException("rows is not in 1.." + MAX_SIZE + ": " + rows);
        }
    }

    /** Takes output of the program in, cut anywhere. */
    public void feed(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        parser.feed(bytes, offset, length);
    }

    /**
     * Takes output of the program in, but stops where it has become much work: some commands of a few bytes change the whole
     * of a large screen. So whoever feeds can do something else in between.
     *
     * @return how many bytes were taken in; at least one, if there are any
     */
    public int feedSome(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        terminal.workLimit = terminal.work + SLICE;
        int taken = parser.feed(bytes, offset, length);
        terminal.workLimit = Long.MAX_VALUE;
        return taken;
    }

    /** Takes output of the program in, cut anywhere. */
    public void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    /** Takes text in, as UTF-8. */
    public void feed(String text) {
        feed(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Gives the screen another size; as a window does. Soft-wrapped lines of the
     * main screen are wrapped anew, the alternate screen is cropped or extended, margins go to the edges.
     *
     * @throws IllegalArgumentException for a size that the constructor would refuse
     */
    public void resize(int columns, int rows) {
        checkSize(columns, rows);
        Reflow.resize(terminal, columns, rows);
        if (terminal.is(Mode.RESIZE_REPORTS)) {
            terminal.reply("\033[48;" + rows + ";" + columns + ";0;0t");
        }
    }

    public int columns() {
        return terminal.columns;
    }

    public int rows() {
        return terminal.rows;
    }

    public ScreenOptions options() {
        return terminal.options;
    }

    /** Where the cursor is. */
    public Cursor cursor() {
        return new Cursor(
                terminal.row,
                terminal.column,
                terminal.pendingWrap,
                terminal.is(Mode.CURSOR_VISIBLE),
                terminal.cursorStyle);
    }

    /**
     * The cursor: 0-based cell.
     *
     * @param pendingWrap the last column is written, and the next character goes to the next line
     * @param style as in DECSCUSR: 0 default, 1–2 block, 3–4 underline, 5–6 bar, the odd ones blinking
     */
    public record Cursor(int row, int column, boolean pendingWrap, boolean visible, int style) {}

    /** The cell at a 0-based place of the screen that is shown. */
    public Cell cell(int row, int column) {
        return view(terminal.grid.line(row).cells[column]);
    }

    /** Whether the row goes on the one above it without a break by the program. */
    public boolean wrapped(int row) {
        return terminal.grid.line(row).wrapped;
    }

    /** The text of a row of the screen that is shown, without empty cells at its end. */
    public String line(int row) {
        return text(terminal.grid.line(row));
    }

    /** The rows of the screen that is shown, each ended by a line feed. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < rows(); row++) {
            out.append(line(row)).append('\n');
        }
        return out.toString();
    }

    /**
     * Finds a pattern in the scrollback and the screen that is shown, oldest first. Rows that go on one another are read
     * as one.
     *
     * @throws PatternException when that takes the pattern too much work
     */
    public List<Match> search(Pattern pattern, int limit) {
        return Search.of(this, pattern, limit);
    }

    /** Finds a text, as {@link #search(Pattern, int)}. */
    public List<Match> search(String text, int limit) {
        return search(Pattern.compile(Pattern.quote(text)), limit);
    }

    /**
     * A place where a search succeeded.
     *
     * @param line counted from the first line that the screen ever had, as {@link #firstLine}
     * @param column 0-based cell
     */
    public record Match(long line, int column, String text) {}

    /** Bytes that the scrollback holds, for reports. */
    public long scrollbackBytes() {
        return terminal.scrollback.bytes();
    }

    /** Lines above the main screen. */
    public int scrollbackCount() {
        return terminal.scrollback.count();
    }

    /** The text of a line above the main screen; 0 is the oldest. */
    public String scrollbackLine(int index) {
        return text(terminal.scrollback.get(Objects.checkIndex(index, scrollbackCount()), 0));
    }

    /** Whether the line of the scrollback goes on the one before it. */
    public boolean scrollbackWrapped(int index) {
        return terminal.scrollback.wrapped(Objects.checkIndex(index, scrollbackCount()));
    }

    /** The number, counted from the first that the screen ever had, of the topmost row of the main screen. */
    public long firstLine() {
        return terminal.scrollback.dropped() + terminal.scrollback.count();
    }

    public String title() {
        return terminal.title;
    }

    public String iconTitle() {
        return terminal.iconTitle;
    }

    /** What the program last said of its working directory (OSC 7), or empty. */
    public String workingDirectory() {
        return terminal.workingDirectory;
    }

    /** Whether the alternate screen is shown. */
    public boolean alternate() {
        return terminal.grid == terminal.alternate;
    }

    /** The modes that are on. */
    public Set<Mode> modes() {
        return terminal.modes.isEmpty() ? EnumSet.noneOf(Mode.class) : EnumSet.copyOf(terminal.modes);
    }

    /** Which mouse reports the program wants, by mode number (9, 1000, 1002, 1003), or 0. */
    public int mouseTracking() {
        return terminal.mouseTracking;
    }

    /** How it wants them encoded, by mode number (1005, 1006, 1015, 1016), or 0. */
    public int mouseEncoding() {
        return terminal.mouseEncoding;
    }

    /** Bytes fed so far. */
    public long position() {
        return parser.position();
    }

    Cell view(long cell) {
        Style style = terminal.styles.get(Cells.style(cell));
        if (Cells.isTail(cell)) {
            return new Cell("", 0, style);
        }
        return new Cell(glyph(cell), Cells.isWide(cell) ? 2 : 1, style);
    }

    String glyph(long cell) {
        if (Cells.isCluster(cell)) {
            return terminal.clusters.get(Cells.value(cell));
        }
        int value = Cells.value(cell);
        return value == 0 ? "" : Character.toString(value);
    }

    String text(Line line) {
        StringBuilder out = new StringBuilder();
        int length = line.textLength();
        for (int i = 0; i < length; i++) {
            long cell = line.cells[i];
            if (Cells.isEmpty(cell)) {
                out.append(' ');
            } else if (!Cells.isTail(cell)) {
                out.append(glyph(cell));
            }
        }
        return out.toString();
    }
}
