package dev.perdure.engine.json;

import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The first place at which two JSON values differ.
 *
 * @param pointer where, as a JSON pointer; empty at the root
 * @param before what is there in the first, or null where it has nothing
 * @param after what is there in the second, or null where it has nothing
 */
record Difference(
        String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {

    /** The first difference, or null if there is none but spaces and the order of names. */
    static @Nullable Difference of(JsonNode before, JsonNode after) {
        return of("", before, after);
    }

    private static @Nullable Difference of(String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (before == null || after == null) {
            return Objects.equals(before, after) ? null : new Difference(pointer, before, after);
        }
        if (before.isObject() && after.isObject()) {
            TreeSet<String> names = new TreeSet<>(before.propertyNames());
            names.addAll(after.propertyNames());
            for (String name : names) {
                Difference inside = of(pointer + '/' + name, before.get(name), after.get(name));
                if (inside != null) {
                    return inside;
                }
            }
            return null;
        }
        if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                Difference inside = of(pointer + '/' + i, before.get(i), after.get(i));
                if (inside != null) {
                    return inside;
                }
            }
            return null;
        }
        return before.toString().equals(after.toString()) ? null : new Difference(pointer, before, after);
    }
}
