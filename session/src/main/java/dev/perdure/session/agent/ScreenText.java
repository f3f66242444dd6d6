package dev.perdure.session.agent;

import dev.perdure.session.screen.Screen;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A screen as text.
 *
 * @param lines its rows from the top, without spaces at their ends
 * @param row of the cursor, from 0
 * @param column of the cursor, from 0
 * @param alternate true when a full-screen program shows it
 * @param offset of the output that made it
 * @param styles how it looks: the pieces of each row, from the top; empty unless they were asked for
 */
public record ScreenText(
        List<String> lines,
        int row,
        int column,
        boolean cursorVisible,
        String title,
        boolean alternate,
        long offset,
        Optional<List<List<StyledText>>> styles) {
    public ScreenText {
        lines = List.copyOf(lines);
        styles = styles.map(List::copyOf);
    }

    /** What a screen shows after the output up to {@code offset}, with styles or without. */
    public static ScreenText of(Screen screen, long offset, boolean styled) {
        Screen.Cursor cursor = screen.cursor();
        return new ScreenText(
                IntStream.range(0, screen.rows())
                        .mapToObj(row -> screen.line(row).stripTrailing())
                        .toList(),
                cursor.row(),
                cursor.column(),
                cursor.visible(),
                screen.title(),
                screen.alternate(),
                offset,
                styled
                        ? Optional.of(IntStream.range(0, screen.rows())
                                .mapToObj(row -> StyledText.row(screen, row))
                                .toList())
                        : Optional.empty());
    }

    /** The lines as one text, without empty ones at the end. */
    public String text() {
        return String.join("\n", lines).stripTrailing();
    }
}
