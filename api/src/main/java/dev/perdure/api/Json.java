package dev.perdure.api;

import static java.util.Objects.requireNonNull;

/**
 * A payload as raw JSON text, passed on as it is. Use it as input, result or signal type where the Java type isn't known.
 *
 * @param text one JSON value; it is checked when it enters the layer, not here
 */
public record Json(String text) {
    /** The JSON value {@code null}. */
    public static final Json NULL = new Json("null");

    public Json {
        requireNonNull(text, "text is null");
    }

    @Override
    public String toString() {
        return text;
    }
}
