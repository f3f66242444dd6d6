package dev.perdure.engine.runtime;

/** Readable identifiers in Crockford's base 32, lower case, whose order is the order of the numbers that they stand for. */
final class Ids {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final long START_OF_2020 = 1_577_836_800_000L;
    private static final int TIME_LENGTH = 8;
    private static final int CHANCE_LENGTH = 4;

    private Ids() {}

    /** Thirteen characters for sixty-four bits. */
    static String text(long bits) {
        return text(bits, 13);
    }

    /**
     * An id that begins with the task type and goes on with the milliseconds since 2020 and twenty random bits, so that newer tasks of
     * a type come after older ones in every index.
     */
    static String task(String type, long millis, long randomBits) {
        return type + '-' + text(millis - START_OF_2020, TIME_LENGTH) + text(randomBits, CHANCE_LENGTH);
    }

    private static String text(long bits, int length) {
        char[] text = new char[length];
        long rest = bits;
        for (int i = length - 1; i >= 0; i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
        return new String(text);
    }
}
