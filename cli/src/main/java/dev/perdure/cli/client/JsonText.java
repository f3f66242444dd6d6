package dev.perdure.cli.client;

import dev.perdure.api.JsonLimits;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** JSON as trees: what comes over the wire and what is printed, number for number. Thread-safe. */
public final class JsonText {
    /** Payloads are bounded by the daemon; its bound may be raised, so ours is generous. */
    private static final int LONGEST_STRING = 1 << 30;

    /** The daemon's answers stand around payloads that are held to these limits. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(2 * JsonLimits.DEPTH)
            .maxNumberLength(2 * JsonLimits.NUMBER_LENGTH)
            .maxNameLength(2 * JsonLimits.NAME_LENGTH)
            .maxStringLength(LONGEST_STRING)
            .build();

    /** What could be read can be printed. */
    private static final StreamWriteConstraints PRINTABLE = StreamWriteConstraints.builder()
            .maxNestingDepth(2 * JsonLimits.DEPTH)
            .build();

    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(CONSTRAINTS)
                    .streamWriteConstraints(PRINTABLE)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final ObjectWriter PRETTY = MAPPER.writer()
            .with(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private JsonText() {}

    /**
     * One JSON value.
     *
     * @throws JacksonException if the text is not exactly one
     */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /**
     * A value that is passed on as it is written: every digit of its numbers, whatever a tree of it would say.
     *
     * @throws JacksonException if the text is not exactly one value
     */
    public static JsonNode asWritten(String text) {
        try (JsonParser in = STRICT.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() == null) {
                return MAPPER.missingNode();
            }
            while (!in.streamReadContext().inRoot()) {
                advance(in);
            }
            in.finishToken();
            if (in.nextToken() != null) {
                throw new StreamReadException(in, "it goes on after its end");
            }
        }
        return MAPPER.getNodeFactory().rawValueNode(new RawValue(text));
    }

    /** Goes to the next token; names are asked for as such, since then the parser says what it expects instead. */
    private static void advance(JsonParser in) {
        if (in.streamReadContext().inObject() && in.currentToken() != JsonToken.PROPERTY_NAME) {
            in.nextName();
        } else {
            in.nextToken();
        }
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The value on one line. */
    public static String line(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The value over several lines, for people. */
    public static String pretty(JsonNode value) {
        return PRETTY.writeValueAsString(value);
    }
}
