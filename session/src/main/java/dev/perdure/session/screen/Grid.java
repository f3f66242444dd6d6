package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one screen, main or alternate, with its margins and its saved cursor. Only the main screen has a
 * scrollback.
 */
final class Grid {

    Line[] lines;
    int columns;
    int rows;

    /** Scrolling margins, inclusive, as DECSTBM and DECSLRM set them. */
    int top;

    int bottom;
    int left;
    int right;

    SavedCursor saved = SavedCursor.HOME;

    final KeyboardFlags keyboard = new KeyboardFlags();

    final @Nullable Scrollback scrollback;

    /** As in {@link Line}. */
    private final boolean keeping;

    Grid(int columns, int rows, @Nullable Scrollback scrollback, boolean keeping) {
        this.scrollback = scrollback;
        this.keeping = keeping;
        lines = new Line[0];
        reshape(columns, rows);
        for (int i = 0; i < rows; i++) {
            lines[i] = new Line(columns);
        }
    }

    /** Takes the size and puts the margins at the edges; the lines beyond the old ones are for the caller to fill. */
    void reshape(int newColumns, int newRows) {
        columns = newColumns;
        rows = newRows;
        lines = Arrays.copyOf(lines, newRows);
        resetMargins();
    }

    void resetMargins() {
        top = 0;
        bottom = rows - 1;
        left = 0;
        right = columns - 1;
    }

    boolean fullWidth() {
        return left == 0 && right == columns - 1;
    }

    Line line(int row) {
        return lines[row];
    }

    void clear(long fill) {
        for (Line line : lines) {
            line.clear(fill);
        }
    }

    /** Scrolls by one at the bottom margin; the top line of the screen goes to the scrollback. */
    Line scrollForward(long fill) {
        if (!fullWidth()) {
            shiftUp(top, bottom, 1, fill);
            return lines[bottom];
        }
        Line leaving = lines[top];
        if (top == 0 && scrollback != null) {
            scrollback.push(leaving);
        }
        System.arraycopy(lines, top + 1, lines, top, bottom - top);
        leaving.clear(fill);
        lines[bottom] = leaving;
        return leaving;
    }

    /** Scrolls by {@code count}, or by as many as there are between the margins. */
    void scrollForward(int count, long fill) {
        int n = Math.min(count, bottom - top + 1);
        for (int i = 0; i < n; i++) {
            scrollForward(fill);
        }
    }

    /** Moves the rows up between {@code from} and {@code to}, inclusive, within the left and right margins. */
    void shiftUp(int from, int to, int count, long fill) {
        int n = Math.min(count, to - from + 1);
        if (!fullWidth()) {
            for (int row = from; row <= to; row++) {
                copyColumns(row + n <= to ? lines[row + n] : null, lines[row], fill);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            Line leaving = lines[from];
            System.arraycopy(lines, from + 1, lines, from, to - from);
            leaving.clear(fill);
            lines[to] = leaving;
        }
    }

    void shiftDown(int from, int to, int count, long fill) {
        int n = Math.min(count, to - from + 1);
        if (!fullWidth()) {
            for (int row = to; row >= from; row--) {
                copyColumns(row - n >= from ? lines[row - n] : null, lines[row], fill);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            Line leaving = lines[to];
            System.arraycopy(lines, from, lines, from + 1, to - from);
            leaving.clear(fill);
            lines[from] = leaving;
        }
    }

    private void copyColumns(@Nullable Line source, Line target, long fill) {
        target.erase(left, right + 1, fill);
        target.wrapped = false;
        if (source != null) {
            source.split(left, fill, keeping);
            source.split(right + 1, fill, keeping);
            System.arraycopy(source.cells, left, target.cells, left, right + 1 - left);
        }
    }

    /** Marks what the rows use, without the scrollback. */
    void mark(BitSet styles, BitSet clusters) {
        for (Line line : lines) {
            for (long cell : line.cells) {
                styles.set(Cells.style(cell));
                if (Cells.isCluster(cell)) {
                    clusters.set(Cells.value(cell));
                }
            }
        }
    }
}
