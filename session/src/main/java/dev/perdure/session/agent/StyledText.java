package dev.perdure.session.agent;

import dev.perdure.session.screen.Cell;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a row that looks the same from its first cell to its last.
 *
 * @param column of its first cell, from 0
 * @param width in cells, of which a wide character takes two
 * @param text with a space for each cell that holds nothing
 */
public record StyledText(int column, int width, String text, TextStyle style) {
    /** A row of the screen that is shown, up to the last cell that holds or shows something. Each piece begins where the one before ends. */
    static List<StyledText> row(Screen screen, int row) {
        List<StyledText> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        TextStyle style = TextStyle.of(Style.PLAIN);
        Style last = Style.PLAIN;
        int from = 0;
        int end = end(screen, row);
        for (int column = 0; column < end; column++) {
            Cell cell = screen.cell(row, column);
            if (!cell.style().equals(last)) {
                last = cell.style();
                TextStyle next = TextStyle.of(last);
                if (!next.equals(style)) {
                    if (column > from) {
                        pieces.add(new StyledText(from, column - from, text.toString(), style));
                    }
                    text.setLength(0);
                    from = column;
                    style = next;
                }
            }
            // The second half of a wide character adds a cell and no text.
            text.append(cell.width() > 0 && cell.text().isEmpty() ? " " : cell.text());
        }
        if (end > from) {
            pieces.add(new StyledText(from, end - from, text.toString(), style));
        }
        return pieces;
    }

    private static int end(Screen screen, int row) {
        int end = screen.columns();
        while (end > 0 && isBlank(screen.cell(row, end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isBlank(Cell cell) {
        return cell.width() > 0 && cell.text().isEmpty() && cell.style().equals(Style.PLAIN);
    }
}
