package dev.perdure.session.screen;

import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The colours that a program changed: palette entries 0–255 (OSC 4), the special colours of bold, underlined, blinking,
 * inverse and italic text from {@link #SPECIAL} on (OSC 5), and the dynamic colours from {@link #DYNAMIC} on (OSC 10–19:
 * foreground, background, cursor, …). Kept as the program spelled them.
 */
final class Palette {

    static final int SPECIAL = 256;
    static final int LAST_SPECIAL = SPECIAL + 4;

    /** The number of the command is the difference. */
    static final int DYNAMIC = 1_000;

    static final int FIRST_DYNAMIC = DYNAMIC + 10;
    static final int LAST_DYNAMIC = DYNAMIC + 19;

    private static final int SPEC_LIMIT = 64;

    private final SortedMap<Integer, String> changed = new TreeMap<>();

    void clear() {
        changed.clear();
    }

    /** Takes a colour; what is none changes nothing. */
    void set(int index, String spec) {
        if (spec.length() <= SPEC_LIMIT && ColorSpec.parse(spec).isPresent()) {
            changed.put(index, spec);
        }
    }

    void reset(int index) {
        changed.remove(index);
    }

    void resetIndexed() {
        changed.headMap(SPECIAL).clear();
    }

    void resetSpecial() {
        changed.subMap(SPECIAL, LAST_SPECIAL + 1).clear();
    }

    SortedMap<Integer, String> changed() {
        return changed;
    }

    /** What sets or asks for the color, up to the semicolon before its specification. */
    static String command(int index) {
        if (index >= FIRST_DYNAMIC) {
            return Integer.toString(index - DYNAMIC);
        }
        return index >= SPECIAL ? "5;" + (index - SPECIAL) : "4;" + index;
    }

    /** The colour as {@code rgb:rrrr/gggg/bbbb}. */
    String query(int index) {
        String spec = changed.get(index);
        OptionalInt set = spec == null ? OptionalInt.empty() : ColorSpec.parse(spec);
        int rgb = set.orElseGet(() -> standard(index));
        StringBuilder out = new StringBuilder("rgb:");
        for (int shift = 16; shift >= 0; shift -= 8) {
            for (int digit = 0; digit < 4; digit++) {
                out.append(Character.forDigit(rgb >> (shift + (digit % 2 == 0 ? 4 : 0)) & 0xF, 16));
            }
            out.append(shift > 0 ? "/" : "");
        }
        return out.toString();
    }

    private static final int FOREGROUND = 0xE5E5E5;

    private static final int[] BASIC = {
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    };

    /** xterm's standard colours: sixteen, the 6×6×6 cube, the grey ramp; light grey on black. */
    private static int standard(int index) {
        if (index < 16) {
            return BASIC[index];
        }
        if (index < 232) {
            int i = index - 16;
            return (level(i / 36) << 16) | (level(i / 6 % 6) << 8) | level(i % 6);
        }
        if (index < SPECIAL) {
            return (8 + (index - 232) * 10) * 0x010101;
        }
        return switch (index - DYNAMIC) {
            // The backgrounds: of text, of the mouse pointer, of the graphics window, and the text of a selection.
            case 11, 14, 16, 19 -> 0x000000;
            default -> FOREGROUND;
        };
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + step * 40;
    }
}
