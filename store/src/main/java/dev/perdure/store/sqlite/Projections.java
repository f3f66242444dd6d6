package dev.perdure.store.sqlite;

import dev.perdure.store.TaskRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;

/** Putting rows that were made again from the log in place of those that are there. */
final class Projections {
    private static final int BATCH = 1_000;

    private Projections() {}

    /** Runs in the writer's transaction. How many rows there are now. */
    static int replace(Connection connection, int partition, Iterator<TaskRow> rows) throws SQLException {
        Database.execute(connection, "REINDEX"); // what is read next goes by an index, which may be what is damaged
        delete(connection, "DELETE FROM tasks WHERE partition = ?", partition);
        delete(connection, "DELETE FROM snapshots WHERE partition = ?", partition);
        int collected = 0;
        try (AppendStatements statements = new AppendStatements(connection, true)) {
            while (rows.hasNext()) {
                TaskRow row = rows.next();
                if (row.partition() != partition) {
                    throw new IllegalArgumentException(
                            "task " + row.id() + " is of partition " + row.partition() + ", not " + partition);
                }
                statements.addInsert(row);
                if (++collected % BATCH == 0) {
                    statements.flush();
                }
            }
            statements.flush();
        }
        return collected;
    }

    private static void delete(Connection connection, String sql, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, partition);
            statement.executeUpdate();
        }
    }
}
