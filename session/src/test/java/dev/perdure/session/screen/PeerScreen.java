package dev.perdure.session.screen;

import java.util.StringJoiner;

/** Describes a {@link Screen} in the words of {@code peer.cjs}, for comparison with xterm.js. */
final class PeerScreen {

    private static final String PLAIN = "{0 0 0 0 0 }";

    private final Screen screen;
    private final Terminal t;

    private PeerScreen(Screen screen) {
        this.screen = screen;
        t = screen.terminal;
    }

    static String describe(Screen screen) {
        return new PeerScreen(screen).describe();
    }

    private String describe() {
        StringJoiner out = new StringJoiner("\n");
        int above = t.scrollback.count();
        for (int i = 0; i < above; i++) {
            out.add("main " + (i - above) + line(t.scrollback.get(i, t.columns), i > 0));
        }
        for (int row = 0; row < t.rows; row++) {
            out.add("main " + row + line(t.main.lines[row], row > 0 || above > 0));
        }
        if (screen.alternate()) {
            for (int row = 0; row < t.rows; row++) {
                out.add("alternate " + row + line(t.alternate.lines[row], row > 0));
            }
        }
        out.add("shown " + (screen.alternate() ? "alternate" : "main"));
        out.add("cursor " + t.row + "," + t.column + (t.pendingWrap ? " pending" : ""));
        out.add("margins " + t.grid.top + "-" + t.grid.bottom);
        out.add("pen " + style(t.pen.style()));
        out.add("modes " + modes());
        out.add("mouse " + mouse() + " " + encoding());
        out.add("title " + t.title);
        return out.toString();
    }

    private String modes() {
        Mode[] known = {
            Mode.INSERT,
            Mode.CURSOR_KEYS,
            Mode.ORIGIN,
            Mode.AUTOWRAP,
            Mode.CURSOR_VISIBLE,
            Mode.REVERSE_WRAP,
            Mode.KEYPAD,
            Mode.FOCUS,
            Mode.BRACKETED_PASTE,
        };
        StringJoiner list = new StringJoiner(" ");
        for (Mode mode : known) {
            if (t.is(mode)) {
                list.add((mode.dec() ? "?" : "") + mode.number());
            }
        }
        return list.toString();
    }

    private String mouse() {
        return switch (t.mouseTracking) {
            case 9 -> "X10";
            case 1000 -> "VT200";
            case 1002 -> "DRAG";
            case 1003 -> "ANY";
            default -> "NONE";
        };
    }

    private String encoding() {
        return switch (t.mouseEncoding) {
            case 1006 -> "SGR";
            case 1016 -> "SGR_PIXELS";
            default -> "DEFAULT";
        };
    }

    private String line(Line line, boolean goesOn) {
        StringBuilder out = new StringBuilder(line.wrapped && goesOn ? " ~" : " :");
        String last = PLAIN;
        int end = line.cells.length;
        while (end > 0
                && Cells.isEmpty(line.cells[end - 1])
                && style(line.cells[end - 1]).equals(PLAIN)) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            long cell = line.cells[i];
            String style = style(cell);
            if (!style.equals(last)) {
                out.append(style);
                last = style;
            }
            out.append(Cells.isTail(cell) ? "»" : Cells.isEmpty(cell) ? "·" : screen.glyph(cell));
        }
        return out.toString();
    }

    private String style(long cell) {
        return style(t.styles.get(Cells.style(cell)));
    }

    private static String style(Style style) {
        Link link = style.link();
        return "{" + Integer.toHexString(style.foreground()) + " " + Integer.toHexString(style.background()) + " "
                + (style.flags() & 0xFF) + " " + style.underline() + " "
                + Integer.toHexString(style.underline() == 0 ? 0 : style.underlineColor()) + " "
                + (link == null ? "" : link.id() + ">" + link.uri()) + "}";
    }
}
