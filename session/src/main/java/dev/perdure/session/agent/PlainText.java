package dev.perdure.session.agent;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Output as text for those who read it without a terminal: control sequences are left out (ECMA-48; strings of OSC, DCS,
 * APC, PM, SOS), and of a line that was printed over and over, as progress bars are, the last state is kept.
 */
public final class PlainText {
    private static final Pattern SEQUENCES = Pattern.compile("\033\\[[0-?]*[ -/]*[@-~]"
            + "|\033[\\]PX^_][^\007\033]*(?:\007|\033\\\\|$)"
            + "|\033[ -/]*[0-~]"
            + "|[\\x00-\\x07\\x0b-\\x0c\\x0e-\\x1a\\x1c-\\x1f\\x7f]");
    private static final Pattern OVERPRINTED = Pattern.compile("(?m)^[^\n]*\r(?=[^\n\r])");

    private PlainText() {}

    public static String of(byte[] output) {
        String text = new String(output, StandardCharsets.UTF_8);
        text = SEQUENCES.matcher(text).replaceAll("");
        text = text.replaceAll("\r+\n", "\n");
        text = OVERPRINTED.matcher(text).replaceAll("").replace("\r", "");
        return text.indexOf('\b') < 0 ? text : withoutBackspaces(text);
    }

    /** Each takes back one character of its line. */
    private static String withoutBackspaces(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character != '\b') {
                out.appendCodePoint(character);
            } else if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
                out.setLength(out.offsetByCodePoints(out.length(), -1));
            }
        });
        return out.toString();
    }
}
