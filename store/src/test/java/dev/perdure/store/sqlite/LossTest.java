package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.Journal;
import dev.perdure.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledged work that is gone shows, and a person decides what follows. */
final class LossTest {
    @TempDir
    Path directory;

    @Test
    void aWriteAheadLogThatIsLostAfterKill9ShowsUntilItIsAccepted() throws Exception {
        try (ChildJvm child = ChildJvm.run(AppendingProcess.class, directory.toString(), "x")) {
            assertThat(child.line()).isEqualTo("open");
            for (int i = 0; i < 200; i++) {
                assertThat(child.line()).isNotEmpty();
            }
            child.kill();
        }
        Path log = directory.resolve("perdure.db-wal");
        Path kept = directory.resolve("kept");
        Files.move(log, kept);

        assertRefused("has lost acknowledged work");
        try (Store store = SqliteStore.examine(directory)) {
            assertThat(store.verify())
                    .isNotEmpty()
                    .allMatch(finding -> finding.contains("are lost") && finding.contains("doctor --accept-loss"));
        }
        assertRefused("has lost acknowledged work");

        assertThat(SqliteStore.acceptLoss(directory)).hasSize(4);
        try (Store store = SqliteStore.open(directory)) {
            assertThat(store.verify()).isEmpty();
            Journal.of(store, 0).record("a", "noted", "running").get();
        }
        SqliteStore.open(directory).close();
    }

    @Test
    void anOlderDatabaseInItsPlaceShows() throws Exception {
        record(3);
        Path older = directory.resolve("older");
        Files.copy(directory.resolve("perdure.db"), older);
        record(2);
        Path newer = directory.resolve("newer");
        Files.move(directory.resolve("perdure.db"), newer);
        Files.copy(older, directory.resolve("perdure.db"));
        assertRefused("Partition 0 ends at event 3, but events up to 5 were acknowledged: 2 are lost");
        Files.delete(directory.resolve("perdure.db"));
        Files.move(newer, directory.resolve("perdure.db"));
        SqliteStore.open(directory).close();
    }

    @Test
    void aMissingDatabaseIsNotReplacedByAnEmptyOne() throws Exception {
        record(3);
        Files.delete(directory.resolve("perdure.db"));
        assertRefused("perdure.db is missing; events 1 to 3 of partition 0 were acknowledged.");
        assertThatThrownBy(() -> SqliteStore.examine(directory)).hasMessageContaining("perdure.db is missing");
        assertThat(directory.resolve("perdure.db")).doesNotExist();
        assertThat(SqliteStore.acceptLoss(directory)).hasSize(1);
        record(1);
        assertThat(SqliteStore.acceptLoss(directory)).isEmpty();
    }

    @Test
    void marksOfTheFirstFormatAreRead() throws Exception {
        Files.writeString(
                Marks.fileIn(directory), "0000000003 0000000000000000017\n0000000000 0000000000000001234\nrubbish\n");
        assertThat(Marks.read(directory)).isEqualTo(Map.of(3, 17L, 0, 1234L));
        try (Marks marks = Marks.open(directory, Map.of(0, 1235L, 5, 2L))) {
            marks.raise(3, 16);
            marks.raise(0, 1236);
            marks.write();
        }
        assertThat(Marks.fileIn(directory))
                .content()
                .startsWith("0000000003 0000000000000000017\n0000000000 0000000000000001236\n")
                .contains("0000000005 0000000000000000002\n");
        assertThat(Marks.read(directory)).isEqualTo(Map.of(3, 17L, 0, 1236L, 5, 2L));
    }

    @Test
    void aStoreWithoutMarksOpensAndGetsThem() throws Exception {
        record(2);
        Files.delete(Marks.fileIn(directory));
        record(1);
        assertThat(Marks.read(directory)).isEqualTo(Map.of(0, 3L));
    }

    private void record(int events) throws Exception {
        try (Store store = SqliteStore.open(directory)) {
            Journal journal = Journal.of(store, 0);
            for (int i = 0; i < events; i++) {
                journal.record("task-" + journal.lastSeq(), "noted", "running").get();
            }
            assertThat(store.verify()).isEmpty();
        }
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("perdure doctor --accept-loss");
    }
}
