package dev.perdure.engine.json;

import java.io.Writer;

/** Compares a text that is written with one that is there, and keeps neither. Not thread-safe. */
final class SameText extends Writer {
    private final String expected;
    private int length;
    private boolean same = true;

    SameText(String expected) {
        this.expected = expected;
    }

    @Override
    public void write(char[] chars, int offset, int count) {
        same = same && length + count <= expected.length();
        for (int i = 0; same && i < count; i++) {
            same = chars[offset + i] == expected.charAt(length + i);
        }
        length += same ? count : 0;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** Whether all that was written is the text that was expected. */
    boolean isSame() {
        return same && length == expected.length();
    }
}
