package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.EventRow;
import dev.perdure.store.Journal;
import dev.perdure.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State directories with any name, and what is done to them while they are in use. */
final class FilesInUseTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%20b",
                "100%",
                "a?x=1&y",
                "a b ",
                " a",
                "a#b",
                "a;b",
                "it's \"so\"",
                "a\nb",
                "größe-日本",
                "mode=memory",
                ":memory:",
                "a\\b",
                "file:x",
                "a+b",
                "${HOME}"
            })
    void aDirectoryMayHaveAnyName(String name) throws Exception {
        Path state = directory.resolve(name).resolve("state");
        try (Store store = SqliteStore.open(state)) {
            Journal.of(store, 0).record("a", "noted", "running").get();
        }
        assertThat(state.resolve("perdure.db")).isRegularFile();
        try (Store store = SqliteStore.open(state)) {
            assertThat(store.events(0, "a", 0, 10)).hasSize(1);
        }
        try (Stream<Path> others = Files.list(directory)) {
            assertThat(others).containsExactly(directory.resolve(name));
        }
    }

    @Test
    void nothingIsAcknowledgedOrReadAfterTheDirectoryWasDeleted() throws Exception {
        Path state = directory.resolve("state");
        try (Store store = SqliteStore.open(state)) {
            Journal journal = Journal.of(store, 0);
            journal.record("a", "noted", "running").get();
            delete(state);
            assertRefused(store, journal, "was deleted or moved");
            assertThat(state).doesNotExist();
        }
    }

    @Test
    void aRenamedDirectoryIsNoticedAndWorkGoesOnWhenItIsBack() throws Exception {
        Path state = directory.resolve("state");
        Path away = directory.resolve("away");
        try (Store store = SqliteStore.open(state)) {
            Journal journal = Journal.of(store, 0);
            journal.record("a", "noted", "running").get();
            Files.move(state, away);
            assertRefused(store, journal, "was deleted or moved");
            Files.createDirectory(state);
            assertThatThrownBy(() -> store.lease(0)).hasMessageContaining("was deleted or moved");
            Files.delete(state);
            Files.move(away, state);
            Journal again = Journal.of(store, 0);
            assertThat(again.lastSeq()).isEqualTo(1);
            again.record("b", "noted", "running").get();
            assertThat(store.verify()).isEmpty();
        }
    }

    @Test
    void aReplacedDatabaseIsNotTakenForTheOneThatWasOpened() throws Exception {
        Path other = directory.resolve("other");
        SqliteStore.open(other).close();
        Path state = directory.resolve("state");
        try (Store store = SqliteStore.open(state)) {
            Journal journal = Journal.of(store, 0);
            journal.record("a", "noted", "running").get();
            Files.move(state.resolve("perdure.db"), directory.resolve("kept.db"));
            Files.copy(other.resolve("perdure.db"), state.resolve("perdure.db"));
            assertRefused(store, journal, "was replaced by another file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm"})
    void aDeletedFileBesideTheDatabaseIsNoticedAndNothingIsLost(String suffix) throws Exception {
        Path state = directory.resolve("state");
        try (Store store = SqliteStore.open(state)) {
            Journal journal = Journal.of(store, 0);
            for (int i = 0; i < 20; i++) {
                journal.record("a", "noted", "running").get();
            }
            Path deleted = state.resolve("perdure.db" + suffix);
            Files.delete(deleted);
            assertThatThrownBy(() -> journal.record("b", "noted", "running").get())
                    .cause()
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(deleted.getFileName() + " was deleted or replaced while it was in use")
                    .hasMessageContaining("What was recorded is saved");
        }
        try (Store store = SqliteStore.open(state)) {
            assertThat(store.events(0, "a", 0, 100)).hasSize(20);
            Journal.of(store, 0).record("b", "noted", "running").get();
            assertThat(store.verify()).isEmpty();
        }
    }

    @Test
    void aProcessKilledAfterItsWriteAheadLogWasDeletedHasLostNothingThatItAcknowledged() throws Exception {
        Path state = directory.resolve("state");
        Map<Integer, Long> acknowledged = new HashMap<>();
        try (ChildJvm child = ChildJvm.run(AppendingProcess.class, state.toString(), "x")) {
            assertThat(child.line()).isEqualTo("open");
            String line = child.line();
            for (int lines = 0; !line.startsWith("refused "); lines++, line = child.line()) {
                String[] words = line.split(" ");
                acknowledged.merge(Integer.valueOf(words[0]), Long.valueOf(words[1]), Math::max);
                if (lines == 50) {
                    Files.delete(state.resolve("perdure.db-wal"));
                }
            }
            assertThat(line).contains("perdure.db-wal was deleted");
            child.kill();
        }
        try (Store store = SqliteStore.open(state)) {
            acknowledged.forEach((partition, seq) ->
                    assertThat(store.lease(partition).lastSeq()).isGreaterThanOrEqualTo(seq));
            assertThat(store.verify()).isEmpty();
        }
    }

    private static void assertRefused(Store store, Journal journal, String reason) {
        EventRow event = journal.event("lost", "noted", "{}");
        assertThatThrownBy(() -> store.append(journal.append(List.of(event), List.of(journal.row("lost", "running"))))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> store.events(0, "a", 0, 10))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> store.lease(0)).isInstanceOf(StoreUnavailableException.class);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
