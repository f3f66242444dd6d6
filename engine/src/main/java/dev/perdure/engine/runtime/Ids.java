package dev.perdure.engine.runtime;

/** Readable identifiers in Crockford's base 32, lower case, whose order is the order of the numbers that they stand for. */
final class Ids {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private Ids() {}

    /** Thirteen characters for sixty-four bits. */
    static String text(long bits) {
        return text(bits, 13);
    }

    /** The last {@code length} characters for these bits. */
    static String text(long bits, int length) {
        char[] text = new char[length];
        long rest = bits;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
        return new String(text);
    }
}
