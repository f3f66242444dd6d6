package dev.perdure.session.screen;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The colours that a program changed: palette entries 0–255 (OSC 4), and foreground, background and cursor (OSC 10–12)
 * as {@link #FOREGROUND} and so on. Kept as the program spelled them.
 */
final class Palette {

    static final int FOREGROUND = 256;
    static final int BACKGROUND = 257;
    static final int CURSOR = 258;

    private static final int SPEC_LIMIT = 64;
    private static final Pattern SPEC = Pattern.compile("[\\x20-\\x3a\\x3c-\\x7e]{1," + SPEC_LIMIT + "}");
    private static final Pattern RGB = Pattern.compile("rgb:(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})");
    private static final Pattern SHARP =
            Pattern.compile("#(\\p{XDigit}{3}|\\p{XDigit}{6}|\\p{XDigit}{9}|\\p{XDigit}{12})");

    private final SortedMap<Integer, String> changed = new TreeMap<>();

    void clear() {
        changed.clear();
    }

    void set(int index, String spec) {
        if (SPEC.matcher(spec).matches()) {
            changed.put(index, spec);
        }
    }

    void reset(int index) {
        changed.remove(index);
    }

    void resetIndexed() {
        changed.headMap(256).clear();
    }

    SortedMap<Integer, String> changed() {
        return changed;
    }

    /** The colour as {@code rgb:rrrr/gggg/bbbb}, or null when the program gave it a name that is not known here. */
    @Nullable
    String query(int index) {
        String spec = changed.get(index);
        if (spec == null) {
            return format(standard(index));
        }
        Matcher rgb = RGB.matcher(spec);
        if (rgb.matches()) {
            return "rgb:" + scale(rgb.group(1)) + "/" + scale(rgb.group(2)) + "/" + scale(rgb.group(3));
        }
        Matcher sharp = SHARP.matcher(spec);
        if (sharp.matches()) {
            String digits = sharp.group(1);
            int n = digits.length() / 3;
            return "rgb:" + pad(digits.substring(0, n)) + "/" + pad(digits.substring(n, 2 * n)) + "/"
                    + pad(digits.substring(2 * n));
        }
        return null;
    }

    private static String scale(String digits) {
        int max = (1 << (4 * digits.length())) - 1;
        return String.format("%04x", (int) (Integer.parseInt(digits, 16) * 65535L / max));
    }

    private static String pad(String digits) {
        return digits + "0".repeat(4 - digits.length());
    }

    private static String format(int rgb) {
        int red = rgb >> 16;
        int green = (rgb >> 8) & 0xFF;
        int blue = rgb & 0xFF;
        return String.format("rgb:%02x%02x/%02x%02x/%02x%02x", red, red, green, green, blue, blue);
    }

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
        if (index < 256) {
            return (8 + (index - 232) * 10) * 0x010101;
        }
        return index == BACKGROUND ? 0x000000 : 0xE5E5E5;
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + step * 40;
    }
}
