package dev.perdure.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row that was written.
 *
 * @param table which table, by its place in the recording
 * @param kind how it was written
 * @param values the row's values in the order of the table's columns; numbers, texts, bytes and nulls
 */
record Op(int table, Kind kind, List<@Nullable Object> values) {
    /** How a row is written. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** How many bytes the values hold. */
    int bytes() {
        int sum = 0;
        for (Object value : values) {
            sum += switch (value) {
                case null -> 0;
                case byte[] bytes -> bytes.length;
                case String text -> text.getBytes(StandardCharsets.UTF_8).length;
                default -> Long.BYTES;
            };
        }
        return sum;
    }
}
