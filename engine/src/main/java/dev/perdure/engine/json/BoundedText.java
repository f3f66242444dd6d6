package dev.perdure.engine.json;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.PerdureException;
import java.io.Writer;

/**
 * Takes a text in while it is written, up to a bound: a value that never ends must not fill the memory. What is too much is counted
 * and forgotten for a while, so that the refusal can say how large the value is. Not thread-safe.
 */
final class BoundedText extends Writer {
    private static final int COUNTED = 16;

    private final StringBuilder text = new StringBuilder();
    private final long limit;
    private long bytes;

    BoundedText(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        if (bytes <= limit) {
            text.append(chars, offset, length);
        } else if (bytes / COUNTED > limit) {
            throw new PerdureException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The value goes on after " + bytes + " bytes of JSON; the limit is " + limit
                            + ". Does it have an end? Keep large data outside and pass a reference.");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** How many bytes the text has in UTF-8. */
    long bytes() {
        return bytes;
    }

    /** The text. Throws {@link PayloadTooLargeException} if it is above the limit. */
    String text() {
        if (bytes > limit) {
            throw new PayloadTooLargeException(bytes, limit);
        }
        return text.toString();
    }
}
