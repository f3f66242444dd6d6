package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.store.EventRow;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.Store;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.WakeUp;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that an older version wrote opens with this one. */
final class GoldenFileTest {
    private static final String ROOT = "vendor-review-06e5zg0000";
    private static final String CHILD = "candidate-06e5zg0001";
    private static final String WAITING = "reminder-06e5zg0002";

    @TempDir
    Path directory;

    @BeforeEach
    void restore() throws Exception {
        try (InputStream dump = GoldenFileTest.class.getResourceAsStream("/golden/store-v1.sql")) {
            assertThat(dump).isNotNull();
            String sql = new String(dump.readAllBytes(), StandardCharsets.UTF_8);
            try (Connection connection = database().openWriter();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql); // runs all of it
            }
        }
    }

    private Database database() {
        return new Database(directory.resolve("perdure.db"));
    }

    @Test
    void aStoreOfSchema1OpensWithAllThatItContains() {
        try (Store store = SqliteStore.open(directory)) {
            assertThat(store.verify()).isEmpty();
            assertThat(store.info().schemaVersion()).isEqualTo(String.valueOf(Schema.VERSION));

            TaskLog log = store.load(0, ROOT).orElseThrow();
            assertThat(log.snapshot()).isNotNull();
            assertThat(log.events())
                    .extracting(EventRow::payload)
                    .containsExactly("{\"step\":\"score\",\"result\":0.75}");
            assertThat(store.events(0, CHILD, 3, 10))
                    .extracting(EventRow::payload)
                    .containsExactly("{\"result\":{\"licence\":\"MIT\",\"größe\":67000}}");

            TaskRow child = store.task(0, CHILD).orElseThrow();
            assertThat(child.parent()).isEqualTo(ROOT);
            assertThat(child.state()).isEqualTo("completed");
            assertThat(store.taskByKey(0, "default", "order-17")).contains(ROOT);
            assertThat(store.wakeUps(0, Long.MAX_VALUE, null, 10))
                    .containsExactly(new WakeUp(1_767_225_661_000L, WAITING));
            assertThat(store.ready(1, null, 10)).extracting(ReadyTask::type).containsExactly("other");
            assertThat(store.inStates(0, List.of("waiting", "scheduled"), "", 10))
                    .containsExactly(WAITING, ROOT);
            assertThat(store.blob(0, "423f1133cf2a6f1c50e4e35701eb32e42bafb2c08102f46371904e7de7fd6030"))
                    .hasValueSatisfying(content ->
                            assertThat(content).asString(StandardCharsets.UTF_8).contains("pom"));
            assertThat(store.lease(0)).isEqualTo(new Lease(0, 3, 8));
        }
    }

    @Test
    void theMigrationsThatWroteItHaveNotChangedSince() {
        Flyway.configure()
                .dataSource(database().dataSource())
                .locations("classpath:db/sqlite")
                .ignoreMigrationPatterns("*:pending")
                .load()
                .validate();
    }

    @Test
    void thereAreAsManyMigrationsAsTheSchemasVersionSays() {
        assertThat(Flyway.configure()
                        .dataSource(database().dataSource())
                        .locations("classpath:db/sqlite")
                        .load()
                        .info()
                        .all())
                .hasSize(Schema.VERSION);
    }
}
