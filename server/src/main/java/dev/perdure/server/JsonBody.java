package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.Timeline;
import dev.perdure.engine.json.Misfit;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON object that a request carries, taken apart into its fields. The text of a field is kept as the client wrote it, so a payload
 * passes through with every digit of its numbers. Errors are {@link ErrorCode#BAD_INPUT} and say which field and what was expected.
 */
final class JsonBody {
    /** What a request may have beside its payload. */
    private static final int ENVELOPE = 64 << 10;

    private static final int ENVELOPE_DEPTH = 8;

    /** How much is read of a body that is too large. */
    private static final long DRAINED = 64 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // The limits of payloads are checked where they enter the layer; here something stands around them.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonLimits.DEPTH + ENVELOPE_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Map<String, Field> fields;

    private JsonBody(Map<String, Field> fields) {
        this.fields = fields;
    }

    /**
     * Reads a request's body; an empty one counts as an object without fields.
     *
     * @param payloadLimit the largest payload, in bytes
     * @param known the fields that the request may have
     */
    static JsonBody of(Context ctx, long payloadLimit, Set<String> known) {
        return of(text(ctx, payloadLimit), known);
    }

    static JsonBody of(String text, Set<String> known) {
        Map<String, Field> fields = text.isBlank() ? Map.of() : parse(text);
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                throw bad("The field \"" + name + "\" is not known here; known are "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
        }
        return new JsonBody(fields);
    }

    private static String text(Context ctx, long payloadLimit) {
        long limit = payloadLimit + ENVELOPE;
        try {
            InputStream in = ctx.bodyInputStream();
            byte[] bytes = in.readNBytes(Math.toIntExact(Math.min(limit + 1, Integer.MAX_VALUE - 8)));
            if (bytes.length > limit) {
                throw new PayloadTooLargeException(bytes.length + skipRest(in), payloadLimit);
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw bad("The request's body is not UTF-8.");
        } catch (IOException e) {
            throw bad("The request's body could not be read to its end.");
        }
    }

    /** A client that is still sending would see a broken pipe, not the answer; so what is too much is read and forgotten, up to a bound. */
    private static long skipRest(InputStream in) throws IOException {
        byte[] forgotten = new byte[8192];
        long skipped = 0;
        for (int read = 0; read >= 0 && skipped < DRAINED; read = in.read(forgotten)) {
            skipped += read;
        }
        return skipped;
    }

    private static Map<String, Field> parse(String text) {
        var fields = new LinkedHashMap<String, Field>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad("The request's body is not a JSON object.");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                String scalar = token.isScalarValue() ? parser.getString() : "";
                parser.skipChildren();
                int end = Math.toIntExact(parser.currentLocation().getCharOffset());
                fields.put(
                        name,
                        new Field(token, scalar, text.substring(start, end).strip()));
            }
            if (parser.nextToken() != null) {
                throw bad("The request's body goes on after its JSON object.");
            }
            return fields;
        } catch (JacksonException e) {
            throw bad("The request's body is not valid JSON: " + Misfit.syntax(e));
        }
    }

    /** A field that must be there and be a string. */
    String requiredString(String name) {
        String value = string(name);
        if (value == null) {
            throw bad("The field \"" + name + "\" is missing.");
        }
        return value;
    }

    /** A string, or null. */
    @Nullable
    String string(String name) {
        Field field = field(name, JsonToken.VALUE_STRING, "a string");
        return field == null ? null : field.scalar();
    }

    /** True or false; false if it is not there. */
    boolean flag(String name) {
        Field field = fields.get(name);
        if (field == null || field.token() == JsonToken.VALUE_NULL) {
            return false;
        }
        return switch (field.token()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw bad("The field \"" + name + "\" is neither true nor false.");
        };
    }

    /** Strings in order; empty if the field is not there. */
    List<String> list(String name) {
        Field field = field(name, JsonToken.START_ARRAY, "an array of strings");
        if (field == null) {
            return List.of();
        }
        var strings = new ArrayList<String>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), field.text())) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token != JsonToken.VALUE_STRING) {
                    throw bad("The field \"" + name + "\" is not an array of strings.");
                }
                strings.add(parser.getString());
            }
        }
        return strings;
    }

    /** A whole number, or null. */
    @Nullable
    Integer integer(String name) {
        Field field = field(name, JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return field == null ? null : Integer.valueOf(field.scalar());
        } catch (NumberFormatException e) {
            throw bad("The field \"" + name + "\" is out of range: " + field.scalar());
        }
    }

    /** A whole number of 64 bits, or null. */
    @Nullable
    Long number(String name) {
        Field field = field(name, JsonToken.VALUE_NUMBER_INT, "a whole number");
        try {
            return field == null ? null : Long.valueOf(field.scalar());
        } catch (NumberFormatException e) {
            throw bad("The field \"" + name + "\" is out of range: " + field.scalar());
        }
    }

    /** A duration as the {@link Timeline} has it, or null. */
    @Nullable
    Duration duration(String name) {
        return parsed(name, text -> Timeline.span(Duration.parse(text)), "an ISO-8601 duration such as PT20S");
    }

    /** A moment as the {@link Timeline} has it, or null. */
    @Nullable
    Instant instant(String name) {
        return parsed(name, text -> Timeline.time(Instant.parse(text)), "a moment such as 2030-01-31T12:00:00Z");
    }

    private <T> @Nullable T parsed(String name, Function<String, T> parse, String expected) {
        String value = string(name);
        try {
            return value == null ? null : parse.apply(value);
        } catch (DateTimeException e) {
            throw bad("The field \"" + name + "\" is not " + expected + ": " + value);
        }
    }

    /** An object of strings; empty if it is not there. */
    Map<String, String> strings(String name) {
        Field field = field(name, JsonToken.START_OBJECT, "an object of strings");
        if (field == null) {
            return Map.of();
        }
        var strings = new LinkedHashMap<String, String>();
        parse(field.text()).forEach((key, value) -> {
            if (value.token() != JsonToken.VALUE_STRING) {
                throw bad("The field \"" + name + "\" is not an object of strings: see \"" + key + "\".");
            }
            strings.put(key, value.scalar());
        });
        return strings;
    }

    /** An object of strings and whole numbers, as text; empty if it is not there. */
    Map<String, String> scalars(String name) {
        Field field = field(name, JsonToken.START_OBJECT, "an object of numbers and strings");
        if (field == null) {
            return Map.of();
        }
        var scalars = new LinkedHashMap<String, String>();
        parse(field.text()).forEach((key, value) -> {
            if (value.token() != JsonToken.VALUE_STRING && value.token() != JsonToken.VALUE_NUMBER_INT) {
                throw bad("The field \"" + name + "\" is not an object of numbers and strings: see \"" + key + "\".");
            }
            scalars.put(key, value.scalar());
        });
        return scalars;
    }

    /** Any JSON value as it was written, or null if the field is not there. */
    @Nullable
    Json json(String name) {
        Field field = fields.get(name);
        return field == null ? null : new Json(field.text());
    }

    private @Nullable Field field(String name, JsonToken expected, String words) {
        Field field = fields.get(name);
        if (field == null || field.token() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (field.token() != expected) {
            throw bad("The field \"" + name + "\" is not " + words + ".");
        }
        return field;
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }

    /**
     * A field's value.
     *
     * @param scalar the value of a string or number, else empty
     * @param text the JSON text
     */
    private record Field(JsonToken token, String scalar, String text) {}
}
