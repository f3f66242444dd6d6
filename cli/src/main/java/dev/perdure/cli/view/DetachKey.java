package dev.perdure.cli.view;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The key that leaves a session: {@code C-} and a character, as terminals send it in their three ways (a control byte, CSI u, modifyOtherKeys).
 *
 * @param name as the user writes it
 * @param sequences what a terminal may send for it
 */
public record DetachKey(String name, List<String> sequences) {
    /** Ctrl-], as telnet has it. */
    public static final String CUSTOMARY = "C-]";

    /**
     * The key of a name such as {@code C-]}; {@code none} for no key at all.
     *
     * @throws IllegalArgumentException if it is no key
     */
    public static DetachKey of(String name) {
        if (name.equals("none")) {
            return new DetachKey(name, List.of());
        }
        char key = name.length() == 3 ? Character.toUpperCase(name.charAt(2)) : 0;
        if (!name.toUpperCase(Locale.ROOT).startsWith("C-") || key < '@' || key > '_' || key == '[' || key == 'M') {
            throw new IllegalArgumentException(
                    "The detach key is C- and one of @, A to Z (without M), \\, ], ^ and _, or none: " + name);
        }
        int code = Character.toLowerCase(key);
        return new DetachKey(
                name, List.of(String.valueOf((char) (key - '@')), "\033[" + code + ";5u", "\033[27;5;" + code + "~"));
    }

    /** Where the key was pressed in what the terminal sent; -1 where it was not. */
    public int find(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        int first = -1;
        for (String sequence : sequences) {
            int at = text.indexOf(sequence);
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }
        return first;
    }
}
