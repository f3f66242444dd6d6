package dev.perdure.engine.core;

import org.jspecify.annotations.Nullable;

/**
 * A value of the user's inside an event: JSON text, or a reference to a blob where the text is large.
 *
 * @param json the text, or null where it is a blob
 * @param blob the blob's hash, or null where the text is here
 * @param bytes the size of the text in UTF-8
 */
public record Payload(@Nullable String json, @Nullable String blob, long bytes) {
    /** The JSON value {@code null}. */
    public static final Payload NULL = inline("null");

    public Payload {
        if ((json == null) == (blob == null)) {
            throw new IllegalArgumentException("a payload is either text or a blob");
        }
    }

    /** A payload that carries its text. */
    public static Payload inline(String json) {
        return new Payload(json, null, json.length());
    }

    /** A payload that is kept as a blob. */
    public static Payload blob(String hash, long bytes) {
        return new Payload(null, hash, bytes);
    }
}
