package dev.perdure.session.screen;

/**
 * How many columns a code point takes: the one place for the width policy.
 *
 * <p>The policy is that of wcwidth, of xterm, and of xterm.js with its Unicode 11 widths: every code point has a width
 * of its own, whatever stands beside it. So a variation selector, a zero width joiner or a combining mark joins the cell
 * before it and does not widen it; the parts of a joined emoji, a skin tone and the two regional indicators of a flag
 * take their own cells. This is what programs assume that count columns with the C library.
 *
 * <p>Width 2: East_Asian_Width W and F ({@link EastAsianWidth}, Unicode 17). Width 0: general categories Mn, Me and Cf
 * (from the JDK, Unicode 16) except the soft hyphen and the prepended marks that stand in a cell, the conjoining Hangul
 * vowels and finals, and the Hangul fillers.
 */
final class Widths {

    private static final int TABLED = 0x20000;

    /** Two bits for each code point of the first two planes; the others are looked up by search. */
    private static final byte[] TABLE = new byte[TABLED / 4];

    static {
        for (int c = 0; c < TABLED; c++) {
            TABLE[c >> 2] |= (byte) (compute(c) << ((c & 3) * 2));
        }
    }

    private Widths() {}

    /** 0, 1 or 2 columns. Controls are not asked for. */
    static int of(int codePoint) {
        if (codePoint < TABLED) {
            return (TABLE[codePoint >> 2] >> ((codePoint & 3) * 2)) & 3;
        }
        return compute(codePoint);
    }

    private static int compute(int c) {
        if (c < 0x300) {
            return 1;
        }
        if ((c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF) || c == 0x115F || c == 0x3164 || c == 0xFFA0) {
            return 0;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            case Character.FORMAT -> prepended(c) ? 1 : 0;
            default -> wide(c) ? 2 : 1;
        };
    }

    /** Prepended_Concatenation_Mark: number signs and the like, which are visible. */
    private static boolean prepended(int c) {
        return (c >= 0x600 && c <= 0x605)
                || c == 0x6DD
                || c == 0x70F
                || c == 0x890
                || c == 0x891
                || c == 0x8E2
                || c == 0x110BD
                || c == 0x110CD;
    }

    private static boolean wide(int c) {
        int[] table = EastAsianWidth.WIDE;
        int low = 0;
        int high = table.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (c < table[middle * 2]) {
                high = middle - 1;
            } else if (c > table[middle * 2 + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
