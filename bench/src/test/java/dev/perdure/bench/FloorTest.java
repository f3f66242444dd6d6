package dev.perdure.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorTest {
    private static final String ROWS =
            "SELECT 'log ' || n || ' ' || text || ' ' || hex(bytes) FROM log UNION ALL SELECT 'ends ' || id || ' ' || last FROM ends ORDER BY 1";

    @TempDir
    Path directory;

    @Test
    void theFloorWritesTheRowsThatWereRecorded() throws Exception {
        Path database = database();
        Recording.begin(database);
        for (int n = 1; n <= 10; n++) {
            execute(database, "INSERT INTO log VALUES (" + n + ", 'row', x'0a')", "UPDATE ends SET last = " + n);
        }
        execute(database, "DELETE FROM log WHERE n = 3");
        Recording recording = Recording.end(database);
        assertThat(recording.counts())
                .containsOnly(Map.entry("log INSERT", 10), Map.entry("log DELETE", 1), Map.entry("ends UPDATE", 10));
        Path copy = directory.resolve("copy");
        try (SqliteFloor floor = new SqliteFloor(recording, copy)) {
            assertThat(floor.write(recording.equalGroups(4))).hasSize(4);
        }
        assertThat(rows(copy.resolve("floor.db"))).hasSize(10).isEqualTo(rows(database));
    }

    @Test
    void updatesSetTheColumnsThatTheyWereSeenToSet() throws Exception {
        Path database = database();
        Recording.begin(database);
        execute(database, "UPDATE ends SET last = last, also = 5");
        TableShape ends = Recording.end(database).tables().getFirst();
        assertThat(ends.statement(Op.Kind.UPDATE)).isEqualTo("UPDATE ends SET (also, last) = (?, ?) WHERE id = ?");
    }

    @Test
    void aGroupEndsWhereTheNextTransactionMovesTheEndOfTheLog() throws Exception {
        Path database = database();
        execute(database, "CREATE TABLE partitions (partition INTEGER PRIMARY KEY, last_seq INTEGER)");
        Recording.begin(database);
        execute(
                database,
                "INSERT INTO partitions VALUES (0, 0)",
                "INSERT INTO log VALUES (1, 'a', x'00')",
                "UPDATE partitions SET last_seq = 1",
                "INSERT INTO log VALUES (2, 'b', x'00')",
                "INSERT INTO log VALUES (3, 'c', x'00')");
        assertThat(Recording.end(database).ownTransactions()).containsExactly(2, 5);
    }

    @Test
    void commitsOfOthersAreCounted() throws Exception {
        Path database = database();
        execute(database, "INSERT INTO log VALUES (1, 'before', x'00')");
        try (WalCommits commits = new WalCommits(database)) {
            assertThat(commits.count()).isZero();
            execute(database, "INSERT INTO log VALUES (2, 'alone', x'00')");
            execute(
                    database,
                    "BEGIN",
                    "INSERT INTO log VALUES (3, 'both', x'00')",
                    "UPDATE ends SET last = 3",
                    "COMMIT");
            assertThat(commits.count()).isEqualTo(2);
        }
    }

    private Path database() throws SQLException {
        Path database = directory.resolve("source.db");
        execute(
                database,
                "PRAGMA journal_mode = WAL",
                "CREATE TABLE log (n INTEGER PRIMARY KEY, text TEXT NOT NULL, bytes BLOB) STRICT",
                "CREATE TABLE ends (id INTEGER, last INTEGER, also INTEGER, PRIMARY KEY (id)) STRICT, WITHOUT ROWID",
                "CREATE INDEX ends_by_last ON ends (last)",
                "INSERT INTO ends VALUES (7, 0, 0)");
        return database;
    }

    private static void execute(Path database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> rows(Path database) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(ROWS)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
