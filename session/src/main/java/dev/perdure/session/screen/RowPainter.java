package dev.perdure.session.screen;

/**
 * Writes rows so that a terminal that reads them has the same cells, wraps included.
 *
 * <p>A row is written as a program would write it: its text in one run, soft breaks by running over the margin, hard ones
 * by CR LF. So terminals that take other widths for some characters still agree with what they showed of the original.
 *
 * <p>What text alone cannot make:
 *
 * <ul>
 *   <li>An empty cell with a background is erased with that background (ECH).
 *   <li>An empty cell with other attributes is what a cut wide character leaves; it is made in the same way: a wide
 *       character is written over it and the column before it, and then cut by a blank in that column.
 *   <li>A soft break after an empty last column comes of a wide character that does not fit there.
 * </ul>
 *
 * <p>A row that consists of such empty cells alone cannot be made whole: its last cell stays plain.
 */
final class RowPainter {

    private static final int WIDE_BLANK = 0x3000;

    private final SnapshotOutput out;
    private final StyleTable styles;
    private final ClusterTable clusters;
    private final int columns;
    /** In xterm a wide character that doesn't fit leaves the last column as it is. */
    private final boolean erasesFirst;

    private boolean[] dirty = new boolean[0];

    RowPainter(SnapshotOutput out, Terminal terminal) {
        this.out = out;
        styles = terminal.styles;
        clusters = terminal.clusters;
        columns = terminal.columns;
        erasesFirst = !terminal.xtermJs();
    }

    /** The first row, at the cursor. */
    void first(Line line, boolean breaksSoftly) {
        cells(line, breaksSoftly);
    }

    /**
     * A further row.
     *
     * @param previous the row painted before it
     * @param breaksSoftly the row after this one goes on it
     */
    void next(Line previous, Line line, boolean breaksSoftly) {
        if (!line.wrapped) {
            // A scrolled line comes in with the pen's background.
            plainBackground();
            out.raw('\r');
            out.raw('\n');
        } else if (!isNaturalBreak(previous, line)) {
            forceBreak(previous);
        }
        cells(line, breaksSoftly);
    }

    private void plainBackground() {
        out.pen(0);
    }

    private boolean isNaturalBreak(Line previous, Line line) {
        long first = line.cells[0];
        return !Cells.isEmpty(previous.cells[columns - 1])
                && !Cells.isEmpty(first)
                && styles.get(Cells.style(first)).background() == Color.DEFAULT
                && !hasSpecial(line, columns);
    }

    private void forceBreak(Line previous) {
        long last = previous.cells[columns - 1];
        if (Cells.isEmpty(last)) {
            // The cursor stands on the last column, which cells() left alone.
            out.pen(Cells.style(last));
            if (Cells.style(last) != 0 && erasesFirst && !isSpecial(last)) {
                out.raw("\033[X");
            }
            out.codePoint(WIDE_BLANK);
        } else {
            plainBackground();
            out.raw(' ');
        }
        out.raw('\r');
        plainBackground();
        out.csi(columns, 'X');
    }

    private void cells(Line line, boolean breaksSoftly) {
        long[] cells = line.cells;
        int end = line.contentLength();
        boolean leaveLast = breaksSoftly && Cells.isEmpty(cells[columns - 1]);
        if (leaveLast) {
            end = columns - 1;
        }
        int specialEnd = leaveLast && erasesFirst ? columns : end;
        boolean special = hasSpecial(line, specialEnd);
        if (special) {
            specials(line, specialEnd);
        }
        int at = 0;
        int pendingMoves = 0;
        while (at < end) {
            long cell = cells[at];
            if (!Cells.isEmpty(cell)) {
                pendingMoves = move(pendingMoves);
                out.pen(Cells.style(cell));
                glyph(cell);
                at += Cells.isWide(cell) ? 2 : 1;
                continue;
            }
            int from = at;
            int style = Cells.style(cell);
            boolean made = isSpecial(cell);
            boolean erase = false;
            while (at < end && cells[at] == cell) {
                erase |= special && dirty[at];
                at++;
            }
            if (!made && (style != 0 || erase)) {
                pendingMoves = move(pendingMoves);
                out.pen(style);
                out.csi(at - from, 'X');
            }
            pendingMoves += at - from;
        }
        if (leaveLast) {
            move(pendingMoves + columns - 1 - at);
        }
    }

    private int move(int count) {
        if (count > 0) {
            out.csi(count, 'C');
        }
        return 0;
    }

    void glyph(long cell) {
        if (Cells.isCluster(cell)) {
            if (out.detail() == SnapshotOutput.Detail.TEXT) {
                out.codePoint(clusters.base(Cells.value(cell)));
            } else {
                out.raw(clusters.get(Cells.value(cell)));
            }
        } else {
            out.codePoint(Cells.value(cell));
        }
    }

    /** Empty, with more than a background. */
    private boolean isSpecial(long cell) {
        return cell != Cells.EMPTY && Cells.isEmpty(cell) && !styles.isBackgroundOnly(Cells.style(cell));
    }

    private boolean hasSpecial(Line line, int end) {
        for (int i = 0; i < end; i++) {
            if (isSpecial(line.cells[i])) {
                return true;
            }
        }
        return false;
    }

    /** Makes the special empty cells, from right to left; what else they leave in the row is noted as dirty. */
    private void specials(Line line, int end) {
        dirty = new boolean[columns];
        int leading = 0;
        while (leading < end && isSpecial(line.cells[leading])) {
            leading++;
        }
        // A run in the first columns has no column before it: it is made one to the right and shifted.
        leading = Math.min(leading, columns - 1);
        for (int c = leading; c > 0; c--) {
            special(c, Cells.style(line.cells[c - 1]));
        }
        if (leading > 0) {
            out.raw('\r');
            plainBackground();
            out.raw("\033[P");
        }
        for (int c = end - 1; c > leading; c--) {
            if (isSpecial(line.cells[c])) {
                special(c, Cells.style(line.cells[c]));
                dirty[c - 1] = true;
            }
        }
        out.raw('\r');
    }

    private void special(int column, int style) {
        out.moveToColumn(column - 1);
        out.codePoint(WIDE_BLANK);
        out.moveToColumn(column - 1);
        out.pen(style);
        out.raw(' ');
    }
}
