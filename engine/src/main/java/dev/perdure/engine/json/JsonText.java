package dev.perdure.engine.json;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.PerdureException;
import dev.perdure.api.internal.Words;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The check of JSON at the door: one value within {@link JsonLimits}. It reads tokens and makes no values of them, so it holds no
 * more in memory than the text.
 */
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(unlimited())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private JsonText() {}

    /** For texts whose limits are checked here, or were when they were written. */
    static StreamReadConstraints unlimited() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
    }

    /** Throws {@code bad_input} if the text is not one JSON value within the limits. */
    static void check(String text) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken token = in.nextToken();
            if (token == null) {
                throw bad("The JSON is empty. Give one value, such as {}.");
            }
            int depth = 0;
            do {
                depth += depthBy(token);
                if (depth > JsonLimits.DEPTH) {
                    throw bad("The JSON is nested more than " + JsonLimits.DEPTH + " levels deep.");
                }
                check(in, token);
                token = in.nextToken();
            } while (token != null && depth > 0);
            if (token != null) {
                throw bad("The JSON goes on after its end. Give one value.");
            }
        } catch (JacksonException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "That is not JSON: " + Misfit.syntax(e), e);
        }
    }

    private static int depthBy(JsonToken token) {
        return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private static void check(JsonParser in, JsonToken token) {
        switch (token) {
            case PROPERTY_NAME -> {
                String name = in.currentName();
                if (name.length() > JsonLimits.NAME_LENGTH) {
                    throw bad("The JSON has a name of " + name.length() + " characters" + at(in) + "; the limit is "
                            + JsonLimits.NAME_LENGTH + ".");
                }
                wellFormed(in, name);
            }
            case VALUE_STRING -> wellFormed(in, in.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in, in.getString());
            default -> {}
        }
    }

    private static void wellFormed(JsonParser in, String text) {
        if (Words.loneSurrogate(text) >= 0) {
            throw bad("The JSON has a text with half of a surrogate pair" + at(in) + ", which UTF-8 can't hold.");
        }
    }

    private static void number(JsonParser in, String number) {
        if (number.length() > JsonLimits.NUMBER_LENGTH) {
            throw bad("The JSON has a number of " + number.length() + " characters" + at(in) + "; the limit is "
                    + JsonLimits.NUMBER_LENGTH + ". Write it as a text.");
        }
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E')) + 1;
        if (exponent > 0 && magnitude(number, exponent) > JsonLimits.EXPONENT) {
            throw bad("The JSON has a number whose exponent is beyond " + JsonLimits.EXPONENT + at(in) + ": "
                    + Words.shown(number) + ". Write it as a text.");
        }
    }

    private static int magnitude(String number, int from) {
        int magnitude = 0;
        for (int i = from; i < number.length() && magnitude <= JsonLimits.EXPONENT; i++) {
            char c = number.charAt(i);
            magnitude = c == '+' || c == '-' ? magnitude : magnitude * 10 + (c - '0');
        }
        return magnitude;
    }

    private static String at(JsonParser in) {
        String pointer = in.streamReadContext().pathAsPointer().toString();
        return pointer.isEmpty() ? "" : " at " + Words.shown(pointer);
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }
}
