package dev.perdure.cli.view;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Repaints some lines in place at the end of a terminal's ordinary screen, with cursor movements of ECMA-48 alone.
 *
 * <p>Every frame is one write that hides the cursor, paints, resets all attributes and shows the cursor again, and the terminal's modes are never
 * changed. So there is nothing to restore: a process that dies between two frames, by whatever signal, leaves an ordinary terminal. Not thread-safe.
 */
public final class Painter {
    private static final String HIDE = "\033[?25l";
    private static final String SHOW = "\033[?25h";
    private static final String ERASE_LINE_END = "\033[K";
    private static final String ERASE_BELOW = "\033[J";

    private final PrintStream out;
    private final boolean colours;
    private List<Line> painted = List.of();
    private int below;

    /** Paints on {@code out}, with colours or without. */
    public Painter(PrintStream out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** The user pressed Enter: the terminal moved the cursor down by so many lines. */
    public void movedDown(int lines) {
        below += lines;
    }

    /** Replaces what was painted by these lines; they fit the size. */
    public void paint(List<Line> lines, TerminalSize size) {
        if (lines.equals(painted) && below == 0) {
            return;
        }
        var frame = new StringBuilder(4096);
        frame.append(HIDE).append('\r');
        int up = Math.min(rowsOf(painted, size) + below, size.rows() - 1);
        if (up > 0) {
            frame.append("\033[").append(up).append('A');
        }
        for (Line line : lines) {
            frame.append(colours ? line.ansi() : line.plain())
                    .append(ERASE_LINE_END)
                    .append("\r\n");
        }
        frame.append(ERASE_BELOW).append(Style.RESET).append(SHOW);
        out.print(frame);
        out.flush();
        painted = List.copyOf(lines);
        below = 0;
    }

    /** Puts a line above what is painted; it stays. */
    public void say(Line line, TerminalSize size) {
        List<Line> view = painted;
        var all = new ArrayList<Line>(view.size() + 1);
        all.add(line.fit(size.columns() - 1));
        all.addAll(view);
        paint(all, size);
        painted = view;
    }

    /** How many rows the lines take now; a terminal that became narrower has wrapped them. */
    private static int rowsOf(List<Line> lines, TerminalSize size) {
        int rows = 0;
        for (Line line : lines) {
            rows += Math.max(1, (line.width() + size.columns() - 1) / size.columns());
        }
        return rows;
    }
}
