package dev.perdure.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events (WHATWG HTML, "Interpreting an event stream"): lines end by LF, CR or CRLF; comments, fields without a colon and
 * unknown fields are skipped; an event cut off by the stream's end is dropped. Not thread-safe.
 */
final class SseReader {
    /** Above the largest payload that the layer takes by default, with room for the escapes of JSON. */
    private static final int LINE_LIMIT = 80 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int filled;
    private boolean skipLineFeed;
    private boolean begun;
    private String lastId = "";

    SseReader(InputStream in, String lastId) {
        this.in = in;
        this.lastId = lastId;
    }

    /** The next event, or null at the end of the stream. */
    @Nullable
    ServerEvent next() throws IOException {
        String kind = "";
        StringBuilder data = null;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new ServerEvent(lastId, kind.isEmpty() ? "message" : kind, data.toString());
                }
                kind = "";
                continue;
            }
            int colon = line.indexOf(':');
            if (colon == 0) {
                continue;
            }
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "event" -> kind = value;
                case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
                case "data" ->
                    data = data == null
                            ? new StringBuilder(value)
                            : data.append('\n').append(value);
                default -> {
                    // The format lets unknown fields pass, so that it can grow.
                }
            }
        }
        return null;
    }

    private @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream(256);
        for (int c = read(); c >= 0; c = read()) {
            if (c == '\n' && skipLineFeed) {
                skipLineFeed = false;
                continue;
            }
            skipLineFeed = c == '\r';
            if (c == '\n' || c == '\r') {
                return decode(line);
            }
            if (line.size() >= LINE_LIMIT) {
                throw new ProtocolException("a line of the event stream is longer than " + LINE_LIMIT + " bytes");
            }
            line.write(c);
        }
        return null;
    }

    private String decode(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        boolean first = !begun;
        begun = true;
        return first && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private int read() throws IOException {
        if (position == filled) {
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
            position = 0;
            if (filled == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }
}
