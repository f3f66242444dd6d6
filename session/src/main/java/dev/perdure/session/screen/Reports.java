package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * What a program asks the terminal, and the answers: a VT420-class xterm with 256 and direct colours.
 *
 * <p>Source: xterm's control sequences, sections on device attributes, status reports and DCS.
 */
final class Reports {

    private static final Map<String, String> CAPABILITIES =
            Map.of("TN", "xterm-256color", "name", "xterm-256color", "Co", "256", "colors", "256", "RGB", "8/8/8");

    private final Terminal t;
    private final ModeControl modes;
    private final Rectangles rectangles;

    Reports(Terminal terminal, ModeControl modes, Rectangles rectangles) {
        t = terminal;
        this.modes = modes;
        this.rectangles = rectangles;
    }

    void primaryAttributes() {
        // 64 VT420; 1 132 columns, 6 selective erase, 15 technical characters, 21 horizontal scrolling, 22 colour,
        // 28 rectangular editing.
        t.reply("\033[?64;1;6;15;21;22;28c");
    }

    void secondaryAttributes() {
        // Programs take 314 and more for a terminal with all of xterm's, and tell others by higher numbers.
        t.reply("\033[>41;379;0c");
    }

    void tertiaryAttributes() {
        t.reply("\033P!|50455244\033\\");
    }

    void version() {
        t.reply("\033P>|" + t.options.version() + "\033\\");
    }

    /** DECREQTPARM: no parity, eight bits, 19,200 baud, as xterm says. */
    void terminalParameters(int request) {
        if (request <= 1) {
            t.reply("\033[" + (request + 2) + ";1;1;128;128;1;0x");
        }
    }

    /** DSR of ANSI. */
    void status(int what) {
        switch (what) {
            case 5 -> t.reply("\033[0n");
            case 6 -> t.reply("\033[" + position() + "R");
            default -> {}
        }
    }

    /** DSR of DEC: no printer, user keys locked, North American keyboard, no locator, no macros. */
    void decStatus(int what, Params params) {
        switch (what) {
            case 5 -> t.reply("\033[?0n");
            case 6 -> t.reply("\033[?" + position() + (t.xtermJs() ? "R" : ";1R"));
            case 15 -> t.reply("\033[?13n");
            case 25 -> t.reply("\033[?20n");
            case 26 -> t.reply("\033[?27;1;0;0n");
            case 53, 55 -> t.reply("\033[?50n");
            case 56 -> t.reply("\033[?57;0n");
            case 62 -> t.reply("\033[0000*{");
            case 63 -> t.reply("\033P" + params.get(1) + "!~0000\033\\");
            case 75 -> t.reply("\033[?70n");
            case 85 -> t.reply("\033[?83n");
            default -> {}
        }
    }

    private String position() {
        boolean origin = t.is(Mode.ORIGIN);
        return (t.row - (origin ? t.grid.top : 0) + 1) + ";" + (t.column - (origin ? t.grid.left : 0) + 1);
    }

    /** DECRQM. */
    void mode(boolean dec, int number) {
        t.reply("\033[" + (dec ? "?" : "") + number + ";" + modes.report(dec, number) + "$y");
    }

    /** DECRQCRA. */
    void checksum(Params params) {
        t.reply(String.format("\033P%d!~%04X\033\\", params.get(0), rectangles.checksum(params)));
    }

    /** DECRQSS. */
    void setting(String what) {
        String answer =
                switch (what) {
                    case "m" -> Sgr.report(t.pen.style()) + "m";
                    case "r" -> (t.grid.top + 1) + ";" + (t.grid.bottom + 1) + "r";
                    case "s" -> (t.grid.left + 1) + ";" + (t.grid.right + 1) + "s";
                    case "\"q" -> (t.pen.style().has(Style.PROTECTED) ? 1 : 0) + "\"q";
                    case "\"p" -> t.conformance + ";1\"p";
                    case " q" -> (t.cursorStyle == 0 ? t.is(Mode.CURSOR_BLINK) ? 1 : 2 : t.cursorStyle) + " q";
                    case "t" -> Math.max(t.rows, 24) + "t";
                    case "$|" -> t.columns + "$|";
                    case "*|" -> t.rows + "*|";
                    case "*x" -> (t.exactRectangles ? 2 : 1) + "*x";
                    default -> "";
                };
        t.reply(answer.isEmpty() ? "\033P0$r\033\\" : "\033P1$r" + answer + "\033\\");
    }

    /** XTGETTCAP: names in hexadecimal. */
    void capabilities(String hexNames) {
        for (String hex : hexNames.split(";", 64)) {
            String value = hex.length() % 2 == 0 && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)
                    ? CAPABILITIES.get(new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1))
                    : null;
            if (value == null) {
                t.reply("\033P0+r\033\\");
                return;
            }
            String hexValue = HexFormat.of().formatHex(value.getBytes(StandardCharsets.US_ASCII));
            t.reply("\033P1+r" + hex + "=" + hexValue.toUpperCase(Locale.ROOT) + "\033\\");
        }
    }

    /**
     * The reports of XTWINOPS that have an answer without a window: not minimised, the size in characters. A title is always
     * reported as empty, for the answer is typed, and a title may be a command that somebody else thought of. Pixels and
     * places are not told, and nothing moves a window or changes the size.
     */
    void window(int what) {
        switch (what) {
            case 11 -> t.reply("\033[1t");
            case 18 -> t.reply("\033[8;" + t.rows + ";" + t.columns + "t");
            case 20 -> t.reply("\033]L\033\\");
            case 21 -> t.reply("\033]l\033\\");
            case 19 -> t.reply("\033[9;" + t.rows + ";" + t.columns + "t");
            default -> {}
        }
    }

    void answerback() {
        if (!t.options.answerback().isEmpty()) {
            t.reply(t.options.answerback());
        }
    }
}
