package dev.perdure.engine.runtime;

/** Texts of bounded length for the record. */
final class Texts {
    private static final int MESSAGE = 2_000;
    private static final int TRACE = 4_000;

    private Texts() {}

    /** The text, cut where it is longer than 2,000 characters. */
    static String bounded(String text) {
        return cut(text, MESSAGE);
    }

    /** What an exception says of itself, or its kind where it says nothing. */
    static String message(Throwable failure) {
        return Thrown.message(failure, MESSAGE);
    }

    /** The beginning of an exception's stack trace. */
    static String trace(Throwable failure) {
        return Thrown.trace(failure, TRACE);
    }

    /** The text, cut where it is longer than 4,000 characters. */
    static String detail(String text) {
        return cut(text, TRACE);
    }

    /** The end of what was printed. */
    static String tail(String output) {
        return output.length() <= TRACE ? output : '…' + output.substring(output.length() - TRACE + 1);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + '…';
    }
}
