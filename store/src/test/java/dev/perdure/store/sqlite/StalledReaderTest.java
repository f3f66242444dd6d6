package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.store.Journal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers don't hinder the writer. */
final class StalledReaderTest {
    @TempDir
    Path directory;

    @Test
    void aReaderThatStopsHalfWayDoesNotStopTheWriter() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory)) {
            Journal journal = Journal.of(store, 0);
            journal.record("a", 500, "running").get();
            try (Connection reader = new Database(directory.resolve("perdure.db")).openReader();
                    Statement statement = reader.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT seq FROM events ORDER BY seq")) {
                assertThat(rows.next()).isTrue();
                List<CompletableFuture<Void>> appends = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    appends.add(journal.record("b", 5, "running"));
                }
                for (CompletableFuture<Void> append : appends) {
                    append.get();
                }
                assertThat(store.task(0, "b").orElseThrow().events()).isEqualTo(10_000);
                int seen = 1;
                while (rows.next()) {
                    seen++;
                }
                assertThat(seen).isEqualTo(500);
            }
            assertThat(store.verify()).isEmpty();
        }
    }
}
