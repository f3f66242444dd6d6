package dev.perdure.api.internal;

import static java.util.Objects.requireNonNull;

/**
 * The rules for names and texts that come in beside JSON. What breaks them would be stored as something else, cut off, or printed as
 * commands to a terminal.
 */
public final class Words {
    /** How many characters a name may have: of a step, a signal, a loop, a key. */
    public static final int NAME_LENGTH = 200;

    /** How many characters a text for people may have: a reason, a description. */
    public static final int TEXT_LENGTH = 2_000;

    private static final int SHOWN = 60;

    private Words() {}

    /** The name, if it has 1 to 200 characters, none of them a control character. {@code what} says whose name it is. */
    public static String name(String what, String name) {
        return name(what, name, NAME_LENGTH);
    }

    /** The name, if it has 1 to so many characters. Throws {@link IllegalArgumentException}. */
    public static String name(String what, String name, int length) {
        requireNonNull(name, what + " is null");
        if (name.isBlank() || name.length() > length) {
            throw new IllegalArgumentException(
                    what + " is blank or longer than " + length + " characters: " + shown(name));
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(what + " holds a control character: " + shown(name));
        }
        return wellFormed(what, name);
    }

    /** The text, if it has at most 2,000 characters and no NUL. Throws {@link IllegalArgumentException}. */
    public static String text(String what, String text) {
        requireNonNull(text, what + " is null");
        if (text.length() > TEXT_LENGTH) {
            throw new IllegalArgumentException(what + " is longer than " + TEXT_LENGTH + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds a NUL character");
        }
        return wellFormed(what, text);
    }

    private static String wellFormed(String what, String text) {
        if (loneSurrogate(text) >= 0) {
            throw new IllegalArgumentException(what + " holds half of a surrogate pair: " + shown(text));
        }
        return text;
    }

    /** Where the first surrogate without its other half is, or -1. UTF-8 can't hold it. */
    public static int loneSurrogate(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }

    /** The text in a line of bounded length for a message: control characters and halves of surrogate pairs as question marks. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c);
            shown.append(plain ? c : '?');
        }
        return text.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }
}
