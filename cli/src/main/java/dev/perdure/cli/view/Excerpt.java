package dev.perdure.cli.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a long text, for a person at a terminal.
 *
 * @param lines at most so many lines, none wider than a screen or two
 * @param cut whether something was left out
 */
public record Excerpt(List<String> lines, boolean cut) {
    private static final int MOST_LINES = 40;
    private static final int WIDEST = 160;

    public Excerpt {
        lines = List.copyOf(lines);
    }

    /** The excerpt of a text. */
    public static Excerpt of(String text) {
        List<String> all = text.lines().toList();
        List<String> kept = new ArrayList<>();
        boolean cut = all.size() > MOST_LINES;
        for (String line : all.subList(0, Math.min(all.size(), MOST_LINES))) {
            boolean wide = line.length() > WIDEST;
            kept.add(wide ? line.substring(0, WIDEST) + "…" : line);
            cut |= wide;
        }
        return new Excerpt(kept, cut);
    }
}
