package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The schema's versions. Flyway runs only when {@code PRAGMA user_version} says that the file is behind: it costs most of a start. */
final class Schema {
    /** The newest migration under {@code db/sqlite}. */
    static final int VERSION = 1;

    private Schema() {}

    static int versionOf(Connection connection) throws SQLException {
        return Integer.parseInt(Database.text(connection, "PRAGMA user_version"));
    }

    /** Brings the file up to {@link #VERSION}; refuses one that is newer. */
    static void migrate(Database database, Connection writer) throws SQLException {
        int found = versionOf(writer);
        if (found > VERSION) {
            throw new StoreUnavailableException(
                    database.file() + " has schema " + found + ", newer than this program's " + VERSION
                            + ". Run the newer version of Perdure that wrote it.",
                    null);
        }
        if (found == VERSION) {
            return;
        }
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(database.dataSource())
                    .locations("classpath:db/sqlite")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreUnavailableException(
                    "The schema of " + database.file() + " can't be brought up to date: " + e.getMessage(), e);
        }
        Database.execute(writer, "PRAGMA user_version = " + VERSION);
    }
}
