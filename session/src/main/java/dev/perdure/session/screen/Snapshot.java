package dev.perdure.session.screen;

import dev.perdure.session.screen.SnapshotOutput.Detail;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A byte stream that makes a fresh xterm-compatible terminal of the same size equal to a screen: cells of both screens
 * and of the scrollback, cursor, pen, saved cursors, margins, tabs, character sets, modes, titles, changed colours. The
 * stream that follows the snapshot's position can be sent on after it without a gap, also when that position is in the
 * middle of a sequence: the snapshot ends with the part that was read.
 *
 * <p>Bounded: see {@link #mostBytes}. Synchronised output is never left on. Bells, marks and answers are not in it.
 */
public final class Snapshot {

    private final Terminal t;
    private final Parser parser;
    private final SnapshotOutput out;
    private final RowPainter painter;

    private Snapshot(Screen screen, Detail detail, long bound) {
        t = screen.terminal;
        parser = screen.parser;
        out = new SnapshotOutput(t.styles, detail, bound);
        painter = new RowPainter(out, t);
    }

    /** The whole of a screen, for a terminal that is fresh. */
    public static byte[] of(Screen screen) {
        return of(screen, Integer.MAX_VALUE, false);
    }

    /**
     * The snapshot of a screen.
     *
     * @param scrollbackLines the most lines of the scrollback to include, the newest
     * @param resetFirst begin with a reset (RIS), for a terminal that may not be fresh
     */
    public static byte[] of(Screen screen, int scrollbackLines, boolean resetFirst) {
        long bound = mostBytes(screen.options());
        int lines = Math.min(scrollbackLines, screen.scrollbackCount());
        while (true) {
            Snapshot snapshot = new Snapshot(screen, Detail.ALL, bound);
            snapshot.write(lines, resetFirst);
            if (!snapshot.out.overflowed()) {
                return snapshot.out.toBytes();
            }
            if (lines == 0) {
                break;
            }
            lines /= 4;
        }
        Snapshot withoutLinks = new Snapshot(screen, Detail.WITHOUT_LINKS, bound);
        withoutLinks.write(0, resetFirst);
        if (!withoutLinks.out.overflowed()) {
            return withoutLinks.out.toBytes();
        }
        // What a cell takes then is bounded: the size of the screen is the bound.
        Snapshot text = new Snapshot(screen, Detail.TEXT, Integer.MAX_VALUE);
        text.write(0, resetFirst);
        return text.out.toBytes();
    }

    /**
     * The most bytes that a snapshot of a screen with these options takes, as long as the text of its rows alone takes no
     * more. Where it would take more, the oldest lines of the scrollback are left out, then links, then all styles.
     */
    public static long mostBytes(ScreenOptions options) {
        return Budget.limit(options.scrollback());
    }

    private void write(int scrollbackLines, boolean resetFirst) {
        if (resetFirst) {
            out.raw("\033c");
        }
        if (t.conformance != 64) {
            out.raw("\033[" + t.conformance + "\"p");
        }
        savedModes();
        if (t.is(Mode.COLUMNS_132)) {
            out.raw(Mode.COLUMNS_132_ALLOWED.sequence(true) + Mode.COLUMNS_132.sequence(true));
            out.raw(Mode.COLUMNS_132_ALLOWED.sequence(false));
        }
        colors();
        titles();
        paintMain(scrollbackLines);
        boolean alternate = t.grid == t.alternate;
        boolean done = false;
        if (alternate || !isBlank(t.alternate)) {
            leaveBehind(t.main);
            out.pen(0);
            out.raw("\033[?47h\033[H");
            paint(t.alternate);
            if (!alternate) {
                leaveBehind(t.alternate);
                out.raw("\033[?47l");
                done = true;
            }
        } else if (!t.alternate.saved.equals(SavedCursor.HOME) || !t.alternate.keyboard.isEmpty()) {
            leaveBehind(t.main);
            out.raw("\033[?47h");
            leaveBehind(t.alternate);
            out.raw("\033[?47l");
            done = true;
        }
        if (!done) {
            tabs();
            savedCursor(t.grid);
            out.raw(t.grid.keyboard.sequences());
        }
        finish();
    }

    private void savedModes() {
        for (Map.Entry<Integer, Boolean> saved : t.savedModes.entrySet()) {
            int number = saved.getKey();
            Mode mode = Mode.of(true, number);
            // Each by itself, for some change what others save.
            boolean columns = mode == Mode.COLUMNS_132;
            out.raw(columns ? Mode.COLUMNS_132_ALLOWED.sequence(true) : "");
            out.raw("\033[?" + number + (saved.getValue() ? "h" : "l") + "\033[?" + number + "s");
            out.raw("\033[?" + number + (mode != null && mode.initially() ? "h" : "l"));
            out.raw(columns ? Mode.COLUMNS_132_ALLOWED.sequence(false) : "");
        }
    }

    private void colors() {
        for (Map.Entry<Integer, String> color : t.palette.changed().entrySet()) {
            int index = color.getKey();
            out.raw("\033]" + Palette.command(index) + ";" + color.getValue() + "\033\\");
        }
    }

    private void titles() {
        titleStack(t.titleStack.descendingIterator(), 2);
        titleStack(t.iconTitleStack.descendingIterator(), 1);
        if (!t.title.isEmpty() || !t.titleStack.isEmpty()) {
            out.raw("\033]2;" + t.title + "\033\\");
        }
        if (!t.iconTitle.isEmpty() || !t.iconTitleStack.isEmpty()) {
            out.raw("\033]1;" + t.iconTitle + "\033\\");
        }
        if (!t.workingDirectory.isEmpty()) {
            out.raw("\033]7;" + t.workingDirectory + "\033\\");
        }
    }

    private void titleStack(Iterator<String> oldestFirst, int what) {
        while (oldestFirst.hasNext()) {
            out.raw("\033]" + what + ";" + oldestFirst.next() + "\033\\\033[22;" + what + "t");
        }
    }

    private void paintMain(int scrollbackLines) {
        int count = t.scrollback.count();
        int skip = Math.max(0, count - scrollbackLines);
        @Nullable Line previous = null;
        Line line = skip < count ? t.scrollback.get(skip, t.columns) : t.main.lines[0];
        for (int i = skip; i < count; i++) {
            Line next = i + 1 < count ? t.scrollback.get(i + 1, t.columns) : t.main.lines[0];
            paint(previous, line, next.wrapped);
            previous = line;
            line = next;
        }
        paintRows(previous, t.main);
    }

    private void paint(Grid grid) {
        paintRows(null, grid);
    }

    private void paintRows(@Nullable Line before, Grid grid) {
        Line previous = before;
        for (int row = 0; row < grid.rows; row++) {
            Line line = grid.lines[row];
            paint(previous, line, row + 1 < grid.rows && grid.lines[row + 1].wrapped);
            previous = line;
        }
    }

    private void paint(@Nullable Line previous, Line line, boolean breaksSoftly) {
        if (previous == null) {
            painter.first(line, breaksSoftly);
        } else {
            painter.next(previous, line, breaksSoftly);
        }
    }

    private static boolean isBlank(Grid grid) {
        for (Line line : grid.lines) {
            if (line.contentLength() > 0) {
                return false;
            }
        }
        return true;
    }

    /** What belongs to a screen that is not the one shown in the end. xterm.js keeps tabs and margins for each. */
    private void leaveBehind(Grid grid) {
        tabs();
        savedCursor(grid);
        out.raw(grid.keyboard.sequences());
        if (t.xtermJs()) {
            margins(grid);
        }
    }

    private void tabs() {
        BitSet standard = new BitSet();
        for (int i = 0; i < t.columns; i += 8) {
            standard.set(i);
        }
        if (t.tabs.equals(standard)) {
            return;
        }
        out.raw("\033[3g");
        for (int i = t.tabs.nextSetBit(0); i >= 0; i = t.tabs.nextSetBit(i + 1)) {
            out.moveToColumn(i);
            out.raw("\033H");
        }
    }

    private void savedCursor(Grid grid) {
        SavedCursor saved = grid.saved;
        if (saved.equals(SavedCursor.HOME)) {
            return;
        }
        if (saved.origin()) {
            out.raw(Mode.ORIGIN.sequence(true));
        }
        if (saved.pendingWrap()) {
            waitAt(saved.row(), saved.column(), grid, t.columns - 1, 0, 0, saved.origin());
        } else {
            out.moveTo(saved.row(), saved.column());
        }
        out.pen(saved.style());
        designate(SavedCursor.HOME.charsets(), saved.charsets());
        shift(saved.shift());
        out.raw("\0337");
        designate(saved.charsets(), SavedCursor.HOME.charsets());
        shift(0);
        if (saved.origin()) {
            out.raw(Mode.ORIGIN.sequence(false));
        }
    }

    private void designate(List<Charset> from, List<Charset> to) {
        for (int i = 0; i < to.size(); i++) {
            if (from.get(i) != to.get(i)) {
                out.raw("\033" + (char) ('(' + i) + to.get(i).finalByte());
            }
        }
    }

    private void shift(int set) {
        switch (set) {
            case 1 -> out.raw("\016");
            case 2 -> out.raw("\033n");
            case 3 -> out.raw("\033o");
            default -> out.raw("\017");
        }
    }

    private void margins(Grid grid) {
        if (t.is(Mode.MARGINS)) {
            out.raw(Mode.MARGINS.sequence(true));
            if (!grid.fullWidth()) {
                out.raw("\033[" + (grid.left + 1) + ";" + (grid.right + 1) + "s");
            }
        }
        if (grid.top != 0 || grid.bottom != grid.rows - 1) {
            out.raw("\033[" + (grid.top + 1) + ";" + (grid.bottom + 1) + "r");
        }
    }

    private void finish() {
        margins(t.grid);
        if (t.is(Mode.ORIGIN)) {
            out.raw(Mode.ORIGIN.sequence(true));
        }
        cursor();
        out.pen(t.pen.style());
        designate(SavedCursor.HOME.charsets(), List.of(t.charsets));
        if (t.shift != 0) {
            shift(t.shift);
        }
        guard();
        modes();
        if (t.singleShift != 0) {
            out.raw(t.singleShift == 2 ? "\033N" : "\033O");
        }
        out.raw(parser.unfinished());
    }

    private void guard() {
        if (t.guard == out.guard()) {
            return;
        }
        boolean guarding = t.pen.style().has(Style.PROTECTED);
        switch (t.guard) {
            case NONE -> out.raw("\033P1$t" + new Presentation(t).information() + "\033\\");
            case DEC -> out.raw(guarding ? "\033[1\"q" : "\033[0\"q");
            case ISO -> out.raw(guarding ? "\033V" : "\033V\033W");
        }
    }

    private void cursor() {
        boolean origin = t.is(Mode.ORIGIN);
        int rowOffset = origin ? t.grid.top : 0;
        int columnOffset = origin ? t.grid.left : 0;
        if (!t.pendingWrap) {
            out.moveTo(t.row - rowOffset, t.column - columnOffset);
            return;
        }
        int edge = t.column <= t.grid.right ? t.grid.right : t.columns - 1;
        waitAt(t.row, t.column, t.grid, edge, rowOffset, columnOffset, origin);
    }

    /** Brings the cursor to a place where a wrap is pending: to the edge of the row, and from there back by tabs. */
    private void waitAt(int row, int column, Grid grid, int edge, int rowOffset, int columnOffset, boolean origin) {
        long cell = grid.lines[row].cells[edge];
        boolean written = !Cells.isEmpty(cell) && !Cells.isWide(cell);
        boolean blankRow = Arrays.stream(grid.lines[row].cells).allMatch(each -> each == cell)
                && t.styles.isBackgroundOnly(Cells.style(cell));
        if (t.xtermJs() ? column < edge || (!written && !blankRow) : !written) {
            // What was written there can't be written again: say it. xterm.js doesn't know how to be told.
            out.pen(0);
            out.raw(Presentation.waitingAt(row, column, out.guard() == Guard.DEC, origin));
            return;
        }
        boolean extraTab = column < edge && !t.tabs.get(column);
        if (extraTab) {
            out.moveTo(row - rowOffset, column - columnOffset);
            out.raw("\033H");
        }
        waitAtEdge(row - rowOffset, edge - columnOffset, grid.lines[row], edge);
        if (column < edge) {
            out.csi(t.tabs.get(column + 1, edge).cardinality() + 1, 'Z');
        }
        if (extraTab) {
            out.raw("\033[g");
        }
    }

    /** Writes the cell of the last column again, after which the wrap is pending. */
    private void waitAtEdge(int row, int column, Line line, int edge) {
        long cell = line.cells[edge];
        boolean tail = Cells.isTail(cell);
        long glyph = tail ? line.cells[edge - 1] : cell;
        out.moveTo(row, tail ? column - 1 : column);
        boolean rewritable = !Cells.isEmpty(glyph) && (tail || !Cells.isWide(glyph));
        out.pen(rewritable ? Cells.style(glyph) : 0);
        if (rewritable) {
            painter.glyph(glyph);
        } else {
            // xterm.js: EL lets the wrap wait.
            out.raw(' ');
            out.pen(Cells.style(cell));
            out.raw("\033[1K");
        }
    }

    private void modes() {
        for (Mode mode : Mode.values()) {
            boolean placed = mode == Mode.COLUMNS_132
                    || mode == Mode.ORIGIN
                    || mode == Mode.MARGINS
                    || mode == Mode.SYNCHRONIZED;
            if (!placed && t.is(mode) != mode.initially()) {
                out.raw(mode.sequence(t.is(mode)));
            }
        }
        if (t.mouseTracking != 0) {
            out.raw("\033[?" + t.mouseTracking + "h");
        }
        if (t.mouseEncoding != 0) {
            out.raw("\033[?" + t.mouseEncoding + "h");
        }
        if (t.cursorStyle != 0) {
            out.raw("\033[" + t.cursorStyle + " q");
        }
        if (t.exactRectangles) {
            out.raw("\033[2*x");
        }
        if (t.checksumExtension != 0) {
            out.raw("\033[" + t.checksumExtension + "#y");
        }
        if (t.modifyOtherKeys != 0) {
            out.raw("\033[>4;" + t.modifyOtherKeys + "m");
        }
    }
}
