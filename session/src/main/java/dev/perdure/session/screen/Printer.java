package dev.perdure.session.screen;

/** Puts characters on the grid: charset, width, wrapping, insertion, combination. */
final class Printer {

    private final Terminal t;

    /** The last character printed, as long as nothing but text came after it, or 0; for REP. */
    private int repeatable;

    Printer(Terminal terminal) {
        t = terminal;
    }

    /** Something other than text came: REP has nothing to repeat, as in xterm.js. */
    void interrupted() {
        repeatable = 0;
    }

    void ascii(byte[] bytes, int from, int to) {
        int at = from;
        if (t.singleShift != 0 || t.charsets[t.shift] != Charset.ASCII || t.is(Mode.INSERT)) {
            while (at < to) {
                codePoint(translate(bytes[at++]));
            }
            return;
        }
        int style = t.pen.id();
        while (at < to) {
            if (t.pendingWrap) {
                wrap();
            }
            Line line = t.line();
            long[] cells = line.cells;
            int column = t.column;
            int edge = edge();
            int count = Math.min(to - at, edge - column);
            int end = column + count;
            cut(cells, column, end);
            for (int i = column; i < end; i++) {
                cells[i] = Cells.of(bytes[at++], style);
            }
            advance(end, edge);
            if (t.pendingWrap && !t.is(Mode.AUTOWRAP)) {
                // The rest overwrites the last column: only its last character stays.
                at = Math.max(at, to - 1);
            }
        }
        repeatable = bytes[to - 1];
    }

    /** A wide character that the cells to be written cut in two leaves an empty cell. */
    private void cut(long[] cells, int from, int to) {
        if (Cells.isTail(cells[from])) {
            cells[from - 1] = t.remnant();
        }
        if (to < cells.length && Cells.isTail(cells[to])) {
            cells[to] = t.remnant();
        }
    }

    /** One past the last column that text may fill from here. */
    private int edge() {
        return t.column <= t.grid.right ? t.grid.right + 1 : t.columns;
    }

    private void advance(int to, int edge) {
        t.pendingWrap = to >= edge;
        t.column = t.pendingWrap ? edge - 1 : to;
    }

    private int translate(int ascii) {
        int set = t.singleShift == 0 ? t.shift : t.singleShift;
        t.singleShift = 0;
        return t.charsets[set].translate(ascii);
    }

    /** A character as it stands, of any width. */
    void codePoint(int c) {
        int width = c < 0x300 ? 1 : Widths.of(c);
        if (c >= 0x80) {
            t.singleShift = 0;
        }
        if (width == 0) {
            combine(c);
            return;
        }
        if (t.pendingWrap) {
            wrap();
        }
        int edge = edge();
        if (t.column + width > edge) {
            t.pendingWrap = false;
            if (!t.is(Mode.AUTOWRAP) || t.grid.right - t.grid.left + 1 < width) {
                return;
            }
            if (t.xtermJs()) {
                erase(t.column, edge);
            }
            wrap();
            edge = edge();
        }
        put(c, width, edge);
        repeatable = c;
    }

    private void erase(int from, int to) {
        t.line().erase(from, to, Cells.empty(t.pen.id()));
    }

    private void put(int c, int width, int edge) {
        Line line = t.line();
        int style = t.pen.id();
        int column = t.column;
        boolean within = column >= t.grid.left && column <= t.grid.right;
        if (t.is(Mode.INSERT) && (within || t.xtermJs())) {
            boolean cuts = Cells.isTail(line.cells[column]);
            line.insert(column, width, edge, t.xtermJs() ? Cells.empty(style) : t.blank(), t.xtermJs());
            if (cuts && column + width < edge && t.xtermJs()) {
                line.cells[column + width] = Cells.empty(style);
            }
        }
        cut(line.cells, column, column + width);
        if (width == 2) {
            line.cells[column] = Cells.wide(c, style);
            line.cells[column + 1] = Cells.tail(style);
        } else {
            line.cells[column] = Cells.of(c, style);
        }
        advance(column + width, edge);
    }

    private void wrap() {
        t.pendingWrap = false;
        if (!t.is(Mode.AUTOWRAP)) {
            return;
        }
        boolean within = t.column >= t.grid.left && t.column <= t.grid.right;
        int left = within || !t.xtermJs() ? t.grid.left : 0;
        if (t.row == t.grid.bottom) {
            if (t.column >= t.grid.left && t.column <= t.grid.right) {
                t.grid.scrollForward(t.blank());
            }
        } else if (t.row < t.rows - 1) {
            t.row++;
        }
        if (t.grid.fullWidth()) {
            t.line().wrapped = true;
        }
        t.column = left;
    }

    /** Adds a character without width to the one before the cursor; at the beginning of a line it is lost. */
    private void combine(int c) {
        int at = t.pendingWrap ? t.column : t.column - 1;
        if (at < 0) {
            return;
        }
        long[] cells = t.line().cells;
        if (Cells.isTail(cells[at])) {
            at--;
        }
        long cell = cells[at];
        int cluster = Cells.isCluster(cell)
                ? t.clusters.extended(Cells.value(cell), c)
                : t.clusters.ofBase(Cells.isEmpty(cell) ? ' ' : Cells.value(cell), c);
        if (cluster >= 0) {
            cells[at] = Cells.withCluster(cells[at], cluster);
        }
    }

    /** REP: the last character again, without what combined with it. What only scrolls screens full of it away is left out. */
    void repeat(int count) {
        int c = repeatable;
        if (c == 0) {
            return;
        }
        int times = count;
        int screenful = t.columns * (t.rows + 1);
        if (count > screenful) {
            int row = Math.max(1, (t.grid.right - t.grid.left + 1) / Math.max(1, Widths.of(c)));
            times = screenful + (count - screenful) % row;
        }
        for (int i = 0; i < times; i++) {
            codePoint(c);
        }
    }
}
