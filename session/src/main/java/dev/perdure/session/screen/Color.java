package dev.perdure.session.screen;

import java.util.List;

/**
 * Colours as one int: 0 is the default colour; otherwise the kind in bits 24–25 and an index or 0xRRGGBB below.
 *
 * <p>The first sixteen have two spellings that terminals may show differently (SGR 31 follows "bold is bright", SGR
 * 38;5;1 does not), so the spelling is kept.
 */
public final class Color {

    /** The terminal's default foreground, background, or underline colour. */
    public static final int DEFAULT = 0;

    private static final int KIND_MASK = 3 << 24;
    private static final int BASIC = 1 << 24;
    private static final int INDEXED = 2 << 24;
    private static final int RGB = 3 << 24;

    /** In the order of SGR 30–37 and 90–97. */
    private static final List<String> BASIC_NAMES = List.of(
            "black",
            "red",
            "green",
            "yellow",
            "blue",
            "magenta",
            "cyan",
            "white",
            "bright_black",
            "bright_red",
            "bright_green",
            "bright_yellow",
            "bright_blue",
            "bright_magenta",
            "bright_cyan",
            "bright_white");

    private Color() {}

    /** One of the sixteen colours of SGR 30–37, 40–47, 90–97, 100–107. */
    public static int basic(int index) {
        return BASIC | (index & 0xF);
    }

    /** One of the 256 colours of SGR 38;5 and 48;5. */
    public static int indexed(int index) {
        return INDEXED | (index & 0xFF);
    }

    /** A direct colour. */
    public static int rgb(int red, int green, int blue) {
        return RGB | ((red & 0xFF) << 16) | ((green & 0xFF) << 8) | (blue & 0xFF);
    }

    /** Whether the colour is one of {@link #basic}. */
    public static boolean isBasic(int color) {
        return (color & KIND_MASK) == BASIC;
    }

    /** Whether the colour is one of {@link #indexed}. */
    public static boolean isIndexed(int color) {
        return (color & KIND_MASK) == INDEXED;
    }

    /** Whether the colour is one of {@link #rgb}. */
    public static boolean isRgb(int color) {
        return (color & KIND_MASK) == RGB;
    }

    /** The palette index, or 0xRRGGBB. */
    public static int value(int color) {
        return color & 0xFFFFFF;
    }

    /**
     * For programs: {@code default}; {@code red} or {@code bright_red} for one of the sixteen; {@code palette_208} for one of
     * the 256, also below 16, where it need not look as the one of the sixteen does; {@code #ff8000}.
     */
    public static String name(int color) {
        if (color == DEFAULT) {
            return "default";
        }
        if (isRgb(color)) {
            return String.format("#%06x", value(color));
        }
        return isBasic(color) ? BASIC_NAMES.get(value(color)) : "palette_" + value(color);
    }

    /** For people: {@code default}, {@code 9}, {@code #ff8000}. */
    public static String describe(int color) {
        if (color == DEFAULT) {
            return "default";
        }
        if (isRgb(color)) {
            return String.format("#%06x", value(color));
        }
        return (isBasic(color) ? "" : "p") + value(color);
    }
}
