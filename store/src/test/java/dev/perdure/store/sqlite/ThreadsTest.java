package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does what on which thread, and what a commit means. */
final class ThreadsTest {
    @TempDir
    Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyCommitIsFlushed() {
        assertThat(store.<String>alone(connection -> Database.text(connection, "PRAGMA synchronous")))
                .isEqualTo("2");
        assertThat(store.<String>alone(connection -> Database.text(connection, "PRAGMA journal_mode")))
                .isEqualTo("wal");
    }

    @Test
    void oneThreadWritesWhoeverAsks() throws Exception {
        Set<Thread> writers = ConcurrentHashMap.newKeySet();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            callers.add(Thread.ofVirtual().start(() -> writers.add(store.alone(_ -> Thread.currentThread()))));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(writers)
                .singleElement()
                .satisfies(thread -> assertThat(thread.isVirtual()).isFalse());
    }

    @Test
    void aFewPlatformThreadsReadForManyVirtualOnes() throws Exception {
        Database database = new Database(directory.resolve("perdure.db"));
        try (Readers readers = new Readers(database, new Failures(database.file()), OpenedFiles.of(database.file()))) {
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) { // more than the readers' queue holds
                callers.add(Thread.ofVirtual().start(() -> seen.add(readers.read(_ -> Thread.currentThread()))));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(seen).hasSizeBetween(1, 3).noneMatch(Thread::isVirtual);
        }
    }

    @Test
    void aReaderGoesOnAfterAFailure() throws Exception {
        Database database = new Database(directory.resolve("perdure.db"));
        try (Readers readers = new Readers(database, new Failures(database.file()), OpenedFiles.of(database.file()))) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> readers.read(reader -> reader.consistently(
                                connection -> connection.list(Rows::text, "SELECT no_such_column FROM tasks"))))
                        .isInstanceOf(StoreUnavailableException.class);
                List<String> one = readers.read(
                        reader -> reader.consistently(connection -> connection.list(Rows::text, "SELECT 1")));
                assertThat(one).containsExactly("1");
            }
        }
    }

    @Test
    void aDependantThatThrowsDoesNotHinderTheNext() throws Exception {
        Journal journal = Journal.of(store, 0);
        CompletableFuture<Void> failed = journal.record("a", "noted", "running").thenRun(() -> {
            throw new IllegalStateException("a dependant's own fault");
        });
        assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class);
        journal.record("a", "noted", "running").get();
    }

    @Test
    void aDependantThatWouldMakeTheWriterWaitForItselfIsToldSo() throws Exception {
        Journal journal = Journal.of(store, 0);
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        CountDownLatch holding = new CountDownLatch(1);
        CompletableFuture<Boolean> held = CompletableFuture.supplyAsync(() -> store.alone(_ -> {
            holding.countDown();
            return gate.join();
        }));
        holding.await();
        CompletableFuture<Void> dependant =
                journal.record("a", "noted", "running").thenRun(() -> store.lease(0));
        gate.complete(true);
        assertThat(held.join()).isTrue();
        assertThatThrownBy(dependant::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for itself");
    }

    @Test
    void anInterruptedCallerGetsItsAnswerAndStaysInterrupted() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", "noted", "running").get();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            boolean found = store.task(0, "a").isPresent() && store.lease(0).lastSeq() == 1;
            interrupted.complete(found && Thread.currentThread().isInterrupted());
        });
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void whatWasAskedBeforeClosingIsAnsweredAndNothingAfter() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> store.alone(_ -> {
            running.countDown();
            return 42;
        }));
        running.await();
        store.close();
        assertThat(answer.get()).isEqualTo(42);
        assertThatThrownBy(() -> store.task(0, "a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.lease(0)).isInstanceOf(StoreUnavailableException.class);
        SqliteStore.open(directory).close();
    }
}
