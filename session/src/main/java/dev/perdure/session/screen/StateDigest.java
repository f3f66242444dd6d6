package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Everything that decides what a screen shows and how it goes on, as text: two screens with the same text are equal.
 * Numbers of styles, positions in the stream and the count of dropped lines are not part of it, nor is synchronised
 * output, nor whether the very first line went on another one that is gone.
 */
public final class StateDigest {

    private final Screen screen;
    private final Terminal t;
    private final StringBuilder out = new StringBuilder();

    private StateDigest(Screen screen) {
        this.screen = screen;
        t = screen.terminal;
    }

    /** The state in a form for people and for comparison. */
    public static String describe(Screen screen) {
        return new StateDigest(screen).describe();
    }

    /** The SHA-256 of {@link #describe}, in hexadecimal. */
    public static String of(Screen screen) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(describe(screen).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private String describe() {
        line("size " + t.columns + "x" + t.rows + (t.grid == t.alternate ? " alternate" : " main"));
        line("cursor " + t.row + "," + t.column + (t.pendingWrap ? " pending" : "") + " style " + t.cursorStyle);
        line("pen " + style(t.pen.style()));
        line("charsets " + List.of(t.charsets) + " shift " + t.shift + " single " + t.singleShift);
        line("guard " + t.guard + " checksums " + t.checksumExtension + " level " + t.conformance);
        line("tabs " + t.tabs);
        Set<Mode> modes = screen.modes();
        modes.remove(Mode.SYNCHRONIZED);
        line("modes " + modes + " saved " + t.savedModes + " mouse " + t.mouseTracking + "/" + t.mouseEncoding
                + " keys " + t.modifyOtherKeys
                + (t.exactRectangles ? " exact" : ""));
        line("title " + t.title + " | " + t.iconTitle + " | " + t.titleStack + " | " + t.iconTitleStack);
        line("directory " + t.workingDirectory);
        line("palette " + t.palette.changed());
        line("unfinished " + HexFormat.of().formatHex(screen.parser.unfinished()));
        for (int i = 0; i < t.scrollback.count(); i++) {
            line("above " + i, t.scrollback.get(i, t.columns), i > 0);
        }
        grid("main", t.main, t.scrollback.count() > 0);
        grid("alternate", t.alternate, false);
        return out.toString();
    }

    private void grid(String name, Grid grid, boolean goesOn) {
        if (t.xtermJs() || grid == t.grid) {
            line(name + " margins " + grid.top + "-" + grid.bottom + " " + grid.left + "-" + grid.right);
        }
        SavedCursor saved = grid.saved;
        line(name + " saved " + saved.row() + "," + saved.column()
                + (saved.pendingWrap() ? " pending " : " ") + style(saved.style()) + " " + saved.charsets()
                + saved.shift() + (saved.origin() ? " origin" : ""));
        line(name + " keyboard " + grid.keyboard);
        for (int row = 0; row < grid.rows; row++) {
            line(name + " " + row, grid.lines[row], row > 0 || goesOn);
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void line(String name, Line line, boolean goesOn) {
        out.append(name).append(line.wrapped && goesOn ? " ~" : " :");
        int last = -1;
        for (int i = 0; i < line.contentLength(); i++) {
            long cell = line.cells[i];
            if (Cells.style(cell) != last) {
                last = Cells.style(cell);
                out.append('{').append(style(t.styles.get(last))).append('}');
            }
            out.append(Cells.isTail(cell) ? "»" : Cells.isEmpty(cell) ? "·" : screen.glyph(cell));
        }
        out.append('\n');
    }

    private static String style(Style style) {
        if (style.equals(Style.PLAIN)) {
            return "";
        }
        return Color.describe(style.foreground()) + "/" + Color.describe(style.background()) + "/"
                + Color.describe(style.underlineColor()) + " " + Integer.toHexString(style.flags())
                + (style.link() == null ? "" : " " + style.link());
    }
}
