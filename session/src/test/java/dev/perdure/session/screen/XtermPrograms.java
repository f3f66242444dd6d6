package dev.perdure.session.screen;

import java.util.Random;

/**
 * Programs for a comparison with xterm, made from a seed: short ones, of all functions that both know, at the edges of a
 * small screen. Their characters are those of whose widths nobody doubts.
 */
final class XtermPrograms {
    private static final String[] TEXTS = {
        "a", "xyz", "hello world", "0123456789", " ", "~~", "日", "日本語", "e\u0301", "q"
    };
    private static final int[] MODES = {4, 20};
    private static final int[] DEC_MODES = {5, 6, 7, 7, 7, 45, 69, 69, 25, 66, 41};

    private final Random random;
    private final int columns;
    private final int rows;
    private final boolean wide;
    private final StringBuilder out = new StringBuilder();

    private XtermPrograms(Random random, int columns, int rows, boolean wide) {
        this.random = random;
        this.columns = columns;
        this.rows = rows;
        this.wide = wide;
    }

    /** A program; with characters of two columns when {@code wide}. */
    static String of(Random random, int columns, int rows, boolean wide) {
        XtermPrograms program = new XtermPrograms(random, columns, rows, wide);
        if (!wide && random.nextInt(8) == 0) {
            program.copies();
            return program.out.toString();
        }
        for (int i = 4 + random.nextInt(30); i > 0; i--) {
            program.piece();
        }
        return program.out.toString();
    }

    /**
     * Copies of areas, on a screen where every cell was written and that never scrolls: in xterm a cell that came in by
     * scrolling is a blank, but once it was copied its character is NUL.
     */
    private void copies() {
        csi("32;1;1;99;99$x");
        csi("?7l");
        for (int i = 4 + random.nextInt(20); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> single("xyz");
                case 1 -> csi((1 + random.nextInt(rows)) + ";" + (1 + random.nextInt(columns)) + "H");
                case 2 -> csi(one("0147") + "m");
                case 3 -> csi(n() + one("X@P"));
                case 4 -> csi("?6" + one("hl"));
                default ->
                    csi(area() + ";1;" + (1 + random.nextInt(rows)) + ";" + (1 + random.nextInt(columns)) + ";1$v");
            }
        }
    }

    private String n() {
        return switch (random.nextInt(7)) {
            case 0 -> "0";
            case 1 -> "";
            case 2 -> "1";
            case 3 -> "2";
            case 4 -> Integer.toString(random.nextInt(columns + 3));
            case 5 -> Integer.toString(random.nextInt(rows + 3));
            default -> random.nextInt(8) == 0 ? "999" : Integer.toString(random.nextInt(5));
        };
    }

    private void csi(String text) {
        out.append("\033[").append(text);
    }

    private String one(String letters) {
        return Character.toString(letters.charAt(random.nextInt(letters.length())));
    }

    private void text() {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        single(wide || text.charAt(0) < 0x80 ? text : "wx");
    }

    /** Each by itself, for xterm looks at the room for a piece of text as a whole. */
    private void single(String text) {
        text.codePoints()
                .forEach(c -> out.append(c < 0x300 || c > 0x36F ? "\0" : "").appendCodePoint(c));
    }

    private void toEdge() {
        csi(columns - random.nextInt(4) + "G");
        single("abcd".substring(0, 1 + random.nextInt(4)));
    }

    private String area() {
        int top = 1 + random.nextInt(rows);
        int left = 1 + random.nextInt(columns);
        return top + ";" + left + ";" + (top + random.nextInt(rows)) + ";" + (left + random.nextInt(columns));
    }

    private void piece() {
        switch (random.nextInt(44)) {
            case 0, 1, 2, 3, 4, 5 -> text();
            case 6, 7, 8 -> toEdge();
            case 9 -> out.append("\r\n");
            case 10, 11, 12 -> csi((1 + random.nextInt(rows)) + ";" + (1 + random.nextInt(columns)) + "H");
            case 13 -> csi(n() + one("ABCDEFGd`ae"));
            case 14 -> csi(n() + one("ABCDEFGd`aejk"));
            case 15 -> csi(n() + one("JKX"));
            case 16 -> csi(n() + one(wide ? "LM@" : "LMP@"));
            case 17 -> scroll();
            case 18 -> out.append(one("\t\b\r\n\013\t\b"));
            case 19 -> out.append("\033").append(one("MDE69HM"));
            case 20 -> csi(n() + ";" + n() + "r");
            case 21 -> {
                // In xterm margins leave halves of wide characters.
                csi(wide ? "?69l" : "?69h");
                csi(n() + ";" + n() + "s");
            }
            case 22, 23, 24 -> {
                int mode = DEC_MODES[random.nextInt(DEC_MODES.length)];
                csi("?" + mode + (mode == 69 && wide ? "l" : one("hl")));
            }
            case 25 -> csi(MODES[random.nextInt(MODES.length)] + one("hl"));
            case 26 -> csi(one("0147") + ";" + new int[] {0, 1, 4, 5, 7, 24, 27}[random.nextInt(7)] + "m");
            case 27 -> csi((wide ? "0" : one("012")) + "\"q");
            case 28 -> csi("?" + n() + one("JK"));
            case 29 -> csi(area() + "$z");
            case 30 -> csi("42;" + area() + "$x");
            case 31 -> toEdge();
            case 32 -> attributes();
            case 33 -> csi(area() + "${");
            case 34 -> csi(one("012") + "*x");
            case 35 -> saved("\0337", "\0338");
            case 36 -> saved("\033[s", "\033[u");
            case 37 -> {
                String screen = "\033[?" + new int[] {47, 1047, 1049}[random.nextInt(3)];
                saved(screen + "h", screen + "l");
            }
            case 38 -> out.append("\033").append(one("()")).append(one("0B"));
            case 39 -> out.append(random.nextInt(3) == 0 ? "\033" + one("no") : one("\016\017"));
            case 40 -> csi(random.nextInt(3) == 0 ? one("03") + "g" : n() + one("IZIZ"));
            case 41 -> columns();
            case 42 -> {
                text();
                csi(n() + "b");
            }
            default -> rare();
        }
    }

    /** In xterm halves of wide characters are moved by themselves. */
    private void columns() {
        if (!wide) {
            csi(n() + one("'' ") + one("}~@A"));
        }
    }

    /** Without jump scroll xterm clears the whole screen when the whole of a region is to be scrolled away. */
    private void scroll() {
        csi((random.nextBoolean() ? "" : "1") + one("ST^"));
    }

    private void attributes() {
        // In xterm these change half of a wide character, where only half is in the area.
        if (!wide) {
            csi(area() + ";" + one("01457") + "$" + one("rt"));
        }
    }

    /** In xterm a cursor that is restored with origin mode can stand outside of the margins, which here never happens. */
    private void saved(String save, String restore) {
        if (random.nextBoolean()) {
            out.append(save);
        } else {
            out.append("\033[?69l\033[r").append(restore);
        }
    }

    private void rare() {
        switch (random.nextInt(11)) {
            case 10 -> saved("\033[?1048h", "\033[?1048l");
            case 0 -> out.append("\033#8");
            case 1 -> csi("!p");
            case 2 -> csi("?7;45;6s");
            case 3 -> csi("?7;45;6r");
            case 4 -> csi("6n");
            case 5 -> csi("?6n");
            case 6 -> {
                csi("8m");
                single("xy");
                csi("28m");
            }
            case 7 -> out.append(wide ? "" : "\033V");
            case 8 -> out.append("\033W");
            default -> out.append("\u0085");
        }
    }
}
