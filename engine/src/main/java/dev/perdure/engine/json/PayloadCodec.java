package dev.perdure.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.TypeRef;
import dev.perdure.api.internal.Words;
import dev.perdure.engine.core.Payload;
import java.io.Writer;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;

/**
 * The user's values to and from payloads. Thread-safe.
 *
 * <p><b>What can't be read is never written.</b> A value with a declared type is written, read again by that type, and written once
 * more: the two texts must be the same (or the two values equal, as with sets). Otherwise it is refused with the place at which it
 * changes. Text that comes in as JSON, and whatever was written, is held to {@link dev.perdure.api.JsonLimits}.
 */
public final class PayloadCodec {
    /** Values that are what they were, whatever they are; texts but for halves of surrogate pairs. */
    private static final Set<Type> PLAIN =
            Set.of(String.class, Integer.class, Long.class, Short.class, Byte.class, Boolean.class, Void.class);

    private final UserTypes types = new UserTypes();
    private final Set<Type> readable = ConcurrentHashMap.newKeySet();
    private final long limit;
    private final int blobThreshold;

    /** A codec with these bounds. */
    public PayloadCodec(PerdureOptions options) {
        limit = options.payloadLimit();
        blobThreshold = options.blobThreshold();
        readable.addAll(PLAIN);
        readable.add(Json.class);
    }

    /**
     * A payload on its way in, with the content of its blob where it is one.
     *
     * @param payload what the event holds
     * @param blob the text in UTF-8, or null where the event holds it
     */
    @SuppressWarnings("ArrayRecordComponent") // megabytes that are passed through once
    public record Encoded(Payload payload, byte @Nullable [] blob) {
        /** The text. */
        public String text() {
            return blob == null ? Objects.requireNonNull(payload.json()) : new String(blob, UTF_8);
        }

        /** How many bytes of UTF-8 the text has. */
        public long bytes() {
            String json = payload.json();
            return json == null ? payload.bytes() : json.getBytes(UTF_8).length;
        }
    }

    /**
     * A value that can be recorded.
     *
     * @param value the value as a replay will read it
     * @param encoded its payload
     */
    public record Proven<T extends @Nullable Object>(T value, Encoded encoded) {}

    /**
     * Encodes a value by its declared type, and proves that it comes back. Throws {@link PayloadTooLargeException}, or {@code
     * bad_input} for what JSON can't hold or the type doesn't read.
     */
    public <T extends @Nullable Object> Proven<T> prove(T value, TypeRef<T> type) {
        if (value instanceof Json json && type.type() == Json.class) {
            return new Proven<>(value, raw(json));
        }
        String text = write(types.writer(type.type()), value, "A value of the type " + type);
        if (PLAIN.contains(type.type())) {
            requireWellFormed(text, type);
            return new Proven<>(value, bounded(text));
        }
        JsonText.check(text);
        T back = readBack(text, type);
        if (!isSame(text, back, type) && !Objects.equals(value, back)) {
            throw new PerdureException(ErrorCode.BAD_INPUT, changed(text, back, type));
        }
        return new Proven<>(back, bounded(text));
    }

