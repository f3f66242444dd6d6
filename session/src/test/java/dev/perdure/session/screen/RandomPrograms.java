package dev.perdure.session.screen;

import java.util.Random;

/**
 * Programs for the terminal, made from a seed: text of all widths, and escape sequences weighted towards the edges.
 *
 * <p>{@link #everything} uses all that the screen knows. {@link #common} stays with what xterm.js knows too, and out of the
 * places where it knowingly differs.
 */
final class RandomPrograms {

    private static final String[] TEXTS = {
        "a",
        "xyz",
        "hello world",
        "0123456789",
        "~~~~",
        " ",
        "   ",
        "日",
        "日本語",
        "한국어",
        "😀",
        "👍🏽",
        "❤️",
        "👩‍👩‍👧",
        "🇩🇪",
        "e\u0301",
        "n\u0303o\u0302",
        "ﾊﾝ",
        "é",
        "€",
        "│─┼",
        "A\u0300\u0301\u0302",
        "全角",
        "q",
        "Ω",
    };

    private final Random random;
    private final int columns;
    private final int rows;
    private final StringBuilder out = new StringBuilder();
    private boolean alternate;

    private RandomPrograms(long seed, int columns, int rows) {
        random = new Random(seed);
        this.columns = columns;
        this.rows = rows;
    }

    /** A program of {@code steps} pieces that uses every function. */
    static String everything(long seed, int columns, int rows, int steps) {
        RandomPrograms programs = new RandomPrograms(seed, columns, rows);
        for (int i = 0; i < steps; i++) {
            if (programs.random.nextInt(3) == 0) {
                programs.rare();
            } else {
                programs.piece();
            }
        }
        return programs.out.toString();
    }

    /** A program of {@code steps} pieces that xterm.js understands alike. */
    static String common(long seed, int columns, int rows, int steps) {
        RandomPrograms programs = new RandomPrograms(seed, columns, rows);
        for (int i = 0; i < steps; i++) {
            programs.piece();
        }
        return programs.out.toString();
    }

