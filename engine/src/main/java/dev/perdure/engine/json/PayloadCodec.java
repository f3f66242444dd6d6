package dev.perdure.engine.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.core.Payload;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The user's values to and from payloads, with the bounds on their size. Thread-safe. */
public final class PayloadCodec {
    private final JsonMapper mapper;
    private final ObjectReader checker;
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final long limit;
    private final int blobThreshold;

    /** A codec with these bounds. */
    public PayloadCodec(PerdureOptions options) {
        limit = options.payloadLimit();
        blobThreshold = options.blobThreshold();
        // The size of a payload is bounded before it is parsed, so the parser's own bound on strings need not be
        // smaller.
        int longest = (int) Math.min(Integer.MAX_VALUE, limit);
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(longest)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        checker = mapper.reader();
    }

    /**
     * A payload on its way in, with the content of its blob where it is one.
     *
     * @param payload what the event holds
     * @param blob the text in UTF-8, or null where the event holds it
     */
    @SuppressWarnings("ArrayRecordComponent") // megabytes that are passed through once
    public record Encoded(Payload payload, byte @Nullable [] blob) {}

    /** Encodes a value by its declared type. Throws {@link PayloadTooLargeException}, or {@code bad_input} for what JSON can't hold. */
    public Encoded encode(@Nullable Object value, TypeRef<?> type) {
        if (value instanceof Json json) {
            return raw(json);
        }
        try {
            return bounded(writers.computeIfAbsent(type.type(), t -> mapper.writerFor(mapper.constructType(t)))
                    .writeValueAsString(value));
        } catch (JacksonException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "A value of type " + type + " can't be written as JSON: " + e.getMessage(), e);
        }
    }

    /** Encodes a value by its own type. */
    public Encoded encode(@Nullable Object value) {
        if (value instanceof Json json) {
            return raw(json);
        }
        try {
            return bounded(mapper.writeValueAsString(value));
        } catch (JacksonException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The value can't be written as JSON: " + e.getMessage(), e);
        }
    }

    /** The value of a payload. Throws {@code bad_input} if the text doesn't fit the type. */
    @SuppressWarnings("unchecked") // the reader was made for this very type
    public <T extends @Nullable Object> T decode(Payload payload, TypeRef<T> type, Function<String, byte[]> blobs) {
        String text = text(payload, blobs);
        if (type.type() == Json.class) {
            return (T) new Json(text);
        }
        try {
            return (T) readers.computeIfAbsent(type.type(), t -> mapper.readerFor(mapper.constructType(t)))
                    .readValue(text);
        } catch (JacksonException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The JSON doesn't fit " + type + ": " + e.getMessage(), e);
        }
    }

    /** The text of a payload. */
    public static String text(Payload payload, Function<String, byte[]> blobs) {
        String inline = payload.json();
        return inline != null
                ? inline
                : new String(blobs.apply(java.util.Objects.requireNonNull(payload.blob())), UTF_8);
    }

    private Encoded raw(Json json) {
        if (json.text().length() > limit) {
            throw new PayloadTooLargeException(json.text().length(), limit);
        }
        try {
            if (checker.readTree(json.text()).isMissingNode()) {
                throw new PerdureException(ErrorCode.BAD_INPUT, "The JSON is empty.");
            }
        } catch (JacksonException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "That is not JSON: " + e.getMessage(), e);
        }
        return bounded(json.text());
    }

    private Encoded bounded(String text) {
        if (text.length() < blobThreshold / 3) {
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
