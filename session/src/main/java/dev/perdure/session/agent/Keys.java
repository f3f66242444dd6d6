package dev.perdure.session.agent;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keys by name, as an xterm sends them: {@code C-c}, {@code M-x}, {@code Up}, {@code S-Tab}, {@code F5}, {@code Enter},
 * or one character. Source: xterm's control sequences, "PC-Style Function Keys".
 */
public final class Keys {
    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("enter", "\r"),
            Map.entry("return", "\r"),
            Map.entry("tab", "\t"),
            Map.entry("s-tab", "\033[Z"),
            Map.entry("escape", "\033"),
            Map.entry("esc", "\033"),
            Map.entry("space", " "),
            Map.entry("backspace", "\177"),
            Map.entry("c-space", "\0"));
    /** Keys whose final letter follows CSI, or SS3 in application mode. */
    private static final Map<String, String> LETTERED =
            Map.of("up", "A", "down", "B", "right", "C", "left", "D", "home", "H", "end", "F");

    private static final Map<String, String> FIRST_KEYS = Map.of("f1", "P", "f2", "Q", "f3", "R", "f4", "S");
    private static final Map<String, Integer> NUMBERED = Map.ofEntries(
            Map.entry("insert", 2),
            Map.entry("delete", 3),
            Map.entry("pageup", 5),
            Map.entry("pagedown", 6),
            Map.entry("f5", 15),
            Map.entry("f6", 17),
            Map.entry("f7", 18),
            Map.entry("f8", 19),
            Map.entry("f9", 20),
            Map.entry("f10", 21),
            Map.entry("f11", 23),
            Map.entry("f12", 24));

    private Keys() {}

    /**
     * What a terminal sends for a key.
     *
     * @param application whether the program has asked for application cursor keys (DECCKM)
     * @throws IllegalArgumentException for a name that isn't known
     */
    public static byte[] encode(String key, boolean application) {
        return sequence(key, application).getBytes(StandardCharsets.UTF_8);
    }

    private static String sequence(String key, boolean application) {
        if (key.codePointCount(0, key.length()) == 1) {
            return key;
        }
        String fixed = FIXED.get(key.toLowerCase(Locale.ROOT));
        if (fixed != null) {
            return fixed;
        }
        int modifiers = 0;
        String rest = key;
        while (rest.length() > 2 && rest.charAt(1) == '-' && "CMS".indexOf(rest.charAt(0)) >= 0) {
            modifiers |= rest.charAt(0) == 'S' ? 1 : rest.charAt(0) == 'M' ? 2 : 4;
            rest = rest.substring(2);
        }
        if (rest.codePointCount(0, rest.length()) == 1) {
            return character(rest, modifiers);
        }
        String base = rest;
        int mask = modifiers;
        return function(rest.toLowerCase(Locale.ROOT), modifiers, application)
                .or(() -> modified(base, mask))
                .orElseThrow(() -> new IllegalArgumentException("no key is called " + key
                        + "; known are characters, C-x, M-x, Enter, Tab, S-Tab, Escape, Space, Backspace, arrows by"
                        + " Up Down Left Right, Home, End, PageUp, PageDown, Insert, Delete, F1 to F12"));
    }

    private static String character(String character, int modifiers) {
        String text = (modifiers & 1) != 0 ? character.toUpperCase(Locale.ROOT) : character;
        if ((modifiers & 4) != 0) {
            int code = Character.toUpperCase(text.codePointAt(0));
            if (code < 63 || code > 95) {
                throw new IllegalArgumentException("there is no C-" + character);
            }
            text = code == 63 ? "\177" : String.valueOf((char) (code & 31));
        }
        return (modifiers & 2) != 0 ? "\033" + text : text;
    }

    private static Optional<String> function(String name, int modifiers, boolean application) {
        String plain = modifiers == 0 ? "" : "1;" + (modifiers + 1);
        String letter = LETTERED.get(name);
        if (letter != null) {
            return Optional.of((modifiers == 0 && application ? "\033O" : "\033[" + plain) + letter);
        }
        String first = FIRST_KEYS.get(name);
        if (first != null) {
            return Optional.of((modifiers == 0 ? "\033O" : "\033[" + plain) + first);
        }
        Integer number = NUMBERED.get(name);
        return number == null
                ? Optional.empty()
                : Optional.of("\033[" + number + (modifiers == 0 ? "" : ";" + (modifiers + 1)) + "~");
    }

    /** A key without sequences of its own for modifiers: Escape before it stands for M. */
    private static Optional<String> modified(String name, int modifiers) {
        String fixed = FIXED.get(name.toLowerCase(Locale.ROOT));
        return fixed == null || modifiers != 2 ? Optional.empty() : Optional.of("\033" + fixed);
    }
}
