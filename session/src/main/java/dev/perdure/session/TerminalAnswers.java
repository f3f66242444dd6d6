package dev.perdure.session;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What terminals answer to queries, recognised in a client's input: device attributes (DA1 to DA3), status and cursor
 * reports (DSR, CPR), mode reports (DECRPM), window reports (XTWINOPS), keyboard flags, and the strings of DCS and OSC
 * answers (colours, DECRQSS, XTGETTCAP, XTVERSION). Source: xterm's control sequences.
 *
 * <p>A cursor report of the first row looks like a function key with modifiers ({@code CSI 1 ; 5 R} is C-F3), and is
 * taken for one.
 */
final class TerminalAnswers {
    private static final Pattern ANSWERS = Pattern.compile("\033\\[[?>=][0-9;]*c"
            + "|\033\\[(?!1;)[0-9]+;[0-9]+R|\033\\[\\?[0-9;]+R"
            + "|\033\\[\\??[0-9;]+n|\033\\[\\?[0-9;]+\\$y|\033\\[[0-9;]+\\$y"
            + "|\033\\[[3-9];[0-9;]+t|\033\\[\\?[0-9]+u"
            + "|\033[P\\]][^\033\007]*(?:\033\\\\|\007)");

    private TerminalAnswers() {}

    /** The input without answers; other bytes stay as they are. */
    static byte[] strip(byte[] input) {
        boolean escape = false;
        for (byte each : input) {
            escape |= each == 27;
        }
        if (!escape) {
            return input;
        }
        String text = new String(input, StandardCharsets.ISO_8859_1);
        return ANSWERS.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
    }
}
