package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.EventRow;
import dev.perdure.store.Journal;
import dev.perdure.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, read-only, or damaged. */
final class DiskTest {
    private static final String LARGE = "\"" + "x".repeat(8_000) + "\"";

    @TempDir
    Path directory;

    @Test
    void aFullDiskFailsAppendsWithAdviceAndLosesNothingAndWorkGoesOnWhenThereIsRoom() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory.resolve("small"), 6);
        assumeTrue(mounted.isPresent(), "skipped: making a small file system takes root");
        try (SmallDisk disk = mounted.orElseThrow();
                Store store = SqliteStore.open(disk.path())) {
            Journal journal = Journal.of(store, 0);
            journal.record("a", "started", "running").get();
            disk.fill();
            long acknowledged = appendUntilRefused(store, journal);

            assertThat(store.events(0, "a", 0, 100_000)).hasSize((int) acknowledged);
            assertThatThrownBy(() -> store.lease(0)).isInstanceOf(StoreUnavailableException.class);
            disk.free();

            Journal again = Journal.of(store, 0);
            assertThat(again.lastSeq()).isEqualTo(acknowledged);
            again.record("b", 200, "running").get();
            assertThat(store.verify()).isEmpty();
        }
    }

    @Test
    void aFileThatMayNotGrowFailsAppendsAndTheWriterGoesOnWhenItMay() throws Exception {
        try (SqliteStore store = SqliteStore.open(directory)) {
            Journal journal = Journal.of(store, 0);
            store.alone(connection -> Database.text(connection, "PRAGMA max_page_count = 40"));
            long acknowledged = appendUntilRefused(store, journal);
            store.alone(connection -> Database.text(connection, "PRAGMA max_page_count = 100000"));
            Journal again = Journal.of(store, 0);
            assertThat(again.lastSeq()).isEqualTo(acknowledged);
            again.record("b", 100, "running").get();
            assertThat(store.verify()).isEmpty();
        }
    }

    /** How many events are durable when the first append is refused; all after it must be refused too. */
    private static long appendUntilRefused(Store store, Journal journal) {
        long acknowledged = journal.lastSeq();
        for (int i = 0; i < 1_000; i++) {
            List<CompletableFuture<Void>> appends = new ArrayList<>();
            for (int k = 0; k < 5; k++) {
                EventRow event = journal.event("a", "noted", LARGE);
                appends.add(store.append(journal.append(List.of(event), List.of(journal.row("a", "running")))));
            }
            boolean refused = false;
            for (CompletableFuture<Void> append : appends) {
                try {
                    append.join();
                    assertThat(refused).isFalse();
                    acknowledged++;
                } catch (CompletionException e) {
                    if (!refused) {
                        assertThat(e.getCause())
                                .isInstanceOf(StoreUnavailableException.class)
                                .hasMessageContaining("is full. Free space; work goes on by itself.");
                    }
                    refused = true;
                }
            }
            if (refused) {
                return acknowledged;
            }
        }
        throw new AssertionError("the disk took " + acknowledged + " events");
    }

    @Test
    void aReadOnlyDiskIsRefusedInOneSentence() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mount(directory.resolve("small"), 6);
        assumeTrue(mounted.isPresent(), "skipped: making a small file system takes root");
        try (SmallDisk disk = mounted.orElseThrow()) {
            SqliteStore.open(disk.path()).close();
            disk.makeReadOnly();
            assertThatThrownBy(() -> SqliteStore.open(disk.path()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(disk.path().toString())
                    .hasMessageContaining("Read-only file system");
        }
    }

    @Test
    void aReadOnlyFileIsRefusedInOneSentence() throws Exception {
        SqliteStore.open(directory).close();
        Path file = directory.resolve("perdure.db");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assumeTrue(!Files.isWritable(file), "skipped: root may write every file");
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is read-only. Make it and its directory writable");
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsRefusedInOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> SqliteStore.open(file.resolve("state")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("can't be made");
    }

    @Test
    void aFileThatIsNoStoreIsRefusedAndLeftAlone() throws Exception {
        Path file = directory.resolve("perdure.db");
        String content = "this is no database ".repeat(1_000);
        Files.writeString(file, content);
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("is damaged or not a store");
        assertThat(file).hasContent(content);
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        SqliteStore.open(directory).close();
        try (Connection connection = new Database(directory.resolve("perdure.db")).openWriter()) {
            Database.execute(connection, "PRAGMA user_version = 999");
        }
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("newer");
    }
}
