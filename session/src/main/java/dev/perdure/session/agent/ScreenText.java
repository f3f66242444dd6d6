package dev.perdure.session.agent;

import java.util.List;

/**
 * A screen as text.
 *
 * @param lines its rows from the top, without spaces at their ends
 * @param row of the cursor, from 0
 * @param column of the cursor, from 0
 * @param alternate true when a full-screen program shows it
 * @param offset of the output that made it
 */
public record ScreenText(
        List<String> lines, int row, int column, boolean cursorVisible, String title, boolean alternate, long offset) {
    public ScreenText {
        lines = List.copyOf(lines);
    }

    /** The lines as one text, without empty ones at the end. */
    public String text() {
        return String.join("\n", lines).stripTrailing();
    }
}
