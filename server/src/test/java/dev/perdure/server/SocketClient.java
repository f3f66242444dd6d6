package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The least that is HTTP/1.1 over a Unix domain socket; a connection for each request. */
final class SocketClient {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path socket;

    SocketClient(StateDirectory state) {
        this.socket = SocketPath.of(state);
    }

    Reply get(String target) throws IOException {
        return send("GET", target, "", Map.of());
    }

    Reply post(String target, String body) throws IOException {
        return send("POST", target, body, Map.of());
    }

    Reply send(String method, String target, String body, Map<String, String> headers) throws IOException {
        try (Connection connection = open(method, target, body, headers)) {
            return new Reply(connection.status(), connection.headers(), connection.rest());
        }
    }

    /** The answer's head; its body is read from the connection as it comes. */
    Connection open(String method, String target, String body, Map<String, String> headers) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
        return raw(head + body);
    }

    /** The answer to what may be no HTTP at all. */
    Connection raw(String text) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new Connection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** A whole answer. */
    record Reply(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            return MAPPER.readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** An answer that is being read. */
    static final class Connection implements Closeable {
        private final SocketChannel channel;
        private final InputStream in;
        private final int status;
        private final Map<String, String> headers = new TreeMap<>();
        private final InputStream content;

        Connection(SocketChannel channel) throws IOException {
            this.channel = channel;
            this.in = new BufferedInputStream(Channels.newInputStream(channel));
            this.status = Integer.parseInt(line(in).split(" ", 3)[1]);
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String[] header = line.split(":", 2);
                headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
            }
            boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
            this.content = chunked ? new Chunks(in) : in;
        }

        int status() {
            return status;
        }

        Map<String, String> headers() {
            return headers;
        }

        /** The next line of the body. */
        String nextLine() throws IOException {
            return line(content);
        }

        String rest() throws IOException {
            return new String(content.readAllBytes(), UTF_8);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        private static String line(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("after: " + line.toString(UTF_8));
                }
                line.write(next);
            }
            String text = line.toString(UTF_8);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
    }

    /** The chunked transfer coding, RFC 9112, section 7.1. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (left == 0 && !ended) {
                if (!first) {
                    Connection.line(in);
                }
                first = false;
                left = Integer.parseInt(Connection.line(in), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            left--;
            int next = in.read();
            if (next < 0) {
                throw new EOFException("within a chunk");
            }
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int next = length == 0 ? -1 : read();
            if (next < 0) {
                return length == 0 ? 0 : -1;
            }
            target[offset] = (byte) next;
            int more = Math.max(0, in.read(target, offset + 1, Math.min(length - 1, left)));
            left -= more;
            return 1 + more;
        }
    }
}
