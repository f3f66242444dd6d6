package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.Journal;
import dev.perdure.store.Store;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be read of a damaged file is kept, and is a store again. */
final class SalvageTest {
    private static final int TASKS = 40;
    private static final int EVENTS = 50;
    private static final String PAYLOAD = "\"" + "x".repeat(200) + "\"";

    @TempDir
    Path directory;

    @Test
    void aTaskWhoseEventsCanBeReadIsKeptWholeWhenOthersAreDamaged() throws Exception {
        fill();
        overwrite(leavesOfEvents().subList(10, 12));
        byte[] damaged = Files.readAllBytes(file());
        try (Store store = SqliteStore.open(directory)) {
            assertThat(store.verify().getFirst())
                    .startsWith("The file is damaged: ")
                    .contains("doctor --salvage");
        }

        List<String> losses = SqliteStore.salvage(directory);

        assertThat(losses.getFirst()).isEqualTo("The log of events could not be read in 1 place.");
        assertThat(losses)
                .anyMatch(loss -> loss.endsWith("events: the last can't be read."))
                .anyMatch(loss -> loss.contains(" is lost: its first event can't be read."));
        assertThat(losses.getLast()).isEqualTo("The damaged file is kept in " + directory.resolve("damaged-1") + ".");
        assertThat(directory.resolve("damaged-1/perdure.db")).hasBinaryContent(damaged);
        try (Store store = SqliteStore.open(directory)) {
            int whole = 0;
            long kept = 0;
            for (int task = 0; task < TASKS; task++) {
                int events = store.events(0, "task-" + task, 0, 1_000).size();
                kept += events;
                whole += events == EVENTS ? 1 : 0;
            }
            assertThat(whole).isBetween(TASKS / 2, TASKS - 1);
            assertThat(store.lease(0).lastSeq()).isEqualTo(kept + 1);
            assertThat(losses)
                    .contains("Of " + (TASKS * EVENTS + 1) + " events of partition 0, " + (kept + 1) + " are kept.");
            assertThat(store.blob(0, Verification.hashOf("content".getBytes(StandardCharsets.UTF_8))))
                    .isPresent();
            assertThat(store.verify()).allMatch(finding -> finding.contains("--rebuild"));
        }
    }

    @Test
    void aDamagedIndexCostsNothing() throws Exception {
        fill();
        overwrite(pages("events_of_task", "leaf"));
        assertThat(SqliteStore.salvage(directory)).hasSize(1);
        try (Store store = SqliteStore.open(directory)) {
            assertThat(store.lease(0).lastSeq()).isEqualTo(TASKS * EVENTS + 1);
            assertThat(store.verify()).allMatch(finding -> finding.contains("--rebuild"));
        }
    }

    @Test
    void nothingIsChangedWhenNothingCanBeRead() throws Exception {
        fill();
        overwrite(List.of(1L));
        byte[] damaged = Files.readAllBytes(file());
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("doctor --salvage");
        assertThatThrownBy(() -> SqliteStore.salvage(directory)).isInstanceOf(StoreUnavailableException.class);
        assertThat(file()).hasBinaryContent(damaged);
    }

    private Path file() {
        return directory.resolve("perdure.db");
    }

    private void fill() throws Exception {
        try (Store store = SqliteStore.open(directory)) {
            Journal journal = Journal.of(store, 0);
            for (int task = 0; task < TASKS; task++) {
                String id = "task-" + task;
                List<EventRow> events = new ArrayList<>();
                IntStream.range(0, EVENTS).forEach(_ -> events.add(journal.event(id, "noted", PAYLOAD)));
                store.append(journal.append(events, List.of(journal.row(id, "running"))))
                        .get();
            }
            byte[] content = "content".getBytes(StandardCharsets.UTF_8);
            EventRow event = journal.event("with-blob", "noted", "{}");
            store.append(journal.append(
                            List.of(event),
                            List.of(journal.row("with-blob", "running")),
                            List.of(),
                            List.of(new BlobRow(0, Verification.hashOf(content), content))))
                    .get();
        }
    }

    private List<Long> leavesOfEvents() throws Exception {
        return pages("events", "leaf");
    }

    private List<Long> pages(String table, String type) throws Exception {
        List<Long> pages = new ArrayList<>();
        try (Connection connection = new Database(file()).openReader();
                var statement = connection.prepareStatement(
                        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path")) {
            statement.setString(1, table);
            statement.setString(2, type);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    pages.add(rows.getLong(1));
                }
            }
        }
        return pages;
    }

    private void overwrite(List<Long> pages) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            for (long page : pages) {
                bytes.seek((page - 1) * WriterSettings.PAGE_BYTES);
                bytes.write(new byte[WriterSettings.PAGE_BYTES]);
            }
        }
    }
}
