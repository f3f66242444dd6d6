package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of the terminal, and the few moves that everything else is made of.
 *
 * <p>The cursor stands on a cell, 0-based. After the last column was written it stays there with {@link #pendingWrap}:
 * the next character goes to the next line.
 */
final class Terminal {

    static final int TITLE_STACK_LIMIT = 10;

    final ScreenOptions options;
    final Replies replies;
    final ScreenListener listener;
    final Budget budget;
    final StyleTable styles;
    final ClusterTable clusters;
    final Pen pen;
    final Scrollback scrollback;
    final Grid main;
    final Grid alternate;

    /** Cells that were touched, roughly, and where to stop for now. */
    long work;

    long workLimit = Long.MAX_VALUE;

    int columns;
    int rows;
    Grid grid;
    int row;
    int column;
    boolean pendingWrap;

    final Set<Mode> modes = EnumSet.noneOf(Mode.class);
    final SortedMap<Integer, Boolean> savedModes = new TreeMap<>();
    /** Mode number of the mouse reports asked for, or 0. */
    int mouseTracking;
    /** Mode number of the encoding of mouse reports, or 0. */
    int mouseEncoding;
    /** DECSCUSR, 0–6. */
    int cursorStyle;
    /** XTMODKEYS: the level of modifyOtherKeys. */
    int modifyOtherKeys;

    /** How characters are guarded against erasing. */
    Guard guard = Guard.NONE;

    /** DECSCL: 61 to 64. It changes nothing but the answer to the question for it. */
    int conformance = 64;

    /** XTCHECKSUM: what DECRQCRA counts, as bits. */
    int checksumExtension;

    /** DECSACE: attributes change in the rectangle, not in the stream of characters between its corners. */
    boolean exactRectangles;

    final Charset[] charsets = new Charset[4];
    /** Which of G0–G3 is in GL. */
    int shift;
    /** 2 or 3 when the next character comes from G2 or G3. */
    int singleShift;

    final BitSet tabs = new BitSet();
    final Palette palette = new Palette();
    String title = "";
    String iconTitle = "";
    String workingDirectory = "";
    final Deque<String> titleStack = new ArrayDeque<>();
    final Deque<String> iconTitleStack = new ArrayDeque<>();

    Terminal(int columns, int rows, ScreenOptions options, Replies replies, ScreenListener listener) {
        this.options = options;
        this.replies = replies;
        this.listener = listener;
        this.columns = columns;
        this.rows = rows;
        budget = new Budget(options.scrollback(), new Room(this));
        styles = new StyleTable(budget);
        clusters = new ClusterTable(budget);
        pen = new Pen(styles);
        scrollback = new Scrollback(options.scrollback(), budget);
        main = new Grid(columns, rows, scrollback, xtermJs());
        alternate = new Grid(columns, rows, null, xtermJs());
        grid = main;
        initialise();
    }

    /** RIS. Title and working directory stay. */
    void reset() {
        scrollback.clear();
        main.clear(Cells.EMPTY);
        alternate.clear(Cells.EMPTY);
        initialise();
        listener.reset();
    }

    private void initialise() {
        grid = main;
        for (Grid each : List.of(main, alternate)) {
            each.resetMargins();
            each.saved = SavedCursor.HOME;
            each.keyboard.clear();
        }
        moveTo(0, 0);
        pen.become(Style.PLAIN);
        modes.clear();
        for (Mode mode : Mode.values()) {
            if (mode.initially()) {
                modes.add(mode);
            }
        }
        savedModes.clear();
        mouseTracking = 0;
        mouseEncoding = 0;
        cursorStyle = 0;
        modifyOtherKeys = 0;
        exactRectangles = false;
        guard = Guard.NONE;
        conformance = 64;
        checksumExtension = 0;
        resetCharsets();
        tabs.clear();
        addDefaultTabs(0);
        palette.clear();
    }

    void resetCharsets() {
        Arrays.fill(charsets, Charset.ASCII);
        shift = 0;
        singleShift = 0;
    }

    void addDefaultTabs(int from) {
        for (int i = (from + 7) / 8 * 8; i < columns; i += 8) {
            tabs.set(i);
        }
    }

    boolean is(Mode mode) {
        return modes.contains(mode);
    }

    boolean xtermJs() {
        return options.dialect() == Dialect.XTERM_JS;
    }

    void reply(String text) {
        replies.reply(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lines that the main screen ever had above the cursor's one. */
    long absoluteLine() {
        return scrollback.dropped() + scrollback.count() + row;
    }

    Line line() {
        return grid.lines[row];
    }

    /** An empty cell with the pen's background. */
    long blank() {
        return Cells.empty(pen.eraseId());
    }

    /**
     * What the other half of a wide character becomes when one is written over: empty in the pen's style, in xterm only in its
     * colours.
     */
    long remnant() {
        return Cells.empty(xtermJs() ? pen.id() : pen.colorsId());
    }

    void moveTo(int newRow, int newColumn) {
        row = Math.clamp(newRow, 0, rows - 1);
        column = Math.clamp(newColumn, 0, columns - 1);
        pendingWrap = false;
    }

    /** A position as programs give it: in origin mode it counts from the margins and stays within them. */
    void moveToOrigin(int newRow, int newColumn) {
        if (is(Mode.ORIGIN)) {
            moveTo(
                    Math.clamp((long) grid.top + newRow, grid.top, grid.bottom),
                    Math.clamp((long) grid.left + newColumn, grid.left, grid.right));
        } else {
            moveTo(newRow, newColumn);
        }
    }

    /** Whether an erasing function spares what is protected; {@code selective} are DECSED and DECSEL. */
    boolean guards(boolean selective) {
        return guard == Guard.ISO || (selective && (guard == Guard.DEC || xtermJs()));
    }

    boolean withinMargins() {
        return row >= grid.top && row <= grid.bottom && column >= grid.left && column <= grid.right;
    }

    void up(int count) {
        int limit = row >= grid.top ? grid.top : 0;
        moveTo(Math.max(row - count, limit), column);
    }

    void down(int count) {
        int limit = row <= grid.bottom ? grid.bottom : rows - 1;
        moveTo(Math.min(row + count, limit), column);
    }

    void forward(int count) {
        int limit = column <= grid.right ? grid.right : columns - 1;
        moveTo(row, Math.min(column + count, limit));
    }

    void back(int count) {
        int limit = column >= grid.left ? grid.left : 0;
        moveTo(row, Math.max(column - count, limit));
    }

    void carriageReturn() {
        moveTo(row, column >= grid.left ? grid.left : is(Mode.ORIGIN) ? grid.left : 0);
    }

    /** Down by one, scrolling at the bottom margin. The line that the cursor comes to keeps what it says of wrapping. */
    void index() {
        pendingWrap = false;
        if (row == grid.bottom) {
            if (column >= grid.left && column <= grid.right) {
                grid.scrollForward(blank());
            }
        } else if (row < rows - 1) {
            row++;
        }
    }

    void reverseIndex() {
        pendingWrap = false;
        if (row == grid.top) {
            if (column >= grid.left && column <= grid.right) {
                grid.shiftDown(grid.top, grid.bottom, 1, blank());
            }
        } else if (row > 0) {
            row--;
        }
    }

    void saveCursor() {
        grid.saved = new SavedCursor(
                row, column, pendingWrap && !xtermJs(), pen.style(), List.of(charsets), shift, is(Mode.ORIGIN));
    }

    void restoreCursor() {
        SavedCursor saved = grid.saved;
        pen.become(saved.style());
        for (int i = 0; i < charsets.length; i++) {
            charsets[i] = saved.charsets().get(i);
        }
        shift = saved.shift();
        if (xtermJs()) {
            singleShift = 0;
        }
        set(Mode.ORIGIN, saved.origin());
        moveTo(saved.row(), saved.column());
        if (saved.origin()) {
            // In xterm the cursor can stand outside of the margins in origin mode then; here it never does.
            moveTo(Math.clamp(row, grid.top, grid.bottom), Math.clamp(column, grid.left, grid.right));
        }
        pendingWrap = saved.pendingWrap();
    }

    void set(Mode mode, boolean on) {
        if (on) {
            modes.add(mode);
        } else {
            modes.remove(mode);
        }
    }

    /** Shows one of the screens. In xterm both have the same margins; xterm.js makes the alternate screen anew each time. */
    void show(Grid next) {
        if (!xtermJs()) {
            next.top = grid.top;
            next.bottom = grid.bottom;
            next.left = grid.left;
            next.right = grid.right;
        } else {
            alternate.resetMargins();
        }
        grid = next;
        pendingWrap &= !xtermJs() || column == columns - 1;
        if (is(Mode.ORIGIN) && xtermJs()) {
            moveToOrigin(row - grid.top, column - grid.left);
        }
    }
}
