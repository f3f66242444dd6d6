package dev.perdure.session.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins the rows of the scrollback and the main screen that the margin had broken, and breaks them for another width. Works
 * through them row by row and keeps the result packed, so that it takes little more memory than the scrollback does.
 */
final class Rewrap {

    /** A place that is followed through the change: the cursor, the saved cursor, the top of the screen. */
    static final class Anchor {
        final int oldRow;
        /** A pending wrap stands one further than the cell: behind what was written there. */
        private final int oldColumn;

        int row;
        int column;
        boolean pendingWrap;
        /** Counted in cells from the beginning of the paragraph that is being joined; -1 when it is elsewhere. */
        private long offset = -1;

        Anchor(int oldRow, int oldColumn, boolean pendingWrap) {
            this.oldRow = oldRow;
            this.oldColumn = pendingWrap ? oldColumn + 1 : oldColumn;
        }
    }

    private final Terminal t;
    private final int columns;
    private final PackedLine packer = new PackedLine();
    private final List<byte[]> result = new ArrayList<>();

    /** Cells of the paragraph that are joined and not yet broken, and how many of it are in rows already. */
    private final long[] joined;

    private int length;
    private long broken;
    private int lastRowLength;
    private boolean goesOn;

    /** For the terminal's present size to so many columns. */
    Rewrap(Terminal terminal, int columns) {
        t = terminal;
        this.columns = columns;
        joined = new long[terminal.columns + columns];
    }

    /** The new rows, packed, of the first {@code used} lines; {@code above} of them are in the scrollback. */
    List<byte[]> rewrap(int above, int used, Anchor... anchors) {
        Line line = line(0, above);
        for (int i = 0; i < used; i++) {
            Line next = i + 1 < used ? line(i + 1, above) : null;
            if (length == 0 && broken == 0) {
                goesOn = line.wrapped && result.isEmpty();
            }
            for (Anchor anchor : anchors) {
                if (anchor.oldRow == i) {
                    anchor.offset = broken + length + anchor.oldColumn;
                }
            }
            if (next != null && next.wrapped) {
                boolean wideDidNotFit = Cells.isEmpty(line.cells[t.columns - 1]) && Cells.isWide(next.cells[0]);
                take(line, wideDidNotFit ? t.columns - 1 : t.columns);
                while (length > columns) {
                    put(anchors, Cells.EMPTY);
                }
            } else {
                take(line, line.textLength());
                end(line, anchors);
            }
            if (next != null) {
                line = next;
            }
        }
        for (Anchor anchor : anchors) {
            if (anchor.oldRow >= used) {
                anchor.row = result.size() + anchor.oldRow - used;
                anchor.column = Math.min(anchor.oldColumn, columns - 1);
            }
        }
        return result;
    }

    private Line line(int index, int above) {
        return index < above ? t.scrollback.get(index, t.columns) : t.main.lines[index - above];
    }

    private void take(Line line, int count) {
        System.arraycopy(line.cells, 0, joined, length, count);
        length += count;
    }

    /** Breaks what is left of a paragraph. Its last row is erased up to the edge as {@code last} was. */
    private void end(Line last, Anchor[] anchors) {
        long edge = last.cells[t.columns - 1];
        boolean erased = Cells.isEmpty(edge) && t.styles.isBackgroundOnly(Cells.style(edge));
        do {
            put(anchors, erased ? edge : Cells.EMPTY);
        } while (length > 0);
        long total = broken;
        long start = total - lastRowLength;
        for (Anchor anchor : anchors) {
            if (anchor.offset >= 0) {
                anchor.row = result.size() - 1;
                anchor.column = (int) Math.min(anchor.offset - start, columns - 1);
                // Right behind text that fills its row: the next character goes to a row that there isn't yet.
                anchor.pendingWrap = anchor.offset == total && lastRowLength == columns;
                anchor.offset = -1;
            }
        }
        broken = 0;
    }

    /** Makes one row of the first joined cells; only the last of a paragraph is shorter, and filled up. */
    private void put(Anchor[] anchors, long fill) {
        int take = Math.min(columns, length);
        if (take == columns && Cells.isWide(joined[take - 1])) {
            take--;
        }
        boolean last = take == length;
        for (Anchor anchor : anchors) {
            if (!last && anchor.offset >= broken && anchor.offset < broken + take) {
                anchor.row = result.size();
                anchor.column = (int) (anchor.offset - broken);
                anchor.pendingWrap = false;
                anchor.offset = -1;
            }
        }
        long[] row = Arrays.copyOf(joined, Math.max(take, columns));
        Arrays.fill(row, take, columns, last ? fill : Cells.EMPTY);
        result.add(packer.pack(new Line(row, broken > 0 || goesOn)));
        System.arraycopy(joined, take, joined, 0, length - take);
        length -= take;
        broken += take;
        lastRowLength = take;
    }
}
