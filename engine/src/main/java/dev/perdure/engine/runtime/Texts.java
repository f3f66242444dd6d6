package dev.perdure.engine.runtime;

import dev.perdure.api.internal.Words;

/** Texts for the record, of bounded length and with nothing in them that a store or a terminal would take for something else. */
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
        return storable(Thrown.message(failure, MESSAGE));
    }

    /** The beginning of an exception's stack trace. */
    static String trace(Throwable failure) {
        return storable(Thrown.trace(failure, TRACE));
    }

    /** The text, cut where it is longer than 4,000 characters. */
    static String detail(String text) {
        return cut(text, TRACE);
    }

    /** The end of what was printed. */
    static String tail(String output) {
        return storable(output.length() <= TRACE ? output : '…' + output.substring(output.length() - TRACE + 1));
    }

    private static String cut(String text, int length) {
        return storable(text.length() <= length ? text : text.substring(0, length - 1) + '…');
    }

    /** The text with a replacement character for what can't be stored: NUL, and surrogates without their other half. */
    private static String storable(String text) {
        if (text.indexOf('\0') < 0 && Words.loneSurrogate(text) < 0) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text.replace('\0', '\uFFFD'));
        for (int at = Words.loneSurrogate(storable); at >= 0; at = Words.loneSurrogate(storable)) {
            storable.setCharAt(at, '\uFFFD');
        }
        return storable.toString();
    }
}
