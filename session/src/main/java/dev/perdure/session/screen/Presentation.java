package dev.perdure.session.screen;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The reports of the presentation state, DECRQPSR, and what puts them back, DECRSPS: of the cursor (DECCIR) and of the tab
 * stops (DECTABSR).
 *
 * <p>Source: DEC VT420 Programmer Reference Manual, chapter 12; xterm's control sequences.
 */
final class Presentation {

    /** As many as xterm reports. */
    private static final int MOST_STOPS = 28;

    private final Terminal t;

    Presentation(Terminal terminal) {
        t = terminal;
    }

    /** DECRQPSR. */
    void report(int what) {
        switch (what) {
            case 1 -> t.reply("\033P1$u" + information() + "\033\\");
            case 2 -> {
                String stops = t.tabs.stream()
                        .limit(MOST_STOPS)
                        .mapToObj(column -> Integer.toString(column + 1))
                        .collect(Collectors.joining("/"));
                t.reply("\033P2$u" + stops + "\033\\");
            }
            default -> {}
        }
    }

    /** The data of DECCIR. */
    String information() {
        Style style = t.pen.style();
        int rendition = bit(style.has(Style.INVERSE), 8)
                | bit(style.has(Style.BLINK), 4)
                | bit(style.underline() != 0, 2)
                | bit(style.has(Style.BOLD), 1);
        int state = bit(t.pendingWrap, 8)
                | bit(t.singleShift == 3, 4)
                | bit(t.singleShift == 2, 2)
                | bit(t.is(Mode.ORIGIN), 1);
        String sets = List.of(t.charsets).stream()
                .map(charset -> Character.toString(charset.finalByte()))
                .collect(Collectors.joining());
        return (t.row + 1) + ";" + (t.column + 1) + ";1;" + letter(rendition) + ";"
                + letter(bit(t.guard == Guard.DEC, 1)) + ";" + letter(state) + ";" + t.shift + ";2;O;" + sets;
    }

    private static int bit(boolean set, int bit) {
        return set ? bit : 0;
    }

    private static char letter(int bits) {
        return (char) (0x40 | bits);
    }

    /** What brings the cursor to a cell with a wrap pending, in the plain style, and ASCII in all sets. */
    static String waitingAt(int row, int column, boolean guarded, boolean origin) {
        return "\033P1$t" + (row + 1) + ";" + (column + 1) + ";1;@;" + letter(bit(guarded, 1)) + ";"
                + letter(8 | bit(origin, 1)) + ";0;2;O;BBBB\033\\";
    }

    /** DECRSPS. As in xterm, what comes before something that makes no sense is put back. */
    void restore(int what, String data) {
        if (what == 1) {
            cursor(data.split(";", -1));
        } else if (what == 2) {
            t.tabs.clear();
            for (String stop : data.split("/", -1)) {
                int column = number(stop);
                if (column < 1 || column > t.columns) {
                    return;
                }
                t.tabs.set(column - 1);
            }
        }
    }

    private void cursor(String[] fields) {
        int row = number(field(fields, 0));
        int column = number(field(fields, 1));
        if (row < 1 || row > t.rows) {
            return;
        }
        t.row = row - 1;
        if (column < 1 || column > t.columns) {
            return;
        }
        t.column = column - 1;
        if (number(field(fields, 2)) != 1) {
            return;
        }
        int rendition = bits(field(fields, 3));
        if (rendition < 0) {
            return;
        }
        flag(Style.INVERSE, rendition, 8);
        flag(Style.BLINK, rendition, 4);
        flag(Style.BOLD, rendition, 1);
        boolean underlined = (rendition & 2) != 0;
        if (underlined != (t.pen.style().underline() != 0)) {
            t.pen.underline(underlined ? 1 : 0);
        }
        int guarded = bits(field(fields, 4));
        if (guarded < 0 || guarded > 1) {
            return;
        }
        t.guard = guarded == 1 ? Guard.DEC : t.guard == Guard.DEC ? Guard.NONE : t.guard;
        int state = bits(field(fields, 5));
        if (state < 0) {
            return;
        }
        t.pendingWrap = (state & 8) != 0;
        t.singleShift = (state & 4) != 0 ? 3 : (state & 2) != 0 ? 2 : 0;
        t.set(Mode.ORIGIN, (state & 1) != 0);
        keepWithinMargins();
        int left = number(field(fields, 6));
        if (left < 0 || left > 3) {
            return;
        }
        t.shift = left;
        String sets = field(fields, 9);
        for (int i = 0; sets != null && i < Math.min(sets.length(), 4); i++) {
            t.charsets[i] = Charset.designatedBy(sets.charAt(i));
        }
    }

    private void keepWithinMargins() {
        if (t.is(Mode.ORIGIN)) {
            t.row = Math.clamp(t.row, t.grid.top, t.grid.bottom);
            t.column = Math.clamp(t.column, t.grid.left, t.grid.right);
        }
    }

    private void flag(int flag, int bits, int bit) {
        if ((bits & bit) != 0) {
            t.pen.set(flag);
        } else {
            t.pen.unset(flag);
        }
    }

    private static @Nullable String field(String[] fields, int at) {
        return at < fields.length ? fields[at] : null;
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    /** The bits of a letter from {@code @} to {@code O}, or -1. */
    private static int bits(@Nullable String text) {
        return text != null && text.length() == 1 && (text.charAt(0) & 0xF0) == 0x40 ? text.charAt(0) & 0x0F : -1;
    }
}
