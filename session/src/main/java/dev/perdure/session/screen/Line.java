package dev.perdure.session.screen;

import java.util.Arrays;

/**
 * One row of a grid. Wide characters are kept paired: whatever cuts one in two leaves an empty cell where the other half
 * stood. In xterm.js the second half keeps its style where cells are moved; that is what {@code keeping} is for.
 */
final class Line {

    long[] cells;

    /** This row goes on the row above: the break between them was made by the right margin, not by the program. */
    boolean wrapped;

    Line(int columns) {
        cells = new long[columns];
    }

    Line(long[] cells, boolean wrapped) {
        this.cells = cells;
        this.wrapped = wrapped;
    }

    int columns() {
        return cells.length;
    }

    void clear(long fill) {
        Arrays.fill(cells, fill);
        wrapped = false;
    }

    /** The cells up to the last one that is not empty in the plain style. */
    int contentLength() {
        int length = cells.length;
        while (length > 0 && cells[length - 1] == Cells.EMPTY) {
            length--;
        }
        return length;
    }

    /** The cells up to the last one that shows a character. */
    int textLength() {
        int length = cells.length;
        while (length > 0 && Cells.isEmpty(cells[length - 1])) {
            length--;
        }
        return length;
    }

    /** Makes {@code column} a place where a cut may fall: a wide character across it loses both halves' tie. */
    void split(int column, long fill, boolean keeping) {
        if (column > 0 && column < cells.length && Cells.isTail(cells[column])) {
            cells[column - 1] = fill;
            cells[column] = keeping ? Cells.empty(Cells.style(cells[column])) : fill;
        }
    }

    void erase(int from, int to, long fill) {
        int end = Math.min(to, cells.length);
        if (from >= end) {
            return;
        }
        if (Cells.isTail(cells[from])) {
            cells[from - 1] = fill;
        }
        if (end < cells.length && Cells.isTail(cells[end])) {
            cells[end] = fill;
        }
        Arrays.fill(cells, from, end, fill);
    }

    /** Erases what is not protected; false when all is. */
    boolean eraseSelectively(int from, int to, long fill, StyleTable styles) {
        int end = Math.min(to, cells.length);
        boolean erased = false;
        for (int i = from; i < end; i++) {
            if (!styles.isProtected(Cells.style(cells[i]))) {
                erase(i, i + 1, fill);
                erased = true;
            }
        }
        return erased;
    }

    /** Shifts the cells from {@code at} to the right; what passes {@code right} (exclusive) is lost. */
    void insert(int at, int count, int right, long fill, boolean keeping) {
        int n = Math.min(count, right - at);
        if (n <= 0) {
            return;
        }
        split(at, fill, keeping);
        split(right, fill, keeping);
        System.arraycopy(cells, at, cells, at + n, right - at - n);
        Arrays.fill(cells, at, at + n, fill);
        if (Cells.isWide(cells[right - 1])) {
            cells[right - 1] = fill;
        }
    }

    /** Shifts the cells from {@code at + count} to the left; what comes in before {@code right} is {@code fill}. */
    void delete(int at, int count, int right, long fill, boolean keeping) {
        int n = Math.min(count, right - at);
        if (n <= 0) {
            return;
        }
        split(at, fill, keeping);
        split(right, fill, keeping);
        System.arraycopy(cells, at + n, cells, at, right - at - n);
        Arrays.fill(cells, right - n, right, fill);
        if (Cells.isTail(cells[at])) {
            cells[at] = fill;
        }
    }

    void resize(int columns) {
        int old = cells.length;
        if (columns < old) {
            split(columns, Cells.EMPTY, false);
        }
        cells = Arrays.copyOf(cells, columns);
    }
}
