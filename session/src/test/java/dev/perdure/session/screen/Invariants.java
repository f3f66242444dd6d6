package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for a screen after any input whatever. */
final class Invariants {

    private Invariants() {}

    static void check(Screen screen) {
        Terminal t = screen.terminal;
        assertThat(t.row).isBetween(0, t.rows - 1);
        assertThat(t.column).isBetween(0, t.columns - 1);
        if (t.is(Mode.ORIGIN)) {
            assertThat(t.row).isBetween(t.grid.top, t.grid.bottom);
            assertThat(t.column).isBetween(t.grid.left, t.grid.right);
        }
        assertThat(t.scrollback.count()).isLessThanOrEqualTo(t.options.scrollback());
        assertThat(t.titleStack.size()).isLessThanOrEqualTo(Terminal.TITLE_STACK_LIMIT);
        grid(t, t.main);
        grid(t, t.alternate);
    }

    private static void grid(Terminal t, Grid grid) {
        assertThat(grid.top).isBetween(0, grid.bottom);
        assertThat(grid.bottom).isLessThan(t.rows);
        assertThat(grid.left).isBetween(0, grid.right);
        assertThat(grid.right).isLessThan(t.columns);
        assertThat(grid.lines).hasSize(t.rows);
        for (Line line : grid.lines) {
            assertThat(line.cells).hasSize(t.columns);
            for (int i = 0; i < t.columns; i++) {
                boolean tailFollows = i + 1 < t.columns && Cells.isTail(line.cells[i + 1]);
                assertThat(Cells.isWide(line.cells[i])).isEqualTo(tailFollows);
                assertThat(Cells.style(line.cells[i])).isLessThan(t.styles.size());
                if (Cells.isCluster(line.cells[i])) {
                    assertThat(t.clusters.get(Cells.value(line.cells[i]))).isNotEmpty();
                }
            }
            assertThat(Cells.isTail(line.cells[0])).isFalse();
        }
    }
}
