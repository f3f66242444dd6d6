package dev.perdure.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * How connections to the file are opened. No memory mapping: an I/O error on a mapped page would kill the whole JVM by SIGBUS.
 */
final class Database {
    private static final int BUSY_MILLIS = 5_000;

    private final Path file;

    Database(Path file) {
        NativeLibrary.load();
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** A connection that can write, each commit flushed; makes the file if there is none. */
    Connection openWriter() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(WriterSettings.PAGE_BYTES);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = config.createConnection(url());
        try {
            for (String pragma : WriterSettings.PRAGMAS) {
                execute(connection, pragma);
            }
            // A file that can't be written is opened for reading without a word; this finds out.
            execute(connection, "BEGIN IMMEDIATE");
            execute(connection, "ROLLBACK");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that can only read. */
    Connection openReader() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = config.createConnection(url());
        try {
            execute(connection, "PRAGMA cache_size = -8192");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** For migrations. */
    SQLiteDataSource dataSource() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url());
        return source;
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private String url() {
        return FileAddress.of(file);
    }
}
