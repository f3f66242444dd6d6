package dev.perdure.store;

import java.util.List;

/**
 * One page of rows.
 *
 * @param rows the rows, newest first
 * @param more whether there are more after the last one
 */
public record TaskRows(List<TaskRow> rows, boolean more) {
    public TaskRows {
        rows = List.copyOf(rows);
    }
}
