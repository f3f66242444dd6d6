package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.Journal;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.Store;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tampering shows. */
final class VerificationTest {
    @TempDir
    Path directory;

    @BeforeEach
    void fillStore() throws Exception {
        try (Store store = SqliteStore.open(directory)) {
            Journal journal = Journal.of(store, 0);
            for (int i = 0; i < 30; i++) {
                journal.record("task-" + i % 3, "noted", "running").get();
            }
            byte[] content = "content".getBytes(StandardCharsets.UTF_8);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            EventRow event = journal.event("task-0", "noted", "{}");
            store.append(journal.append(
                            List.of(event),
                            List.of(journal.row("task-0", "running")),
                            List.of(new SnapshotRow(0, "task-0", 11, "{}")),
                            List.of(new BlobRow(0, hash, content))))
                    .get();
            assertThat(store.verify()).isEmpty();
        }
    }

    @Test
    void aChangedPayloadShows() throws Exception {
        assertThat(findingsAfter(
                        "UPDATE events SET payload = '{\"kind\":\"other\"}' WHERE task_id = 'task-1' AND task_seq = 4"))
                .containsExactly(
                        "Event 4 of task task-1 in partition 0 was changed: its content does not have its hash.");
    }

    @Test
    void aChangedTimeOrActorShows() throws Exception {
        assertThat(findingsAfter("UPDATE events SET actor = 'somebody else' WHERE seq = 7"))
                .hasSize(1);
        assertThat(findingsAfter("UPDATE events SET time = time + 1 WHERE seq = 8"))
                .hasSize(2);
    }

    @Test
    void aChangedHashShowsAtTheEventAfterItToo() throws Exception {
        assertThat(findingsAfter("UPDATE events SET hash = zeroblob(32) WHERE task_id = 'task-1' AND task_seq = 4"))
                .hasSize(2)
                .anySatisfy(finding -> assertThat(finding).contains("Event 5", "does not continue"));
    }

    @Test
    void aRemovedEventShows() throws Exception {
        assertThat(findingsAfter("DELETE FROM events WHERE task_id = 'task-1' AND task_seq = 4"))
                .anySatisfy(
                        finding -> assertThat(finding).contains("Partition 0 should have events 1 to 31, but has 30"))
                .anySatisfy(finding -> assertThat(finding).contains("Event 5 of task task-1", "events are missing"))
                .anySatisfy(finding -> assertThat(finding).contains("task-1", "counts 10 events, its log has 9"));
    }

    @Test
    void aCutOffEndShows() throws Exception {
        assertThat(findingsAfter("DELETE FROM events WHERE seq > 25"))
                .anySatisfy(finding -> assertThat(finding).contains("should have events 1 to 31, but has 25"));
    }

    @Test
    void aLostPartitionRowShows() throws Exception {
        assertThat(findingsAfter("DELETE FROM partitions"))
                .containsExactly("Partition 0 has events but no row of its own.");
    }

    @Test
    void aLostOrInventedTaskRowShows() throws Exception {
        assertThat(findingsAfter("DELETE FROM tasks WHERE id = 'task-2'"))
                .singleElement()
                .asString()
                .contains("task-2", "no row", "--rebuild");
        assertThat(findingsAfter("UPDATE tasks SET id = 'task-2' WHERE id = 'task-1'"))
                .hasSize(1);
    }

    @Test
    void aSnapshotOfTheFutureShows() throws Exception {
        assertThat(findingsAfter("UPDATE snapshots SET task_seq = 12"))
                .singleElement()
                .asString()
                .contains("snapshot", "task-0", "at event 12");
    }

    @Test
    void aChangedBlobShows() throws Exception {
        assertThat(findingsAfter("UPDATE blobs SET content = x'00'"))
                .singleElement()
                .asString()
                .startsWith("Blob ")
                .contains("was changed");
    }

    @Test
    void overwrittenPagesShow() throws Exception {
        Path file = directory.resolve("perdure.db");
        long size = Files.size(file);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(size - 2 * 8192);
            bytes.write(new byte[8192]);
        }
        try (Store store = SqliteStore.open(directory)) {
            assertThat(store.verify()).isNotEmpty().allMatch(finding -> finding.startsWith("The file is damaged: "));
        }
    }

    private List<String> findingsAfter(String tampering) throws Exception {
        try (Connection connection = new Database(directory.resolve("perdure.db")).openWriter()) {
            Database.execute(connection, tampering);
        }
        try (Store store = SqliteStore.open(directory)) {
            return store.verify();
        }
    }
}
