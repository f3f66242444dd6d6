package dev.perdure.session.screen;

/** Moves of the cursor that are more than {@link Terminal} does at once: line breaks, tabs, reverse wrap, margins. */
final class Motions {

    private final Terminal t;
    private final Eraser eraser;

    Motions(Terminal terminal, Eraser eraser) {
        t = terminal;
        this.eraser = eraser;
    }

    void lineFeed() {
        boolean moves = t.row != t.grid.bottom && t.row < t.rows - 1;
        t.index();
        if (moves) {
            // The program itself broke the line here, as in xterm.js.
            t.line().wrapped = false;
        }
        if (t.is(Mode.NEWLINE)) {
            t.carriageReturn();
        }
    }

    void nextLine() {
        t.index();
        t.carriageReturn();
    }

    void backspace() {
        if (t.is(Mode.REVERSE_WRAP)) {
            backWrapping(1);
        } else {
            t.back(1);
        }
    }

    void back(int n) {
        if (t.is(Mode.REVERSE_WRAP) && !t.xtermJs()) {
            backWrapping(n);
        } else {
            t.back(n);
        }
    }

    /** Steps back, over the beginning of a line to the end of the one above. */
    private void backWrapping(int count) {
        if (!t.xtermJs()) {
            backAsXterm(count);
            return;
        }
        int left = t.column >= t.grid.left ? t.grid.left : 0;
        for (int i = Math.min(count, t.columns * t.rows); i > 0; i--) {
            if (t.pendingWrap) {
                t.pendingWrap = false;
            } else if (t.column > left) {
                t.column--;
            } else {
                backOverSoftBreak();
            }
        }
    }

    /** Over any break between lines, from the first to the last, and at the top margin to the end of the bottom margin. */
    private void backAsXterm(int count) {
        boolean wraps = t.is(Mode.AUTOWRAP);
        int left = t.column >= t.grid.left ? t.grid.left : 0;
        boolean atTopLeft = t.column == left && t.row == t.grid.top && t.withinMargins();
        long column = (long) t.column - (wraps && t.pendingWrap ? count - 1 : count);
        t.pendingWrap = false;
        if (column >= left || !wraps) {
            t.column = (int) Math.max(column, left);
            return;
        }
        int width = t.grid.right - left + 1;
        long cells = (long) width * t.rows;
        long at = atTopLeft
                ? (t.grid.bottom + 1L) * width - 1
                : Math.floorMod((long) width * t.row + column - left, cells);
        t.row = (int) (at / width);
        t.column = (int) (at % width) + left;
    }

    private void backOverSoftBreak() {
        if (t.row > t.grid.top && t.row <= t.grid.bottom && t.line().wrapped) {
            t.line().wrapped = false;
            t.row--;
            t.column = t.columns - 1;
            if (Cells.isEmpty(t.line().cells[t.column])) {
                t.column--;
            }
        }
    }

    /** DECBI. */
    void backIndex() {
        if (t.column == t.grid.left && (t.withinMargins() || !t.xtermJs())) {
            eraser.insertColumns(t.column, 1);
        } else {
            back(1);
        }
    }

    /** DECFI. */
    void forwardIndex() {
        if (t.column == t.grid.right && (t.withinMargins() || !t.xtermJs())) {
            eraser.deleteColumns(t.grid.left, 1);
        } else {
            t.forward(1);
        }
    }

    /** VPR and HPR: not limited by margins, unless positions count from them. */
    void moveBy(int down, int right) {
        boolean origin = t.is(Mode.ORIGIN);
        t.moveToOrigin(t.row + down - (origin ? t.grid.top : 0), t.column + right - (origin ? t.grid.left : 0));
    }

    void toColumn(int column) {
        t.moveTo(t.row, t.is(Mode.ORIGIN) ? Math.min(t.grid.left + column, t.grid.right) : column);
    }

    void toRow(int row) {
        t.moveTo(t.is(Mode.ORIGIN) ? Math.min(t.grid.top + row, t.grid.bottom) : row, t.column);
    }

    void tabForward(int count) {
        if (t.pendingWrap && t.xtermJs()) {
            return;
        }
        int times = count;
        if (t.pendingWrap && t.is(Mode.MORE_FIX) && t.is(Mode.AUTOWRAP)) {
            t.index();
            t.column = 0;
            times = 1;
        }
        // In xterm a pending wrap survives this move, and from right of the right margin it goes back to there.
        int limit = t.column <= t.grid.right || !t.xtermJs() ? t.grid.right : t.columns - 1;
        int column = t.column;
        for (int i = Math.min(times, t.columns); i > 0 && column != limit; i--) {
            int next = t.tabs.nextSetBit(column + 1);
            column = next < 0 ? limit : Math.min(next, limit);
        }
        t.column = column;
    }

    void tabBack(int count) {
        if (t.pendingWrap && t.xtermJs()) {
            return;
        }
        int column = t.column;
        for (int i = Math.min(count, t.columns); i > 0 && column > 0; i--) {
            column = Math.max(t.tabs.previousSetBit(column - 1), 0);
        }
        // In xterm a pending wrap survives this move.
        t.column = t.is(Mode.ORIGIN) ? Math.max(column, t.grid.left) : column;
    }

    void setTab() {
        t.tabs.set(t.column);
    }

    void clearTabs(int what) {
        switch (what) {
            case 0 -> t.tabs.clear(t.column);
            case 3 -> t.tabs.clear();
            default -> {}
        }
    }

    void topAndBottomMargins(Params p) {
        int top = p.orDefault(0, 1) - 1;
        int bottom = Math.min(p.orDefault(1, t.rows), t.rows) - 1;
        if (top < bottom) {
            t.grid.top = top;
            t.grid.bottom = bottom;
            t.moveToOrigin(0, 0);
        }
    }

    void leftAndRightMargins(Params p) {
        int left = p.orDefault(0, 1) - 1;
        int right = Math.min(p.orDefault(1, t.columns), t.columns) - 1;
        if (left < right) {
            t.grid.left = left;
            t.grid.right = right;
            t.moveToOrigin(0, 0);
        }
    }
}
