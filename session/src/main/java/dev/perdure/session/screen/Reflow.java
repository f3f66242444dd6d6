package dev.perdure.session.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the terminal another size. On the main screen and its scrollback, lines that the margin had broken are joined and
 * broken anew, with the cursor's line, as most terminals do and xterm.js does not for the cursor's line. The alternate
 * screen is cropped or extended: full-screen programs paint it again.
 *
 * <p>The top of the screen stays where it was, except that the cursor and what was written stay visible, and that a
 * screen which was full takes lines back from the scrollback when it grows.
 */
final class Reflow {

    /** A place that is followed through the change: the cursor, the saved cursor, the top of the screen. */
    private static final class Anchor {
        final int oldRow;
        final int oldColumn;
        int row;
        int column;

        Anchor(int oldRow, int oldColumn) {
            this.oldRow = oldRow;
            this.oldColumn = oldColumn;
        }
    }

    private final Terminal t;
    private final int columns;
    private final int rows;

    private final List<Line> result = new ArrayList<>();

    private Reflow(Terminal terminal, int columns, int rows) {
        t = terminal;
        this.columns = columns;
        this.rows = rows;
    }

    static void resize(Terminal terminal, int columns, int rows) {
        if (columns != terminal.columns || rows != terminal.rows) {
            new Reflow(terminal, columns, rows).run();
        }
    }

    private void run() {
        boolean mainShown = t.grid == t.main;
        main(mainShown);
        alternate(!mainShown);
        int oldColumns = t.columns;
        t.columns = columns;
        t.rows = rows;
        t.row = Math.min(t.row, rows - 1);
        t.column = Math.min(t.column, columns - 1);
        t.tabs.clear(columns, Math.max(columns, t.tabs.length()));
        t.addDefaultTabs(oldColumns);
    }

    private void main(boolean shown) {
        Grid grid = t.main;
        int above = t.scrollback.count();
        SavedCursor saved = grid.saved;
        Anchor top = new Anchor(above, 0);
        Anchor mark = new Anchor(above + saved.row(), saved.column());
        Anchor cursor = shown ? new Anchor(above + t.row, t.column) : mark;
        int used = Math.max(cursor.oldRow + 1, above + usedRows(grid));
        List<Line> lines = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            lines.add(i < above ? t.scrollback.get(i, t.columns) : grid.lines[i - above]);
        }
        Anchor[] anchors = {top, mark, cursor};
        rewrap(lines, anchors);

        int end = result.size();
        int first = top.row;
        boolean wasFull = used == above + t.rows;
        if (end - first > rows || wasFull) {
            first = Math.max(0, end - rows);
        }
        first = Math.min(first, cursor.row);
        t.scrollback.replace(result.subList(0, first));
        grid.reshape(columns, rows);
        for (int row = 0; row < rows; row++) {
            grid.lines[row] = first + row < end ? result.get(first + row) : new Line(columns);
        }
        grid.saved = moved(saved, mark.row - first, mark.column);
        if (shown) {
            place(cursor, first);
        }
    }

    private void place(Anchor cursor, int first) {
        t.row = Math.clamp(cursor.row - first, 0, rows - 1);
        t.column = Math.min(cursor.column, columns - 1);
        if (t.pendingWrap && t.column < columns - 1) {
            t.pendingWrap = false;
            t.column++;
        }
    }

    private SavedCursor moved(SavedCursor saved, int row, int column) {
        return new SavedCursor(
                Math.clamp(row, 0, rows - 1),
                Math.clamp(column, 0, columns - 1),
                saved.style(),
                saved.charsets(),
                saved.shift(),
                saved.origin());
    }

    private static int usedRows(Grid grid) {
        int used = grid.rows;
        while (used > 0 && grid.lines[used - 1].contentLength() == 0) {
            used--;
        }
        return used;
    }

    private void rewrap(List<Line> lines, Anchor[] anchors) {
        int from = 0;
        while (from < lines.size()) {
            int to = from + 1;
            while (to < lines.size() && lines.get(to).wrapped) {
                to++;
            }
            paragraph(lines, from, to, anchors);
            from = to;
        }
    }

    /** Joins the rows from {@code from} to {@code to} and breaks them again. */
    private void paragraph(List<Line> lines, int from, int to, Anchor[] anchors) {
        int[] starts = new int[to - from];
        long[] joined = new long[(to - from) * t.columns];
        int length = 0;
        for (int i = from; i < to; i++) {
            starts[i - from] = length;
            Line line = lines.get(i);
            int take = t.columns;
            if (i + 1 == to) {
                take = line.textLength();
            } else if (Cells.isEmpty(line.cells[take - 1]) && Cells.isWide(lines.get(i + 1).cells[0])) {
                // The wide character that follows did not fit here.
                take--;
            }
            System.arraycopy(line.cells, 0, joined, length, take);
            length += take;
        }
        Line last = lines.get(to - 1);
        long edge = last.cells[t.columns - 1];
        int firstRow = result.size();
        boolean erased = Cells.isEmpty(edge) && t.styles.isBackgroundOnly(Cells.style(edge));
        int[] newStarts = chunk(joined, length, erased ? edge : Cells.EMPTY, lines.get(from).wrapped);
        for (Anchor anchor : anchors) {
            if (anchor.oldRow >= from && anchor.oldRow < to) {
                int offset = starts[anchor.oldRow - from] + anchor.oldColumn;
                int at = newStarts.length - 1;
                while (newStarts[at] > offset) {
                    at--;
                }
                anchor.row = firstRow + at;
                anchor.column = Math.min(offset - newStarts[at], columns - 1);
            }
        }
    }

    /** Adds the rows for the cells, and tells where in them each row begins. */
    private int[] chunk(long[] cells, int length, long fill, boolean wrapped) {
        List<Integer> starts = new ArrayList<>();
        int at = 0;
        do {
            starts.add(at);
            int take = Math.min(columns, length - at);
            if (take == columns && Cells.isWide(cells[at + take - 1])) {
                take--;
            }
            long[] row = Arrays.copyOf(Arrays.copyOfRange(cells, at, at + take), columns);
            if (at + take >= length) {
                Arrays.fill(row, take, columns, fill);
            }
            result.add(new Line(row, at > 0 || (wrapped && result.isEmpty())));
            at += take;
        } while (at < length);
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private void alternate(boolean shown) {
        Grid grid = t.alternate;
        int lost = shown ? Math.max(0, t.row - (rows - 1)) : 0;
        Line[] old = grid.lines;
        grid.reshape(columns, rows);
        for (int row = 0; row < rows; row++) {
            @Nullable Line line = row + lost < old.length ? old[row + lost] : null;
            if (line == null) {
                grid.lines[row] = new Line(columns);
            } else {
                line.resize(columns);
                grid.lines[row] = line;
            }
        }
        grid.saved = moved(grid.saved, grid.saved.row() - lost, grid.saved.column());
        if (shown) {
            t.row -= lost;
            t.pendingWrap = false;
        }
    }
}
