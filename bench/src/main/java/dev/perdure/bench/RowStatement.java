package dev.perdure.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The prepared statement that writes rows of one table in one way, a batch at a time. */
final class RowStatement implements AutoCloseable {
    private final PreparedStatement statement;
    private final int[] places;
    private boolean pending;

    RowStatement(Connection connection, TableShape table, Op.Kind kind) throws SQLException {
        statement = connection.prepareStatement(table.statement(kind));
        places = table.parameters(kind).stream()
                .mapToInt(table.columns()::indexOf)
                .toArray();
    }

    /** Adds a row to the batch. */
    void add(Op op) throws SQLException {
        for (int i = 0; i < places.length; i++) {
            statement.setObject(i + 1, op.values().get(places[i]));
        }
        statement.addBatch();
        pending = true;
    }

    /** Sends the batch. */
    void flush() throws SQLException {
        if (pending) {
            statement.executeBatch();
            pending = false;
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
