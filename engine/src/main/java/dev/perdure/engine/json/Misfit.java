package dev.perdure.engine.json;

import dev.perdure.api.internal.Words;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** What is wrong with JSON, in words for people: what a parser's exceptions mean, without its insides. */
public final class Misfit {
    private static final Pattern INSIDES =
            Pattern.compile(" ?\\((?:for [^()]*|start marker )?(?:starting )?at \\[[^\\]]*\\]\\)|, from `[^`]*`");
    private static final Pattern PACKAGES = Pattern.compile("(?:[a-z_][a-z0-9_]*\\.)+([A-Z])");
    private static final int FIELDS_SHOWN = 12;

    private Misfit() {}

    /** Why a text isn't JSON, and where. */
    public static String syntax(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        String where = at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return plain(e.getOriginalMessage()) + where + '.';
    }

    /** Why JSON doesn't fit a type: where, what is expected there, and what is there. */
    static String of(RuntimeException failure, String json, JsonMapper mapper) {
        if (!(failure instanceof JacksonException e)) {
            // Such as a number beyond what Java's numbers hold.
            return plain(failure.getMessage());
        }
        if (e instanceof InvalidDefinitionException definition) {
            return unreadable(definition);
        }
        List<JacksonException.Reference> path = e.getPath();
        String pointer = path.stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
        String place = pointer.isEmpty() ? "" : "at " + Words.shown(pointer) + " ";
        Class<?> expected = e instanceof MismatchedInputException mismatch
                ? mismatch.getTargetType()
                : e instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
        if (expected == null) {
            return place + plain(e.getOriginalMessage());
        }
        JsonNode found = find(json, path, mapper);
        return place + shape(expected) + " is expected"
                + (found == null ? "" : ", not " + Words.shown(found.toString()));
    }

    /** Why no value of a type can be read. */
    static String unreadable(InvalidDefinitionException e) {
        String type = e.getType() == null ? "the type" : e.getType().toCanonical();
        String message = String.valueOf(e.getOriginalMessage());
        if (message.contains("Key deserializer")) {
            return type
                    + " is used as the key of a map, and the keys of JSON are texts. Use texts as keys, or a list of"
                    + " entries";
        }
        if (e.getType() != null && e.getType().isAbstract()) {
            return type
                    + " is abstract, and nothing says which class a value is. Use a concrete type, or put @JsonTypeInfo"
                    + " on it";
        }
        return plain(message);
    }

    private static @Nullable JsonNode find(String json, List<JacksonException.Reference> path, JsonMapper mapper) {
        JsonNode node;
        try {
            node = mapper.readTree(json);
        } catch (RuntimeException _) {
            // It is only shown; what is wrong with it is said anyway.
            return null;
        }
        for (JacksonException.Reference step : path) {
            node = step.getPropertyName() == null ? node.get(step.getIndex()) : node.get(step.getPropertyName());
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /** What JSON for a class looks like. */
    static String shape(Class<?> type) {
        if (type == String.class || type == char.class || type == Character.class) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> "\"" + ((Enum<?>) constant).name() + "\"")
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == double.class || type == float.class || isFraction(type)) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number of the type " + type.getSimpleName();
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .limit(FIELDS_SHOWN)
                    .map(component -> component.getName())
                    .collect(Collectors.joining(", ", "an object of the type " + type.getSimpleName() + " {", "}"));
        }
        if (Map.class.isAssignableFrom(type)) {
            return "an object";
        }
        return "a value of the type " + type.getSimpleName();
    }

    private static boolean isFraction(Class<?> type) {
        return type == Double.class
                || type == Float.class
                || type.getSimpleName().equals("BigDecimal");
    }

    /** A parser's words without its insides: no place in a source that nobody sees, no packages, one line. */
    static String plain(@Nullable String message) {
        String line = Objects.requireNonNullElse(message, "it is damaged")
                .lines()
                .findFirst()
                .orElse("it is damaged");
        String bare = PACKAGES.matcher(INSIDES.matcher(line).replaceAll(""))
                .replaceAll("$1")
                .replace("`", "");
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }
}
