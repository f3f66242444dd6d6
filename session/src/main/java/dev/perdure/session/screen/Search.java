package dev.perdure.session.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds text in the scrollback and the screen that is shown; a match may run over soft breaks. */
final class Search {

    /** A second or so of work, and far above what any reasonable pattern takes for a full scrollback. */
    private static final long MOST_READINGS = 200_000_000;

    private final Screen screen;
    private final BoundedPattern pattern;
    private final int limit;
    private final List<Screen.Match> found = new ArrayList<>();

    private final StringBuilder text = new StringBuilder();
    /** For each code unit of the text: number of the line within the paragraph, and column. */
    private int[] lines = new int[256];

    private int[] columns = new int[256];
    private long firstLine;
    private int lineCount;

    private Search(Screen screen, Pattern pattern, int limit) {
        this.screen = screen;
        this.pattern = new BoundedPattern(pattern, MOST_READINGS);
        this.limit = limit;
    }

    static List<Screen.Match> of(Screen screen, Pattern pattern, int limit) {
        Search search = new Search(screen, pattern, limit);
        search.run();
        return search.found;
    }

    private void run() {
        Terminal t = screen.terminal;
        long number = t.scrollback.dropped();
        for (int i = 0; i < t.scrollback.count() && found.size() < limit; i++) {
            line(number++, t.scrollback.get(i, t.columns));
        }
        for (int row = 0; row < t.rows && found.size() < limit; row++) {
            line(number++, t.grid.lines[row]);
        }
        match();
    }

    private void line(long number, Line line) {
        if (!line.wrapped || lineCount == 0) {
            match();
            firstLine = number;
        }
        int length = line.textLength();
        for (int column = 0; column < length; column++) {
            long cell = line.cells[column];
            if (!Cells.isTail(cell)) {
                add(Cells.isEmpty(cell) ? " " : screen.glyph(cell), column);
            }
        }
        lineCount++;
    }

    private void add(String glyph, int column) {
        int from = text.length();
        text.append(glyph);
        if (text.length() > lines.length) {
            lines = Arrays.copyOf(lines, text.length() * 2);
            columns = Arrays.copyOf(columns, text.length() * 2);
        }
        for (int i = from; i < text.length(); i++) {
            lines[i] = lineCount;
            columns[i] = column;
        }
    }

    private void match() {
        Matcher matcher = pattern.on(text);
        while (found.size() < limit && pattern.find(matcher)) {
            if (matcher.end() > matcher.start()) {
                int at = matcher.start();
                found.add(new Screen.Match(firstLine + lines[at], columns[at], matcher.group()));
            }
        }
        text.setLength(0);
        lineCount = 0;
    }
}
