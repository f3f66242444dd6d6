package dev.perdure.engine;

import dev.perdure.api.PerdureException;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskRow;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Looks a store over: the file, the chains of hashes, and whether the projections say what the events say. It can make the projections
 * again from the events, which are the truth.
 */
public final class Doctor {
    private static final int PARTITION = 0;
    private static final int PAGE = 1_000;
    private static final int MOST_FINDINGS = 100;

    private final Store store;
    private final TaskCheck taskCheck;

    Doctor(Store store) {
        this.store = store;
        this.taskCheck = new TaskCheck(store, PARTITION);
    }

    /**
     * What was found.
     *
     * @param store what was looked at
     * @param tasks how many tasks its log has
     * @param findings what is not as it should be, a sentence each, at most 100; none means that all is well
     */
    public record Checkup(StoreInfo store, long tasks, List<String> findings) {
        public Checkup {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Looks over the store of a directory that no process has open.
     *
     * @throws dev.perdure.api.StoreLockedException if one has
     */
    public static Checkup check(Path directory) {
        try (Store store = SqliteStore.examine(directory)) {
            return new Doctor(store).check();
        }
    }

    /**
     * Makes the projections of a directory's store again from its events, then looks it over.
     *
     * @throws dev.perdure.api.StoreLockedException if a process has it open
     */
    public static Checkup rebuild(Path directory) {
        try (Store store = SqliteStore.open(directory)) {
            Doctor doctor = new Doctor(store);
            doctor.rebuild();
            return doctor.check();
        }
    }

    /**
     * Puts a store in the place of a directory's damaged one, made of what can be read of it, and looks that over. The findings begin with
     * what could not be kept and where the damaged file lies now.
     *
     * @throws dev.perdure.api.StoreLockedException if a process has it open
     */
    public static Checkup salvage(Path directory) {
        List<String> findings = new ArrayList<>(SqliteStore.salvage(directory));
        Checkup after = rebuild(directory);
        findings.addAll(after.findings());
        return new Checkup(after.store(), after.tasks(), findings);
    }

    /**
     * Gives up the acknowledged work that a directory's store lacks, so that it opens again; says what that is, a sentence each.
     *
     * @throws dev.perdure.api.StoreLockedException if a process has it open
     */
    public static List<String> acceptLoss(Path directory) {
        return SqliteStore.acceptLoss(directory);
    }

    /** Looks the store over. Others may go on writing; what they change meanwhile may show as a finding. */
    public Checkup check() {
        List<String> findings = new ArrayList<>(store.verify());
        long tasks = 0;
        try {
            for (Ids ids = new Ids(); ids.hasNext() && findings.size() < MOST_FINDINGS; tasks++) {
                findings.addAll(taskCheck.of(ids.next()));
            }
        } catch (PerdureException e) {
            findings.add("The tasks could not all be looked at: " + e.getMessage());
        }
        return new Checkup(store.info(), tasks, findings.subList(0, Math.min(findings.size(), MOST_FINDINGS)));
    }

    private void rebuild() {
        Ids ids = new Ids();
        store.replaceProjections(PARTITION, new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ids.hasNext();
            }

            @Override
            public TaskRow next() {
                return taskCheck.rowOf(ids.next());
            }
        });
    }

    /** Whether the chain of one task's events holds, as a sentence if it does not. Shows tampering. */
    public @Nullable String verifyChain(String taskId) {
        HashChain chain = new HashChain();
        byte[] previous = HashChain.start();
        long last = 0;
        List<EventRow> page;
        do {
            page = store.events(PARTITION, taskId, last, PAGE);
            for (EventRow event : page) {
                byte[] hash = chain.next(
                        previous,
                        event.taskId(),
                        event.taskSeq(),
                        event.kind(),
                        event.time(),
                        event.actor(),
                        event.payload());
                boolean holds = event.taskSeq() == last + 1
                        && Arrays.equals(previous, event.previousHash())
                        && Arrays.equals(hash, event.hash());
                if (!holds) {
                    return "The history of task " + taskId + " was changed at event " + event.taskSeq()
                            + ": its hash does not follow from the event before it.";
                }
                previous = hash;
                last = event.taskSeq();
            }
        } while (page.size() == PAGE);
        return null;
    }

    /** All tasks of the log, a page at a time. */
    private final class Ids implements Iterator<String> {
        private List<String> page = store.idsInLog(PARTITION, "", PAGE);
        private int next;

        @Override
        public boolean hasNext() {
            if (next == page.size() && page.size() == PAGE) {
                page = store.idsInLog(PARTITION, page.getLast(), PAGE);
                next = 0;
            }
            return next < page.size();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more tasks");
            }
            return page.get(next++);
        }
    }
}
