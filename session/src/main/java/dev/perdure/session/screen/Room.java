package dev.perdure.session.screen;

import java.util.BitSet;

/**
 * Makes room where the {@link Budget} of a screen is spent. First what no cell uses goes, then the oldest lines of the
 * scrollback. When the screens alone hold too much, links go from their rows, the topmost first, and then all styles and
 * combining characters: the text stays.
 */
final class Room implements Budget.Owner {

    private static final int PARTS = 4;

    /** Of the lines, when they take too much: more at once, for looking what is in use takes time. */
    private static final int SHARE = 2;

    private final Terminal t;

    Room(Terminal terminal) {
        t = terminal;
    }

    @Override
    public void collect() {
        BitSet usedStyles = new BitSet();
        BitSet usedClusters = new BitSet();
        int work = 2 * t.main.rows * t.main.columns + t.scrollback.mark(usedStyles, usedClusters);
        t.main.mark(usedStyles, usedClusters);
        t.alternate.mark(usedStyles, usedClusters);
        t.pen.mark(usedStyles);
        t.styles.sweep(usedStyles, work);
        t.clusters.sweep(usedClusters, work);
    }

    @Override
    public void makeRoom() {
        collect();
        while (t.budget.tight() && t.scrollback.count() > 0) {
            t.scrollback.drop(t.scrollback.count() / SHARE + 1);
            collect();
        }
        reduce(true);
        reduce(false);
    }

    private void reduce(boolean linksOnly) {
        for (int part = 0; part < PARTS && t.budget.tight(); part++) {
            reduce(t.main, part, linksOnly);
            reduce(t.alternate, part, linksOnly);
            collect();
        }
    }

    private void reduce(Grid grid, int part, boolean linksOnly) {
        for (int row = part * grid.rows / PARTS; row < (part + 1) * grid.rows / PARTS; row++) {
            long[] cells = grid.lines[row].cells;
            for (int i = 0; i < cells.length; i++) {
                cells[i] = linksOnly
                        ? Cells.withStyle(cells[i], t.styles.withoutLink(Cells.style(cells[i])))
                        : plain(cells[i]);
            }
        }
    }

    private long plain(long cell) {
        int base = Cells.isCluster(cell) ? t.clusters.base(Cells.value(cell)) : Cells.value(cell);
        if (Cells.isTail(cell)) {
            return Cells.tail(0);
        }
        return Cells.isWide(cell) ? Cells.wide(base, 0) : Cells.of(base, 0);
    }
}
