package dev.perdure.session.screen;

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

    private final Terminal t;
    private final int columns;
    private final int rows;
    private final Rewrap rewrap;

    private Reflow(Terminal terminal, int columns, int rows) {
        t = terminal;
        this.columns = columns;
        this.rows = rows;
        rewrap = new Rewrap(terminal, columns);
    }

    static void resize(Terminal terminal, int columns, int rows) {
        if (columns != terminal.columns || rows != terminal.rows) {
            terminal.budget.during(new Reflow(terminal, columns, rows)::run);
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
        Rewrap.Anchor top = new Rewrap.Anchor(above, 0, false);
        Rewrap.Anchor mark = new Rewrap.Anchor(above + saved.row(), saved.column(), saved.pendingWrap());
        Rewrap.Anchor cursor = shown ? new Rewrap.Anchor(above + t.row, t.column, t.pendingWrap) : mark;
        int used = Math.max(cursor.oldRow + 1, above + usedRows(grid));
        List<byte[]> result = rewrap.rewrap(above, used, top, mark, cursor);

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
            grid.lines[row] =
                    first + row < end ? PackedLine.unpack(result.get(first + row), columns) : new Line(columns);
        }
        grid.saved = moved(saved, mark.row - first, mark.column, mark.pendingWrap);
        if (shown) {
            place(cursor, first);
        }
    }

    private void place(Rewrap.Anchor cursor, int first) {
        t.row = Math.clamp(cursor.row - first, 0, rows - 1);
        t.column = cursor.column;
        t.pendingWrap = cursor.pendingWrap;
    }

    private SavedCursor moved(SavedCursor saved, int row, int column, boolean pendingWrap) {
        return new SavedCursor(
                Math.clamp(row, 0, rows - 1),
                Math.clamp(column, 0, columns - 1),
                pendingWrap && !t.xtermJs(),
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
        SavedCursor saved = grid.saved;
        boolean savedGoesOn = saved.pendingWrap() && saved.column() < columns - 1;
        grid.saved = moved(
                saved,
                saved.row() - lost,
                savedGoesOn ? saved.column() + 1 : saved.column(),
                saved.pendingWrap() && !savedGoesOn);
        if (shown) {
            t.row -= lost;
            if (t.pendingWrap && t.column < columns - 1) {
                t.pendingWrap = false;
                t.column++;
            }
        }
    }
}