    private static void requireWellFormed(String text, TypeRef<?> type) {
        if (Words.loneSurrogate(text) >= 0) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "A value of the type " + type + " holds half of a surrogate pair, which UTF-8 can't hold.");
        }
    }

    /** Encodes a value by its own type, where nobody says which type will read it. */
    public Encoded encode(@Nullable Object value) {
        if (value instanceof Json json) {
            return raw(json);
        }
        String text = write(types.mapper().writer(), value, "The value");
        JsonText.check(text);
        return bounded(text);
    }

    private String write(ObjectWriter writer, @Nullable Object value, String what) {
        BoundedText text = new BoundedText(limit);
        write(writer, value, what, text);
        return text.text();
    }

    private static void write(ObjectWriter writer, @Nullable Object value, String what, Writer to) {
        try {
            writer.writeValue(to, value);
        } catch (StackOverflowError e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, what + " is nested too deep for JSON. Does it refer to itself?", e);
        } catch (PerdureException e) {
            throw e;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof PerdureException meant) {
                throw meant;
            }
            String why = e instanceof JacksonException json ? json.getOriginalMessage() : e.toString();
            boolean deep = why != null && why.contains("nesting depth");
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    deep
                            ? what + " is nested too deep for JSON. Does it refer to itself?"
                            : what + " can't be written as JSON: " + Misfit.plain(why) + ".",
                    e);
        }
    }

    private <T extends @Nullable Object> T readBack(String text, TypeRef<T> type) {
        try {
            return read(text, type);
        } catch (JacksonException | ArithmeticException | NumberFormatException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "A value of the type " + type + " could be written as JSON but not read again: "
                            + Misfit.of(e, text, types.mapper()) + ".",
                    e);
        }
    }

    private <T extends @Nullable Object> boolean isSame(String text, T back, TypeRef<T> type) {
        SameText again = new SameText(text);
        write(types.writer(type.type()), back, "A value of the type " + type + " that was read again", again);
        return again.isSame();
    }

    private <T extends @Nullable Object> String changed(String text, T back, TypeRef<T> type) {
        String again = write(types.writer(type.type()), back, "A value of the type " + type);
        Difference first =
                Difference.of(types.mapper().readTree(text), types.mapper().readTree(again));
        String where = first == null
                ? "the order of its parts changes"
                : (first.pointer().isEmpty() ? "" : "at " + Words.shown(first.pointer()) + " ") + shown(first.before())
                        + " becomes " + shown(first.after());
        return "A value of the type " + type + " does not come back from JSON as it was: " + where
                + ". Use a type that JSON keeps, such as a text.";
    }

    private static String shown(@Nullable Object node) {
        return node == null ? "nothing" : Words.shown(node.toString());
    }

    /**
     * Throws {@link IllegalArgumentException} if no value of a type could be read. {@code what} and {@code name} say whose type it is,
     * such as "The result of step" and its name.
     */
    public void requireReadable(String what, String name, TypeRef<?> type) {
        if (readable.contains(type.type())) {
            return;
        }
        String why = types.unreadable(type);
        if (why != null) {
            throw new IllegalArgumentException(what + " " + name + " can't be read from JSON: " + why);
        }
        readable.add(type.type());
    }

    /** The value of a payload. Throws {@code bad_input} if the text doesn't fit the type. */
    public <T extends @Nullable Object> T decode(Payload payload, TypeRef<T> type, Function<String, byte[]> blobs) {
        return decode(new Json(text(payload, blobs)), type);
    }

    /** The value of a text. Throws {@code bad_input} if the text doesn't fit the type. */
    public <T extends @Nullable Object> T decode(Json json, TypeRef<T> type) {
        String text = json.text();
        try {
            return read(text, type);
        } catch (JacksonException | ArithmeticException | NumberFormatException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "The JSON doesn't fit the type " + type + ": " + Misfit.of(e, text, types.mapper()) + ".",
                    e);
        }
    }

    @SuppressWarnings("unchecked") // the reader was made for this very type
    private <T extends @Nullable Object> T read(String text, TypeRef<T> type) {
        return type.type() == Json.class
                ? (T) new Json(text)
                : (T) types.reader(type.type()).readValue(text);
    }

    /** The text of a payload. */
    public static String text(Payload payload, Function<String, byte[]> blobs) {
        String inline = payload.json();
        return inline != null ? inline : new String(blobs.apply(Objects.requireNonNull(payload.blob())), UTF_8);
    }

    private Encoded raw(Json json) {
        if (json.text().length() > limit) {
            throw new PayloadTooLargeException(json.text().length(), limit);
        }
        JsonText.check(json.text());
        return bounded(json.text().strip());
    }

    private Encoded bounded(String text) {
        if (text.length() < Math.min(blobThreshold, limit) / 3) {
            return new Encoded(Payload.inline(text), null);
        }
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > limit) {
            throw new PayloadTooLargeException(bytes.length, limit);
        }
        return bytes.length < blobThreshold
                ? new Encoded(Payload.inline(text), null)
                : new Encoded(Payload.blob(sha256(bytes), bytes.length), bytes);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
