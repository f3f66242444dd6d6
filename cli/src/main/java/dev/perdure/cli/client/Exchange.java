package dev.perdure.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer over a connection of its own to a Unix domain socket. The JDK's own HTTP client speaks TCP only. Not
 * thread-safe, except {@link #close}, which ends a read that is under way.
 */
public final class Exchange implements AutoCloseable {
    private static final int HEAD_LINE_LIMIT = 16 << 10;
    private static final int HEADER_LIMIT = 200;

    private final Wire wire;
    private final int status;
    private final Map<String, String> headers;
    private final Body body;

    private Exchange(Wire wire, boolean bodiless) throws IOException {
        this.wire = wire;
        int code = readStatus(wire);
        Map<String, String> read = readHeaders(wire);
        while (code >= 100 && code < 200) {
            code = readStatus(wire);
            read = readHeaders(wire);
        }
        this.status = code;
        this.headers = read;
        this.body = bodiless || code == 204 || code == 304 ? Body.ofLength(wire, 0) : frame(wire, read);
    }

    /**
     * Connects, sends the request and reads the answer's head.
     *
     * @param silence for how long nothing may come before the connection counts as dead
     * @throws UnreachableException if nobody listens there
     * @throws IOException if the connection breaks or the answer is not HTTP
     */
    public static Exchange open(Path socket, Request request, Duration silence) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var deadline = new Deadline(channel, silence);
        var wire = new Wire(channel, deadline, silence);
        try {
            connect(channel, socket);
            wire.write(request.encode());
            return new Exchange(wire, request.method().equals("HEAD"));
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** A header's value, by its name in lower case, or null. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The content as it comes. */
    public InputStream body() {
        return body;
    }

    /** The whole content as text, at most {@code maximum} bytes of UTF-8. */
    public String text(int maximum) throws IOException {
        var all = new ByteArrayOutputStream(4096);
        var part = new byte[16 << 10];
        for (int count = body.read(part, 0, part.length); count >= 0; count = body.read(part, 0, part.length)) {
            if (all.size() + count > maximum) {
                throw new ProtocolException("the answer is larger than " + maximum + " bytes");
            }
            all.write(part, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private static void connect(SocketChannel channel, Path socket) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UnreachableException(e);
        }
    }

    private static int readStatus(Wire wire) throws IOException {
        String line = wire.line(HEAD_LINE_LIMIT);
        if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
            throw new ProtocolException("the answer does not begin with an HTTP status");
        }
        try {
            return Integer.parseInt(line.substring(9, 12));
        } catch (NumberFormatException e) {
            throw new ProtocolException("the answer does not begin with an HTTP status");
        }
    }

    private static Map<String, String> readHeaders(Wire wire) throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = wire.line(HEAD_LINE_LIMIT); !line.isEmpty(); line = wire.line(HEAD_LINE_LIMIT)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("a header has no name");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            if (headers.size() > HEADER_LIMIT) {
                throw new ProtocolException("the answer has more than " + HEADER_LIMIT + " headers");
            }
        }
        return headers;
    }

    private static Body frame(Wire wire, Map<String, String> headers) throws IOException {
        String coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new ProtocolException("the answer's transfer coding is not known: " + coding);
            }
            return Body.chunked(wire);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return Body.untilEnd(wire);
        }
        try {
            long bytes = Long.parseLong(length);
            if (bytes >= 0) {
                return Body.ofLength(wire, bytes);
            }
        } catch (NumberFormatException e) {
            // Falls through to the same complaint as a negative length.
        }
        throw new ProtocolException("the answer's length is not a number: " + length);
    }
}
