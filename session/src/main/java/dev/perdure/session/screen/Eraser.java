package dev.perdure.session.screen;

/** Erasing, inserting, deleting and scrolling: the editing functions of ECMA-48 and the VT420. */
final class Eraser {

    private final Terminal t;

    Eraser(Terminal terminal) {
        t = terminal;
    }

    /** ED and DECSED. */
    void inDisplay(int what, boolean selective) {
        boolean fromFirst = what == 0 && t.row == 0 && t.column == 0;
        boolean toLast = what == 1 && t.row == t.rows - 1 && t.column == t.columns - 1;
        switch (!t.xtermJs() && (fromFirst || toLast) ? 2 : what) {
            case 0 -> {
                inLine(0, selective);
                rows(t.row + 1, t.rows, selective);
            }
            case 1 -> {
                boolean erased = rows(0, t.row, selective);
                t.pendingWrap &= t.xtermJs() || !erased;
                if (cursorEnd() >= t.columns && t.row + 1 < t.rows) {
                    t.grid.line(t.row + 1).wrapped = false;
                }
                inLine(1, selective);
                t.line().wrapped = false;
            }
            case 2 -> {
                boolean erased = rows(0, t.rows, selective);
                t.pendingWrap &= t.xtermJs() || !erased;
                if (t.guards(selective) && !t.xtermJs() && nothingIsProtected()) {
                    t.guard = Guard.NONE;
                }
            }
            case 3 -> {
                if (t.grid == t.main) {
                    t.scrollback.clear();
                }
            }
            default -> {}
        }
    }

    private boolean nothingIsProtected() {
        for (Line line : t.grid.lines) {
            for (long cell : line.cells) {
                if (t.styles.isProtected(Cells.style(cell))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** EL and DECSEL. */
    void inLine(int what, boolean selective) {
        Line line = t.line();
        boolean erased = true;
        switch (what) {
            case 0 -> {
                int from = t.pendingWrap && t.xtermJs() ? t.columns : t.column;
                erase(line, from, t.columns, selective);
                if (from == 0) {
                    line.wrapped = false;
                }
            }
            case 1 -> erased = erase(line, 0, cursorEnd(), selective);
            case 2 -> {
                erased = erase(line, 0, t.columns, selective);
                line.wrapped = false;
            }
            default -> {
                return;
            }
        }
        if (!t.xtermJs() && erased) {
            t.pendingWrap = false;
        }
    }

    private int cursorEnd() {
        return t.column + 1;
    }

    /** False when all of the rows is protected. */
    private boolean rows(int from, int to, boolean selective) {
        boolean erased = false;
        for (int row = from; row < to; row++) {
            Line line = t.grid.line(row);
            erased |= erase(line, 0, t.columns, selective);
            line.wrapped = false;
        }
        return erased;
    }

    private boolean erase(Line line, int from, int to, boolean selective) {
        if (t.guards(selective)) {
            return line.eraseSelectively(from, to, t.blank(), t.styles);
        }
        line.erase(from, to, t.blank());
        return true;
    }

    /** ECH. */
    void characters(int count) {
        t.pendingWrap = false;
        erase(t.line(), t.column, t.column + Math.min(count, t.columns), false);
    }

    /** ICH. */
    void insertCharacters(int count) {
        t.pendingWrap = false;
        if (t.column >= t.grid.left && t.column <= t.grid.right) {
            t.line().insert(t.column, count, t.grid.right + 1, t.blank(), t.xtermJs());
        }
    }

    /** DCH. */
    void deleteCharacters(int count) {
        t.pendingWrap &= !t.xtermJs();
        if (t.column >= t.grid.left && t.column <= t.grid.right) {
            t.pendingWrap = false;
            t.line().delete(t.column, count, t.grid.right + 1, t.blank(), t.xtermJs());
        }
    }

    /** IL. */
    void insertLines(int count) {
        t.pendingWrap &= !t.xtermJs();
        if (t.withinMargins()) {
            t.pendingWrap = false;
            t.grid.shiftDown(t.row, t.grid.bottom, count, t.blank());
            t.column = t.grid.left;
        }
    }

    /** DL. In the first row it scrolls as SU does; in xterm.js what is deleted is lost. */
    void deleteLines(int count) {
        t.pendingWrap &= !t.xtermJs();
        if (t.withinMargins()) {
            t.pendingWrap = false;
            if (t.row == 0 && !t.xtermJs()) {
                t.grid.scrollForward(count, t.blank());
            } else {
                t.grid.shiftUp(t.row, t.grid.bottom, count, t.blank());
            }
            t.column = t.grid.left;
        }
    }

    /** SU. What leaves the screen at its top goes to the scrollback; in xterm.js it is lost. */
    void scrollUp(int count) {
        if (t.xtermJs()) {
            t.grid.shiftUp(t.grid.top, t.grid.bottom, count, t.blank());
        } else {
            t.grid.scrollForward(count, t.blank());
        }
    }

    /** SD. */
    void scrollDown(int count) {
        t.grid.shiftDown(t.grid.top, t.grid.bottom, count, t.xtermJs() ? Cells.EMPTY : t.blank());
    }

    /** SL, and DECDC when {@code at} is the cursor's column. */
    void deleteColumns(int at, int count) {
        if (!t.withinMargins()) {
            return;
        }
        for (int row = t.grid.top; row <= t.grid.bottom; row++) {
            Line line = t.grid.line(row);
            line.delete(at, count, t.grid.right + 1, t.blank(), t.xtermJs());
            line.wrapped = false;
        }
    }

    /** SR, and DECIC when {@code at} is the cursor's column. */
    void insertColumns(int at, int count) {
        if (!t.withinMargins()) {
            return;
        }
        for (int row = t.grid.top; row <= t.grid.bottom; row++) {
            Line line = t.grid.line(row);
            line.insert(at, count, t.grid.right + 1, t.blank(), t.xtermJs());
            line.wrapped = false;
        }
    }

    /** DECALN: margins and origin mode go back, in xterm attributes too, and the screen is full of E. */
    void alignmentPattern() {
        if (!t.xtermJs()) {
            t.pen.plain();
        }
        t.grid.resetMargins();
        t.set(Mode.ORIGIN, false);
        t.grid.clear(Cells.of('E', 0));
        t.moveTo(0, 0);
    }
}
