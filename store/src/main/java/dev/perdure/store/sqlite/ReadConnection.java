package dev.perdure.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection that reads, opened at its first query, with its prepared statements kept. After a failure it must be closed: the
 * driver drops a statement that failed.
 *
 * <p>Not thread-safe; used by one thread at a time.
 */
final class ReadConnection implements AutoCloseable {
    private static final int MAX_STATEMENTS = 64;

    private final Database database;
    private @Nullable Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    ReadConnection(Database database) {
        this.database = database;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes a row. */
    @FunctionalInterface
    interface Sink {
        void take(ResultSet row) throws SQLException;
    }

    /** All rows. */
    <T> List<T> list(Row<T> row, String sql, Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        each(rows -> found.add(row.read(rows)), sql, values);
        return found;
    }

    /** One row after another. */
    void each(Sink sink, String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                sink.take(rows);
            }
        }
    }

    /** Runs several queries on one state of the file. */
    <T> T consistently(Readers.Query<T> queries) throws SQLException {
        Database.execute(connection(), "BEGIN");
        T result = queries.run(this);
        Database.execute(connection(), "COMMIT"); // after a failure, closing ends the transaction
        return result;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= MAX_STATEMENTS) {
            PreparedStatement oldest = statements.values().iterator().next();
            statements.values().remove(oldest);
            oldest.close();
        }
        PreparedStatement statement = connection().prepareStatement(sql);
        statements.put(sql, statement);
        return statement;
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.openReader();
            connection = open;
        }
        return open;
    }

    /** Closes it until the next query, which opens another. */
    @Override
    public void close() throws SQLException {
        statements.clear();
        try (Connection _ = connection) { // with its statements
            connection = null;
        }
    }
}
