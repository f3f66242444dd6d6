package dev.perdure.cli.client;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request.
 *
 * @param method such as {@code GET}
 * @param target the path with its query, already percent-encoded
 * @param headers further headers
 * @param body a JSON document, or null for none
 */
public record Request(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable String body) {
    public Request {
        requireNonNull(method, "method is null");
        requireNonNull(target, "target is null");
        headers = Map.copyOf(headers);
        requireOneLine(target);
        headers.forEach((name, value) -> {
            requireOneLine(name);
            requireOneLine(value);
        });
    }

    /** A request for a resource as it stands. */
    public static Request get(String target) {
        return new Request("GET", target, Map.of(), null);
    }

    /** A request that changes something. */
    public static Request post(String target, String body) {
        return new Request("POST", target, Map.of(), body);
    }

    /** The same request with one more header. */
    public Request with(String name, String value) {
        var more = new java.util.HashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body);
    }

    /** The bytes on the wire (RFC 9112), for a connection that is used once. */
    byte[] encode() {
        var head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: perdure\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(content.length)
                    .append("\r\n");
        }
        head.append("\r\n");
        var out = new ByteArrayOutputStream(head.length() + content.length);
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void requireOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
                throw new IllegalArgumentException("a control character can't be part of a request");
            }
        }
    }
}
