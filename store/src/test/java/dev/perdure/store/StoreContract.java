package dev.perdure.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.PerdureException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, whatever it is made of. An implementation's test extends it and says how one is opened. */
public abstract class StoreContract {
    protected Store store;

    /** Opens the store of this test, empty at first; again, after it was closed, with what it contained. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void givesEachOwnerAHigherEpochAndTheEndOfTheLog() throws Exception {
        assertThat(store.lease(0)).isEqualTo(new Lease(0, 1, 0));
        Journal journal = Journal.of(store, 0);
        journal.record("a", 3, "running").get();
        assertThat(store.lease(0)).isEqualTo(new Lease(0, 3, 3));
        assertThat(store.lease(7)).isEqualTo(new Lease(7, 1, 0));
    }

    @Test
    void returnsWhatWasAppended() throws Exception {
        Journal journal = Journal.of(store, 2);
        EventRow first = journal.event("a", "started", "{\"ä\":\"\uD83D\uDE00\"}");
        EventRow second = journal.event("a", "noted", "{}");
        TaskRow row = new TaskRow(
                2,
                "a",
                1,
                "review",
                3,
                "waiting",
                "acme",
                "slow",
                9,
                "p",
                "r",
                "key",
                "{\"x\":\"y\"}",
                4,
                2,
                5,
                6,
                7L,
                8L,
                9L,
                "a signal",
                "{\"done\":1}",
                "{\"mode\":\"timeout\"}");
        store.append(journal.append(List.of(first, second), List.of(row))).get();

        TaskLog log = store.load(2, "a").orElseThrow();
        assertThat(log.snapshot()).isNull();
        assertThat(log.events()).usingRecursiveFieldByFieldElementComparator().containsExactly(first, second);
        assertThat(store.task(2, "a")).contains(row);
        assertThat(store.taskByKey(2, "acme", "key")).contains("a");
        assertThat(store.taskByKey(2, "other", "key")).isEmpty();
        assertThat(store.load(2, "b")).isEmpty();
        assertThat(store.task(0, "a")).isEmpty();
    }

    @Test
    void keepsEverythingWhenItIsClosedAndOpenedAgain() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", 5, "waiting").get();
        store.close();
        store = open();
        assertThat(store.load(0, "a").orElseThrow().events()).hasSize(5);
        assertThat(store.lease(0).lastSeq()).isEqualTo(5);
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void refusesAnOwnerThatWasReplaced() throws Exception {
        Journal old = Journal.of(store, 0);
        old.record("a", "started", "running").get();
        Journal newer = Journal.of(store, 0);
        assertStale(old.record("a", "noted", "running"));
        newer.record("b", "started", "running").get();
        assertStale(old.record("a", "noted", "running"));
        assertThat(store.load(0, "a").orElseThrow().events()).hasSize(1);
        assertThat(store.task(0, "a").orElseThrow().events()).isEqualTo(1);
    }

    @Test
    void refusesAnAppendThatLeavesAGapAndEveryLaterOneOfThatLease() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", "started", "running").get();
        EventRow lost = journal.event("a", "noted", "{}"); // never sent
        assertThat(lost.seq()).isEqualTo(2);
        List<CompletableFuture<Void>> later = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            later.add(journal.record("a", "noted", "running"));
        }
        later.forEach(StoreContract::assertStale);
        assertThat(store.eventsOfPartition(0, 0, 100)).hasSize(1);
    }

    @Test
    void aRefusedAppendDoesNotHinderOthersOfOtherPartitions() throws Exception {
        Journal stale = Journal.of(store, 1);
        Journal.of(store, 1);
        Journal good = Journal.of(store, 2);
        List<CompletableFuture<Void>> refused = new ArrayList<>();
        List<CompletableFuture<Void>> accepted = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            refused.add(stale.record("s", "noted", "running"));
            accepted.add(good.record("g", "noted", "running"));
        }
        for (CompletableFuture<Void> append : accepted) {
            append.get();
        }
        refused.forEach(StoreContract::assertStale);
        assertThat(store.events(2, "g", 0, 1000)).hasSize(200);
        assertThat(store.load(1, "s")).isEmpty();
    }

    @Test
    void anAppendThatContradictsTheStoreHasNoEffectAndHindersNoOther() throws Exception {
        Journal journal = Journal.of(store, 1);
        journal.record("a", "started", "running").get();
        Journal other = Journal.of(store, 2);
        EventRow twice = new EventRow(1, 2, "a", 1, "started", 0, "tester", "{}", HashChain.start(), HashChain.start());
        List<CompletableFuture<Void>> good = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(other.record("g", "noted", "running"));
        }
        CompletableFuture<Void> bad =
                store.append(new Append(1, journal.epoch(), 1, List.of(twice), List.of(), List.of(), List.of()));
        for (int i = 0; i < 50; i++) {
            good.add(other.record("g", "noted", "running"));
        }
        assertThatThrownBy(bad::join).hasCauseInstanceOf(PerdureException.class);
        for (CompletableFuture<Void> append : good) {
            append.get();
        }
        assertThat(store.lease(1).lastSeq()).isEqualTo(1);
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void appliesAppendsOfManyOwnersInTheOrderOfTheirCalls() throws Exception {
        ConcurrentLinkedQueue<CompletableFuture<Void>> appends = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(8);
        for (int p = 0; p < 8; p++) {
            Journal journal = Journal.of(store, p);
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 250; i++) {
                    appends.add(journal.record("t" + i % 10, "noted", "running"));
                }
                done.countDown();
            });
        }
        done.await();
        for (CompletableFuture<Void> append : appends) {
            append.get();
        }
        for (int p = 0; p < 8; p++) {
            List<EventRow> events = store.eventsOfPartition(p, 0, 1000);
            assertThat(events).hasSize(250);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i).seq()).isEqualTo(i + 1);
                assertThat(events.get(i).taskId()).isEqualTo("t" + i % 10);
            }
        }
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void readsSeeEveryAcknowledgedAppend() throws Exception {
        Journal journal = Journal.of(store, 0);
        for (int i = 1; i <= 200; i++) {
            journal.record("a", "noted", "running").get();
            assertThat(store.task(0, "a").orElseThrow().events()).isEqualTo(i);
        }
    }

    @Test
    void changesARowInPlaceSeveralTimesInOneGroup() throws Exception {
        Journal journal = Journal.of(store, 0);
        all(List.of(
                journal.record("a", "started", "ready"),
                journal.record("a", "claimed", "running"),
                journal.record("b", "started", "ready"),
                journal.record("a", "ended", "completed")));
        assertThat(store.task(0, "a").orElseThrow().state()).isEqualTo("completed");
        assertThat(store.task(0, "a").orElseThrow().events()).isEqualTo(3);
        assertThat(store.tasks(filter(List.of())).rows())
                .extracting(TaskRow::id)
                .containsExactly("b", "a");
    }

    @Test
    void takesRowsWithoutEvents() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", 2, "running").get();
        SnapshotRow snapshot = new SnapshotRow(0, "a", 2, "{}");
        store.append(journal.append(List.of(), List.of(), List.of(snapshot), List.of()))
                .get();
        journal.record("a", "noted", "running").get();
        assertThat(store.load(0, "a").orElseThrow().snapshot()).isEqualTo(snapshot);
        assertThat(store.load(0, "a").orElseThrow().events()).hasSize(1);
    }

    @Test
    void loadsFromTheNewestSnapshot() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", 10, "running").get();
        for (long at : List.of(4L, 10L)) {
            EventRow event = journal.event("a", "noted", "{}");
            SnapshotRow snapshot = new SnapshotRow(0, "a", at, "{\"at\":" + at + "}");
            store.append(journal.append(
                            List.of(event), List.of(journal.row("a", "running")), List.of(snapshot), List.of()))
                    .get();
        }
        TaskLog log = store.load(0, "a").orElseThrow();
        assertThat(log.snapshot()).isEqualTo(new SnapshotRow(0, "a", 10, "{\"at\":10}"));
        assertThat(log.events()).extracting(EventRow::taskSeq).containsExactly(11L, 12L);
        assertThat(store.events(0, "a", 0, 100)).hasSize(12);
    }

    @Test
    void keepsABlobOnceUnderItsHash() throws Exception {
        Journal journal = Journal.of(store, 0);
        byte[] content = "large".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        for (int i = 0; i < 2; i++) {
            EventRow event = journal.event("a", "noted", "{\"blob\":\"" + hash + "\"}");
            store.append(journal.append(
                            List.of(event),
                            List.of(journal.row("a", "running")),
                            List.of(),
                            List.of(new BlobRow(0, hash, content))))
                    .get();
        }
        assertThat(store.blob(0, hash).orElseThrow()).isEqualTo(content);
        assertThat(store.blob(1, hash)).isEmpty();
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void pagesEventsOfATaskAndOfAPartition() throws Exception {
        Journal journal = Journal.of(store, 0);
        for (int i = 0; i < 10; i++) {
            all(List.of(journal.record("a", "noted", "running"), journal.record("b", "noted", "running")));
        }
        assertThat(store.events(0, "b", 3, 4)).extracting(EventRow::taskSeq).containsExactly(4L, 5L, 6L, 7L);
        assertThat(store.eventsOfPartition(0, 18, 10)).extracting(EventRow::seq).containsExactly(19L, 20L);
        assertThat(store.eventsOfPartition(0, 20, 10)).isEmpty();
    }

    @Test
    void listsReadyTasksByPriorityThenTimeThenId() throws Exception {
        Journal journal = Journal.of(store, 0);
        ready(journal, "d", 0, 10);
        ready(journal, "c", 0, 5);
        ready(journal, "b", 5, 10);
        ready(journal, "a", 5, 10);
        ready(journal, "e", -3, 1);
        journal.record("busy", "started", "running").get();

        List<ReadyTask> all = store.ready(0, null, 100);
        assertThat(all).extracting(ReadyTask::taskId).containsExactly("a", "b", "c", "d", "e");
        assertThat(all.getFirst()).isEqualTo(new ReadyTask(5, 10, "a", "review", "default"));
        List<ReadyTask> paged = new ArrayList<>();
        List<ReadyTask> page = store.ready(0, null, 2);
        while (!page.isEmpty()) {
            paged.addAll(page);
            page = store.ready(0, page.getLast(), 2);
        }
        assertThat(paged).isEqualTo(all);

        journal.record("a", "claimed", "running").get();
        assertThat(store.ready(0, null, 1)).extracting(ReadyTask::taskId).containsExactly("b");
        assertThat(store.ready(1, null, 1)).isEmpty();
    }

    @Test
    void listsWakeUpsByTime() throws Exception {
        Journal journal = Journal.of(store, 0);
        wake(journal, "c", 300);
        wake(journal, "b", 200);
        wake(journal, "a", 200);
        wake(journal, "d", 400);
        assertThat(store.wakeUps(0, 300, null, 100))
                .containsExactly(new WakeUp(200, "a"), new WakeUp(200, "b"), new WakeUp(300, "c"));
        assertThat(store.wakeUps(0, 300, new WakeUp(200, "a"), 1)).containsExactly(new WakeUp(200, "b"));
        assertThat(store.wakeUps(0, Long.MAX_VALUE, new WakeUp(300, "c"), 5)).containsExactly(new WakeUp(400, "d"));
        journal.record("b", "woken", "running").get();
        assertThat(store.wakeUps(0, 300, null, 100)).extracting(WakeUp::taskId).containsExactly("a", "c");
    }

    @Test
    void listsIdsByState() throws Exception {
        Journal journal = Journal.of(store, 0);
        all(List.of(
                journal.record("b", "started", "running"),
                journal.record("a", "started", "waiting"),
                journal.record("c", "started", "running"),
                journal.record("d", "started", "completed")));
        assertThat(store.inStates(0, List.of("running", "waiting"), "", 10)).containsExactly("a", "b", "c");
        assertThat(store.inStates(0, List.of("running", "waiting"), "a", 1)).containsExactly("b");
        assertThat(store.inStates(0, List.of("failed"), "", 10)).isEmpty();
        assertThat(store.inStates(0, List.of(), "", 10)).isEmpty();
    }

    @Test
    void pagesTasksNewestFirst() throws Exception {
        Journal journal = Journal.of(store, 0);
        for (int i = 1; i <= 7; i++) {
            journal.record("t" + i, "started", i % 2 == 0 ? "waiting" : "running")
                    .get();
        }
        TaskRows first = store.tasks(
                new TaskFilter(0, List.of("waiting", "running"), null, null, null, null, null, Long.MAX_VALUE, 4));
        assertThat(first.rows()).extracting(TaskRow::id).containsExactly("t7", "t6", "t5", "t4");
        assertThat(first.more()).isTrue();
        TaskRows rest = store.tasks(new TaskFilter(
                0,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                first.rows().getLast().number(),
                4));
        assertThat(rest.rows()).extracting(TaskRow::id).containsExactly("t3", "t2", "t1");
        assertThat(rest.more()).isFalse();
        TaskRows waiting = store.tasks(filter(List.of("waiting")));
        assertThat(waiting.rows()).extracting(TaskRow::id).containsExactly("t6", "t4", "t2");
    }

    @Test
    void filtersTasksByEveryColumn() throws Exception {
        Journal journal = Journal.of(store, 0);
        kin(journal, "root", null, "root", "review", "acme", "fast");
        kin(journal, "child1", "root", "root", "fetch", "acme", "fast");
        kin(journal, "child2", "root", "root", "fetch", "acme", "slow");
        kin(journal, "grandchild", "child1", "root", "fetch", "acme", "fast");
        kin(journal, "stranger", null, "stranger", "fetch", "other", "fast");

        assertThat(ids(null, null, null, "root", null)).containsExactly("child2", "child1");
        assertThat(ids(null, null, null, null, "root")).containsExactly("grandchild", "child2", "child1", "root");
        assertThat(ids(null, null, null, null, "stranger")).containsExactly("stranger");
        assertThat(ids("fetch", null, null, null, null)).containsExactly("stranger", "grandchild", "child2", "child1");
        assertThat(ids(null, "other", null, null, null)).containsExactly("stranger");
        assertThat(ids("fetch", "acme", "slow", "root", "root")).containsExactly("child2");
        assertThat(ids(null, null, null, "nobody", null)).isEmpty();
    }

    @Test
    void findsIdsInTheLogItself() throws Exception {
        Journal journal = Journal.of(store, 0);
        all(List.of(
                journal.record("b", 3, "running"),
                journal.record("a", 2, "running"),
                journal.record("c", 1, "running")));
        store.replaceProjections(0, List.<TaskRow>of().iterator());
        assertThat(store.task(0, "a")).isEmpty();
        assertThat(store.idsInLog(0, "", 2)).containsExactly("a", "b");
        assertThat(store.idsInLog(0, "b", 2)).containsExactly("c");
    }

    @Test
    void replacesProjectionsAllOrNothing() throws Exception {
        Journal journal = Journal.of(store, 0);
        Journal other = Journal.of(store, 1);
        other.record("x", "started", "running").get();
        EventRow event = journal.event("a", "started", "{}");
        store.append(journal.append(
                        List.of(event),
                        List.of(journal.row("a", "running")),
                        List.of(new SnapshotRow(0, "a", 1, "{}")),
                        List.of()))
                .get();
        journal.record("b", "started", "running").get();

        List<TaskRow> rows = List.of(journal.row("a", "completed"), journal.row("b", "failed"));
        List<TaskRow> twice = List.of(rows.getFirst(), rows.getFirst());
        assertThatThrownBy(() -> store.replaceProjections(0, twice.iterator())).isInstanceOf(PerdureException.class);
        assertThat(store.task(0, "a").orElseThrow().state()).isEqualTo("running");

        store.replaceProjections(0, rows.iterator());
        assertThat(store.task(0, "a")).contains(rows.getFirst());
        assertThat(store.task(0, "b")).contains(rows.getLast());
        assertThat(store.load(0, "a").orElseThrow().snapshot()).isNull();
        assertThat(store.task(1, "x")).isPresent();
        journal.record("a", "noted", "running").get();
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void putsBackARowThatWasLost() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", "started", "running").get();
        store.replaceProjections(0, List.<TaskRow>of().iterator());
        assertThat(store.verify()).singleElement().asString().contains("a").contains("no row");
        journal.record("a", "noted", "waiting").get();
        assertThat(store.task(0, "a").orElseThrow().state()).isEqualTo("waiting");
        assertThat(store.verify()).isEmpty();
    }

    @Test
    void writesWhatWasAcceptedBeforeItCloses() {
        Journal journal = Journal.of(store, 0);
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            appends.add(journal.record("a", "noted", "running"));
        }
        store.close();
        assertThat(appends).allMatch(append -> append.isDone() && !append.isCompletedExceptionally());
        assertThatThrownBy(() -> journal.record("a", "noted", "running").join())
                .hasCauseInstanceOf(PerdureException.class)
                .hasMessageContaining("closed");
        store = open();
        assertThat(store.events(0, "a", 0, 1000)).hasSize(500);
    }

    @Test
    void saysWhatItIs() {
        StoreInfo info = store.info();
        assertThat(info.engine()).isNotBlank();
        assertThat(info.location()).isNotBlank();
        assertThat(info.bytes()).isPositive();
        assertThat(info.schemaVersion()).isEqualTo("1");
    }

    @Test
    void answersManyReadersOnVirtualThreads() throws Exception {
        Journal journal = Journal.of(store, 0);
        journal.record("a", 20, "running").get();
        Set<Integer> sizes = new HashSet<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                int size = store.load(0, "a").orElseThrow().events().size();
                synchronized (sizes) {
                    sizes.add(size);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sizes).containsExactly(20);
    }

    private static void all(List<CompletableFuture<Void>> appends) throws Exception {
        for (CompletableFuture<Void> append : appends) {
            append.get();
        }
    }

    private static void assertStale(CompletableFuture<Void> append) {
        assertThatThrownBy(append::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StaleLeaseException.class);
    }

    private void ready(Journal journal, String id, int priority, long readyAt) throws Exception {
        EventRow event = journal.event(id, "started", "{}");
        store.append(journal.append(List.of(event), List.of(journal.row(id, "ready", priority, readyAt, null))))
                .get();
    }

    private void wake(Journal journal, String id, long wakeAt) throws Exception {
        EventRow event = journal.event(id, "started", "{}");
        store.append(journal.append(List.of(event), List.of(journal.row(id, "waiting", 0, null, wakeAt))))
                .get();
    }

    private void kin(
            Journal journal, String id, @Nullable String parent, String root, String type, String tenant, String queue)
            throws Exception {
        EventRow event = journal.event(id, "started", "{}");
        TaskRow row = new TaskRow(
                0,
                id,
                event.seq(),
                type,
                1,
                "ready",
                tenant,
                queue,
                0,
                parent,
                root,
                null,
                "{}",
                0,
                1,
                1,
                1,
                null,
                null,
                null,
                null,
                null,
                null);
        store.append(journal.append(List.of(event), List.of(row))).get();
    }

    private List<String> ids(
            @Nullable String type,
            @Nullable String tenant,
            @Nullable String queue,
            @Nullable String parent,
            @Nullable String root) {
        return store
                .tasks(new TaskFilter(0, List.of(), type, tenant, queue, parent, root, Long.MAX_VALUE, 50))
                .rows()
                .stream()
                .map(TaskRow::id)
                .toList();
    }

    private static TaskFilter filter(List<String> states) {
        return new TaskFilter(0, states, null, null, null, null, null, Long.MAX_VALUE, 50);
    }
}
