package dev.perdure.cli.view;

/**
 * Finds a key with Ctrl in what a terminal sends, over any number of reads. Terminals send it in three ways: as a control byte; as
 * CSI u, with alternates and types of events (the <a href="https://sw.kovidgoyal.net/kitty/keyboard-protocol/">keyboard protocol</a>);
 * and as xterm's modifyOtherKeys. CapsLock and NumLock don't count, nor does letting the key go. What is pasted between the marks of
 * a bracketed paste is text and holds no keys; only a read that is nothing but the key is taken for a key also there, so that a paste
 * whose end got lost keeps nobody in. Not thread-safe.
 */
public final class DetachKeyFinder {
    private static final int ESCAPE = 0x1b;
    private static final int CTRL = 4;
    private static final int LOCKS = 64 | 128;
    private static final int RELEASED = 3;
    private static final int MOST_PARAMETERS = 64;
    private static final String PASTE_BEGINS = "200";
    private static final String PASTE_ENDS = "201";

    private enum State {
        GROUND,
        ESCAPED,
        SEQUENCE
    }

    private final char character;
    private final StringBuilder parameters = new StringBuilder();
    private State state = State.GROUND;
    private boolean pasting;

    DetachKeyFinder(char character) {
        this.character = character;
    }

    /**
     * Where the key begins in the next bytes, so that what stands before it is typed and what follows is not; -1 where it isn't
     * pressed. At a key whose sequence began in an earlier read it is 0.
     */
    public int find(byte[] bytes, int length) {
        int begin = 0;
        for (int i = 0; i < length; i++) {
            int b = Byte.toUnsignedInt(bytes[i]);
            if (b == ESCAPE) {
                state = State.ESCAPED;
                begin = i;
                continue;
            }
            switch (state) {
                case GROUND -> {
                    if ((!pasting || length == 1) && isControlByte(b)) {
                        return i;
                    }
                }
                case ESCAPED -> {
                    state = b == '[' ? State.SEQUENCE : State.GROUND;
                    parameters.setLength(0);
                    if (b != '[' && !pasting && isControlByte(b)) {
                        return i;
                    }
                }
                case SEQUENCE -> {
                    if (b >= 0x40) {
                        state = State.GROUND;
                        boolean alone = begin == 0 && i == length - 1;
                        if (isKey(b) && (!pasting || alone)) {
                            return begin;
                        }
                    } else if (parameters.length() < MOST_PARAMETERS) {
                        parameters.append((char) b);
                    }
                }
            }
        }
        return -1;
    }

    private boolean isControlByte(int b) {
        return character != 0 && b == (character & 0x1f);
    }

    /** True if the sequence that ends with this byte is the key. Notes where pastes begin and end. */
    private boolean isKey(int last) {
        String all = parameters.toString();
        if (last == '~' && all.equals(PASTE_BEGINS)) {
            pasting = true;
        } else if (last == '~' && all.equals(PASTE_ENDS)) {
            pasting = false;
        }
        if (character == 0) {
            return false;
        }
        String[] fields = all.split(";", -1);
        return switch (last) {
            case 'u' -> fields.length >= 2 && isCharacter(fields[0]) && isPress(fields[1]);
            case '~' -> fields.length == 3 && fields[0].equals("27") && isCharacter(fields[2]) && isPress(fields[1]);
            default -> false;
        };
    }

    /** The key's code, or one of its alternates: shifted, and where it lies on a standard keyboard. */
    private boolean isCharacter(String field) {
        for (String code : field.split(":", -1)) {
            int value = number(code);
            if (value == character || value == Character.toUpperCase(character)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPress(String field) {
        String[] parts = field.split(":", -1);
        int modifiers = (number(parts[0]) - 1) & ~LOCKS;
        return modifiers == CTRL && (parts.length < 2 || number(parts[1]) != RELEASED);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 7 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Integer.parseInt(digits);
    }
}