    private int n() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1, 2 -> 1;
            case 3 -> random.nextInt(4);
            case 4 -> random.nextInt(columns + 2);
            default -> random.nextInt(rows + 2);
        };
    }

    private void csi(String text) {
        out.append("\033[").append(text);
    }

    private void piece() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> text();
            case 5 -> longText();
            case 6, 7 -> out.append("\r\n");
            case 8 -> csi((1 + random.nextInt(rows)) + ";" + (1 + random.nextInt(columns)) + "H");
            case 9 -> csi(n() + Character.toString("ABCDEFGd`ae".charAt(random.nextInt(11))));
            case 10, 11 -> sgr();
            case 12 -> erase();
            case 13 -> csi(n() + Character.toString("LMP@X".charAt(random.nextInt(5))));
            case 14 -> csi((1 + random.nextInt(3)) + Character.toString("ST".charAt(random.nextInt(2))));
            case 15 -> out.append("\t\b\r\n".charAt(random.nextInt(4)));
            case 16 -> out.append(random.nextBoolean() ? "\033M" : random.nextBoolean() ? "\033D" : "\033E");
            case 17 -> margins();
            case 18 -> mode();
            default -> other();
        }
    }

    private void text() {
        out.append(TEXTS[random.nextInt(TEXTS.length)]);
    }

    private void longText() {
        for (int i = random.nextInt(columns) / 2 + 3; i > 0; i--) {
            text();
        }
    }

    private void erase() {
        // EL and ED where a wrap is pending differ between terminals, and xterm.js 6.0 fails at ED 1 in the last
        // column.
        csi((1 + random.nextInt(columns - 1)) + "G");
        csi(random.nextInt(3) + (random.nextInt(3) == 0 ? "J" : "K"));
    }

    private void margins() {
        if (random.nextInt(3) == 0) {
            csi("r");
        } else {
            int top = 1 + random.nextInt(rows);
            csi(top + ";" + Math.min(rows, top + 1 + random.nextInt(rows)) + "r");
        }
    }

    private void mode() {
        String[] modes = {"4", "?1", "?2004", "?25", "?1004", "?1000", "?1002", "?1003", "?1006", "?66"};
        String mode = modes[random.nextInt(modes.length)];
        boolean on = mode.equals("?25") ? random.nextInt(4) > 0 : random.nextInt(3) == 0;
        csi(mode + (on ? "h" : "l"));
        if (random.nextInt(8) == 0) {
            csi("?7l\r");
            out.append("0123456789".repeat(columns / 8));
            csi("?7h");
        }
    }

    private void other() {
        switch (random.nextInt(9)) {
            case 0 -> out.append("\033(0lqqk\033(B");
            case 1 -> out.append("\016x\017");
            case 2 ->
                out.append("\033]8;;https://example.org/")
                        .append(random.nextInt(3))
                        .append("\033\\link\033]8;;\033\\");
            case 3 -> out.append("\033]0;title ").append(random.nextInt(9)).append('\007');
            case 4 -> {
                alternate ^= true;
                // xterm.js does not restore the underline with the cursor.
                csi("m\033[?1049" + (alternate ? "h" : "l"));
            }
            case 5 -> out.append("z\033[").append(1 + random.nextInt(5)).append('b');
            case 6 -> {
                out.append("\0337");
                csi(n() + "C");
                csi("3;31;44m");
                out.append("S\0338");
            }
            case 7 -> csi((1 + random.nextInt(columns)) + "G\033[" + n() + "'" + (random.nextBoolean() ? "}" : "~"));
            default -> csi(" " + (random.nextBoolean() ? "@" : "A"));
        }
    }

    private void sgr() {
        String[] parameters = {
            "0",
            "1",
            "2",
            "3",
            "4",
            "4:3",
            "4:5",
            "7",
            "8",
            "9",
            "21",
            "22",
            "24",
            "27",
            "31",
            "42",
            "97",
            "104",
            "39",
            "49",
            "38;5;200",
            "48;5;17",
            "38;2;1;2;3",
            "48:2::9:8:7",
            "58;5;9",
            "58:2::1:2:3",
            "53",
            "55",
            "38:5:33",
            "44",
        };
        int count = random.nextInt(3);
        StringBuilder list = new StringBuilder(parameters[random.nextInt(parameters.length)]);
        for (int i = 0; i < count; i++) {
            list.append(';').append(parameters[random.nextInt(parameters.length)]);
        }
        csi(random.nextInt(4) == 0 ? "m" : list + "m");
    }

    private String area() {
        int top = 1 + random.nextInt(rows);
        int left = 1 + random.nextInt(columns);
        return top + ";" + left + ";" + (top + random.nextInt(rows)) + ";" + (left + random.nextInt(columns));
    }

    private void rare() {
        switch (random.nextInt(42)) {
            case 0 -> csi("?6" + (random.nextBoolean() ? "h" : "l"));
            case 1 -> csi("?69" + (random.nextInt(3) > 0 ? "h" : "l"));
            case 2 -> {
                int left = 1 + random.nextInt(columns);
                csi("?69h");
                csi(left + ";" + (left + random.nextInt(columns)) + "s");
            }
            case 3 -> csi("?45" + (random.nextBoolean() ? "h" : "l"));
            case 4 -> csi((random.nextBoolean() ? "20" : "?7") + (random.nextInt(4) == 0 ? "h" : "l"));
            case 5 -> csi(random.nextInt(3) + "\"q");
            case 6 -> csi("?" + random.nextInt(3) + (random.nextBoolean() ? "J" : "K"));
            case 7 -> csi(area() + "$z");
            case 8 -> csi("42;" + area() + "$x");
            case 9 -> csi(area() + ";1;" + (1 + random.nextInt(rows)) + ";" + (1 + random.nextInt(columns)) + ";1$v");
            case 10 -> csi(area() + ";" + new int[] {0, 1, 4, 5, 7}[random.nextInt(5)] + "$r");
            case 11 -> csi(area() + ";7$t");
            case 12 -> csi(area() + "${");
            case 13 -> csi((1 + random.nextInt(2)) + "*x");
            case 14 -> out.append("\0337");
            case 15 -> out.append("\0338");
            case 16 -> csi("?47" + (random.nextBoolean() ? "h" : "l"));
            case 17 -> csi("?1047" + (random.nextBoolean() ? "h" : "l"));
            case 18 -> out.append("\033" + "()*+".charAt(random.nextInt(4)) + "0AKB".charAt(random.nextInt(4)));
            case 19 -> out.append("\033" + "nNoO".charAt(random.nextInt(4)));
            case 20 -> out.append(random.nextBoolean() ? "\016" : "\017");
            case 21 -> out.append("\033H");
            case 22 -> csi(random.nextBoolean() ? "g" : "3g");
            case 23 -> csi(n() + (random.nextBoolean() ? "I" : "Z"));
            case 24 -> out.append("\033#8");
            case 25 -> csi("!p");
            case 26 -> csi(random.nextInt(7) + " q");
            case 27 -> csi(random.nextInt(4) + (random.nextBoolean() ? "K" : "J"));
            case 28 -> csi("?" + (random.nextBoolean() ? "7;25;1000;2004s" : "7;25;1000;2004r"));
            case 29 -> csi((22 + random.nextInt(2)) + ";" + random.nextInt(3) + "t");
            case 30 -> out.append("\033]4;").append(random.nextInt(256)).append(";rgb:12/34/56\033\\");
            case 31 -> out.append(random.nextInt(6) == 0 ? "\033c" : "\033]11;#123456\007");
            case 32 -> out.append(random.nextBoolean() ? "\0336" : "\0339");
            case 33 -> csi(new String[] {">1u", ">31u", "<u", "<2u", "=5u", "=8;2u", "=1;3u"}[random.nextInt(7)]);
            case 34 -> csi(n() + (random.nextBoolean() ? "e" : "a"));
            case 35 -> {
                int[] numbers = {3, 6, 7, 40, 47, 69, 1000, 1002, 1047, 1049, 2026};
                String mode = "?" + numbers[random.nextInt(numbers.length)];
                csi(mode + (random.nextBoolean() ? "h" : "l"));
                csi(mode + (random.nextInt(3) > 0 ? "s" : "r"));
            }
            case 36 -> csi("?" + new int[] {3, 40, 41, 95}[random.nextInt(4)] + (random.nextBoolean() ? "h" : "l"));
            case 37 -> {
                // A wrap that waits at an edge that was scrolled in, in colour, or not written at all.
                csi("4" + random.nextInt(8) + "m");
                csi(columns + "G");
                out.append("x\033[").append(1 + random.nextInt(rows)).append(random.nextBoolean() ? 'S' : 'T');
                out.append(random.nextInt(3) == 0 ? "\0337" : "");
            }
            case 38 -> out.append(random.nextBoolean() ? "\033V" : "\033W");
            case 39 -> csi((61 + random.nextInt(4)) + "\"p");
            case 40 ->
                out.append("\033]").append(random.nextBoolean() ? "5;1" : "17").append(";CIELab:50/1/2\007");
            default ->
                out.append("\033P1$t2;3;1;H;A;")
                        .append((char) ('@' + random.nextInt(16)))
                        .append(";0;2;O;BBBB\033\\");
        }
    }
}
