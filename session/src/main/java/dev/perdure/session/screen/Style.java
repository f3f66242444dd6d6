package dev.perdure.session.screen;

import org.jspecify.annotations.Nullable;

/**
 * How a cell looks: colours (see {@link Color}), attribute flags, underline style, and its hyperlink. Immutable.
 *
 * @param flags the sum of the attribute constants, with the underline style (0–5, as in SGR 4:n) in bits 12–14
 */
public record Style(
        int foreground,
        int background,
        int underlineColor,
        int flags,
        @Nullable Link link) {

    public static final int BOLD = 1;
    public static final int FAINT = 1 << 1;
    public static final int ITALIC = 1 << 2;
    public static final int BLINK = 1 << 3;
    public static final int INVERSE = 1 << 4;
    public static final int INVISIBLE = 1 << 5;
    public static final int STRIKETHROUGH = 1 << 6;
    public static final int OVERLINE = 1 << 7;
    /** Guarded against selective erase (DECSCA). */
    public static final int PROTECTED = 1 << 8;

    static final int UNDERLINE_SHIFT = 12;
    static final int UNDERLINE_MASK = 7 << UNDERLINE_SHIFT;

    /** No attribute, default colours, no link. */
    public static final Style PLAIN = new Style(0, 0, 0, 0, null);

    /** Whether all attributes of {@code mask} are set. */
    public boolean has(int mask) {
        return (flags & mask) == mask;
    }

    /** 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed. */
    public int underline() {
        return (flags & UNDERLINE_MASK) >> UNDERLINE_SHIFT;
    }

    /** The SGR sequence that makes any pen this style, hyperlink and protection aside. */
    public String sgr() {
        return Sgr.format(this);
    }
}
