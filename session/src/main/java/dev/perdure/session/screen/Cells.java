package dev.perdure.session.screen;

/**
 * A cell packed in a long: the style's number in the low half, the glyph in the high half.
 *
 * <p>The glyph is a code point, or the number of a cluster; flags say which, and whether the cell is the first or the
 * second half of a wide character. An empty cell has glyph 0, so that 0 is an empty cell in the plain style.
 */
final class Cells {

    static final long EMPTY = 0;

    private static final int VALUE_MASK = 0x1FFFFF;
    private static final int CLUSTER = 1 << 21;
    private static final int TAIL = 1 << 22;
    private static final int WIDE = 1 << 23;

    private Cells() {}

    private static long pack(int glyph, int style) {
        return ((long) glyph << 32) | (style & 0xFFFFFFFFL);
    }

    static long empty(int style) {
        return style & 0xFFFFFFFFL;
    }

    static long of(int codePoint, int style) {
        return pack(codePoint, style);
    }

    static long wide(int codePoint, int style) {
        return pack(codePoint | WIDE, style);
    }

    static long tail(int style) {
        return pack(TAIL, style);
    }

    static long withCluster(long cell, int cluster) {
        return pack(cluster | CLUSTER | (glyph(cell) & WIDE), style(cell));
    }

    static long withStyle(long cell, int style) {
        return pack(glyph(cell), style);
    }

    static int style(long cell) {
        return (int) cell;
    }

    static int glyph(long cell) {
        return (int) (cell >>> 32);
    }

    /** Code point or number of a cluster. */
    static int value(long cell) {
        return glyph(cell) & VALUE_MASK;
    }

    static boolean isCluster(long cell) {
        return (glyph(cell) & CLUSTER) != 0;
    }

    static boolean isTail(long cell) {
        return (glyph(cell) & TAIL) != 0;
    }

    static boolean isWide(long cell) {
        return (glyph(cell) & WIDE) != 0;
    }

    /** Never written, or erased; whatever its background. */
    static boolean isEmpty(long cell) {
        return glyph(cell) == 0;
    }

    /** The glyph with its three flags lowest, so that it is short as a variable-length number. */
    static int compact(long cell) {
        int glyph = glyph(cell);
        return ((glyph & VALUE_MASK) << 3) | (glyph >>> 21);
    }

    static long expand(int compact, int style) {
        return pack((compact >>> 3) | ((compact & 7) << 21), style);
    }
}
