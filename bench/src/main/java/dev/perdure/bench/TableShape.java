package dev.perdure.bench;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table as the recording saw it.
 *
 * @param name its name
 * @param columns its columns in order
 * @param key the columns of its primary key
 * @param updated the columns that updates set, changed or not
 */
record TableShape(String name, List<String> columns, List<String> key, List<String> updated) {
    /** The statement that writes a row in that way. */
    String statement(Op.Kind kind) {
        return switch (kind) {
            case INSERT -> "INSERT INTO " + name + " " + list(columns) + " VALUES " + list(marks(columns));
            case UPDATE -> "UPDATE " + name + " SET " + list(updated) + " = " + list(marks(updated)) + where();
            case DELETE -> "DELETE FROM " + name + where();
        };
    }

    /** The columns of that statement's parameters, in their order. */
    List<String> parameters(Op.Kind kind) {
        return switch (kind) {
            case INSERT -> columns;
            case UPDATE -> Stream.concat(updated.stream(), key.stream()).toList();
            case DELETE -> key;
        };
    }

    private String where() {
        return " WHERE "
                + String.join(
                        " AND ", key.stream().map(column -> column + " = ?").toList());
    }

    private static String list(List<String> parts) {
        return "(" + String.join(", ", parts) + ")";
    }

    private static List<String> marks(List<String> columns) {
        return Collections.nCopies(columns.size(), "?");
    }
}
