package dev.perdure.cli.view;

import java.util.Locale;

/**
 * The key that leaves a session: {@code C-} and a character.
 *
 * @param name as the user writes it
 * @param character the character pressed with Ctrl, in lower case; 0 for no key at all
 */
public record DetachKey(String name, char character) {
    /** Ctrl-], as telnet has it. */
    public static final String CUSTOMARY = "C-]";

    /**
     * The key of a name such as {@code C-]}; {@code none} for no key at all.
     *
     * @throws IllegalArgumentException if it is no key
     */
    public static DetachKey of(String name) {
        if (name.equals("none")) {
            return new DetachKey(name, (char) 0);
        }
        char key = name.length() == 3 ? Character.toUpperCase(name.charAt(2)) : 0;
        if (!name.toUpperCase(Locale.ROOT).startsWith("C-") || key < '@' || key > '_' || key == '[' || key == 'M') {
            throw new IllegalArgumentException(
                    "The detach key is C- and one of @, A to Z (without M), \\, ], ^ and _, or none: " + name);
        }
        return new DetachKey(name, Character.toLowerCase(key));
    }

    /** The key as people read it, such as {@code Ctrl-]}; empty where there is none. */
    public String words() {
        return character == 0 ? "" : "Ctrl-" + Character.toUpperCase(character);
    }

    /** Looks for the key in one terminal's input, from its beginning on. */
    public DetachKeyFinder finder() {
        return new DetachKeyFinder(character);
    }
}
