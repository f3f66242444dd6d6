package dev.perdure.cli.view;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns under a head. Not thread-safe. */
public final class Table {
    private static final int GAP = 2;

    private final List<List<Line>> rows = new ArrayList<>();
    private final int[] widths;

    /** An empty table with these columns. */
    public Table(String... head) {
        widths = new int[head.length];
        var cells = new Line[head.length];
        for (int i = 0; i < head.length; i++) {
            cells[i] = Line.of(Style.DIM, head[i]);
        }
        row(cells);
    }

    /** Adds a row: a cell for each column. */
    public void row(Line... cells) {
        if (cells.length != widths.length) {
            throw new IllegalArgumentException("cells are not one for each column: " + cells.length);
        }
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].width());
        }
        rows.add(List.of(cells));
    }

    /** The lines, none wider than {@code width}; none at all where there are no rows below the head. */
    public List<Line> lines(int width) {
        var lines = new ArrayList<Line>();
        for (List<Line> row : rows) {
            Line line = Line.EMPTY;
            int column = 0;
            for (int i = 0; i < widths.length; i++) {
                Line cell = row.get(i);
                if (cell.width() > 0 && column > line.width()) {
                    line = line.and(" ".repeat(column - line.width()));
                }
                line = line.and(cell);
                column += widths[i] + GAP;
            }
            lines.add(line.fit(width));
        }
        return lines.size() == 1 ? List.of() : lines;
    }
}
