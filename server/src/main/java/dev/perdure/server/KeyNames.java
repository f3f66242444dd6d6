package dev.perdure.server;

import static java.util.Map.entry;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.screen.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * What an xterm sends for a key: {@code Enter}, {@code Up}, {@code F5}, {@code C-c} for Ctrl-C, {@code M-x} for Alt-X, or one character. Codes by
 * xterm's "Control Sequences", PC-style function keys.
 */
final class KeyNames {
    private static final Map<String, String> NAMED = Map.ofEntries(
            entry("Enter", "\r"),
            entry("Tab", "\t"),
            entry("BTab", "\033[Z"),
            entry("Escape", "\033"),
            entry("Space", " "),
            entry("BSpace", "\177"),
            entry("Insert", "\033[2~"),
            entry("Delete", "\033[3~"),
            entry("PageUp", "\033[5~"),
            entry("PageDown", "\033[6~"),
            entry("F1", "\033OP"),
            entry("F2", "\033OQ"),
            entry("F3", "\033OR"),
            entry("F4", "\033OS"),
            entry("F5", "\033[15~"),
            entry("F6", "\033[17~"),
            entry("F7", "\033[18~"),
            entry("F8", "\033[19~"),
            entry("F9", "\033[20~"),
            entry("F10", "\033[21~"),
            entry("F11", "\033[23~"),
            entry("F12", "\033[24~"));

    /** These follow the mode of cursor keys, DECCKM. */
    private static final Map<String, String> CURSOR =
            Map.of("Up", "A", "Down", "B", "Right", "C", "Left", "D", "Home", "H", "End", "F");

    private KeyNames() {}

    /** The bytes of a key on a terminal in these modes. */
    static byte[] bytes(String key, Set<Mode> modes) {
        return text(key, modes).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String key, Set<Mode> modes) {
        String named = NAMED.get(key);
        if (named != null) {
            return named;
        }
        String cursor = CURSOR.get(key);
        if (cursor != null) {
            return (modes.contains(Mode.CURSOR_KEYS) ? "\033O" : "\033[") + cursor;
        }
        if (key.startsWith("M-") && key.length() > 2) {
            return "\033" + text(key.substring(2), modes);
        }
        if (key.startsWith("C-") && key.length() == 3) {
            return control(key.charAt(2), key);
        }
        if (key.codePointCount(0, key.length()) == 1 && !Character.isISOControl(key.charAt(0))) {
            return key;
        }
        throw unknown(key);
    }

    private static String control(char letter, String key) {
        char upper = Character.toUpperCase(letter);
        if (upper == '?') {
            return "\177";
        }
        if (upper == ' ') {
            return "\0";
        }
        if (upper < '@' || upper > '_') {
            throw unknown(key);
        }
        return String.valueOf((char) (upper - '@'));
    }

    private static PerdureException unknown(String key) {
        return new PerdureException(
                ErrorCode.BAD_INPUT,
                "There is no key " + key
                        + ". Keys are one character, C-x, M-x, Up, Down, Left, Right, Home, End, Enter,"
                        + " Tab, BTab, Escape, Space, BSpace, Insert, Delete, PageUp, PageDown and F1 to F12.");
    }
}
