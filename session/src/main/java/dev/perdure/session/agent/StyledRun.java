package dev.perdure.session.agent;

import dev.perdure.session.screen.Cell;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cells of one row of a screen, side by side, that look alike.
 *
 * @param column of the first, from 0
 * @param text what is in them; a cell that nothing was written to is a space
 */
public record StyledRun(int column, String text, Style style) {
    /** The runs of each row from the left. What is blank and plain at the end of a row is left out. */
    public static List<List<StyledRun>> of(Screen screen) {
        return IntStream.range(0, screen.rows())
                .mapToObj(row -> row(screen, row))
                .toList();
    }

    private static List<StyledRun> row(Screen screen, int row) {
        List<StyledRun> runs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Style style = Style.PLAIN;
        int begin = 0;
        for (int column = 0; column < screen.columns(); column++) {
            Cell cell = screen.cell(row, column);
            if (cell.width() == 0) {
                continue;
            }
            if (!cell.style().equals(style)) {
                add(runs, begin, text, style);
                begin = column;
                style = cell.style();
            }
            text.append(cell.text().isEmpty() ? " " : cell.text());
        }
        add(
                runs,
                begin,
                new StringBuilder(style.equals(Style.PLAIN) ? text.toString().stripTrailing() : text),
                style);
        return List.copyOf(runs);
    }

    private static void add(List<StyledRun> runs, int begin, StringBuilder text, Style style) {
        if (!text.isEmpty()) {
            runs.add(new StyledRun(begin, text.toString(), style));
            text.setLength(0);
        }
    }
}
