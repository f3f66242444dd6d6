package dev.perdure.engine.runtime;

import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.Entry.WaitState;
import dev.perdure.engine.core.TaskModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a run knows of its task's record, and which of its threads wait for entries to end. Thread-safe. */
final class TaskRecord {
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Set<String>> childKeys = new HashMap<>();
    private final Set<Waiter> waiters = new HashSet<>();
    private final String taskId;
    private long children;

    TaskRecord(String taskId) {
        this.taskId = taskId;
    }

    /** Takes over what the task's durable state says. */
    synchronized void take(TaskModel task) {
        children = task.children();
        task.entries().forEach(this::put);
    }

    private void put(Entry entry) {
        entries.put(entry.key(), entry);
        if (entry instanceof Entry.ChildEntry child) {
            childKeys
                    .computeIfAbsent(child.childId(), _ -> new LinkedHashSet<>(1))
                    .add(child.key());
        }
    }

    /** What the record says under a key, or null. */
    synchronized @Nullable Entry find(String key) {
        return entries.get(key);
    }

    /** The keys of all entries. */
    synchronized Set<String> keys() {
        return new HashSet<>(entries.keySet());
    }

    /** Forgets entries of a finished round. */
    synchronized void forget(Collection<String> keys) {
        keys.forEach(entries::remove);
    }

    /** The key of a child that this task started, the first whose round has not finished. */
    synchronized Optional<String> childKey(String childId) {
        return childKeys.getOrDefault(childId, Set.of()).stream()
                .filter(entries::containsKey)
                .findFirst();
    }

    /** A readable id for the next child, beside its siblings in the order of ids. */
    synchronized String nextChildId() {
        children++;
        return taskId + ':' + children;
    }

    /** Takes in an entry, unless a newer one is known, and wakes who waits for its end. */
    void deliver(Entry entry) {
        List<Waiter> woken = new ArrayList<>(0);
        synchronized (this) {
            Entry before = entries.get(entry.key());
            if (before != null && before.seq() > entry.seq()) {
                return;
            }
            put(entry);
            if (hasEnded(entry)) {
                for (Waiter waiter : waiters) {
                    if (waiter.ended(entry.key())) {
                        woken.add(waiter);
                    }
                }
            }
        }
        woken.forEach(Waiter::wake);
    }

    /**
     * Begins a wait for all (or any) of these entries to end.
     *
     * @param otherwise what ends the wait too; it is looked at when the waiter is woken
     * @return null if they have ended already
     */
    synchronized @Nullable Waiter waitFor(List<String> keys, boolean any, BooleanSupplier otherwise) {
        Set<String> missing = new HashSet<>();
        for (String key : keys) {
            Entry entry = entries.get(key);
            if (entry == null || !hasEnded(entry)) {
                missing.add(key);
            }
        }
        if (missing.isEmpty() || (any && missing.size() < keys.size())) {
            return null;
        }
        Waiter waiter = new Waiter(missing, any, otherwise);
        waiters.add(waiter);
        return waiter;
    }

    /** Begins a wait for something that is no entry. */
    synchronized Waiter waitFor(BooleanSupplier otherwise) {
        Waiter waiter = new Waiter(new HashSet<>(), false, otherwise);
        waiters.add(waiter);
        return waiter;
    }

    synchronized void endWait(Waiter waiter) {
        waiters.remove(waiter);
    }

    /** Wakes all that wait, to look again at what they wait for. */
    void wakeAll() {
        List<Waiter> all;
        synchronized (this) {
            all = List.copyOf(waiters);
        }
        all.forEach(Waiter::wake);
    }

    private static boolean hasEnded(Entry entry) {
        return switch (entry) {
            case Entry.StepEntry step -> step.state() != StepState.RETRYING;
            case Entry.TimerEntry timer -> timer.state() != WaitState.OPEN;
            case Entry.AwaitEntry wait -> wait.state() != WaitState.OPEN;
            case Entry.ChildEntry child -> child.ended() != null;
            case Entry.LoopEntry _, Entry.ProgressEntry _ -> true;
        };
    }

    /** A thread of the run that waits. Guarded by the record's lock but for its future. */
    static final class Waiter {
        private final List<String> keys;
        private final Set<String> missing;
        private final boolean any;
        private final BooleanSupplier otherwise;
        private volatile CompletableFuture<Void> future = new CompletableFuture<>();
        private volatile boolean satisfied;

        private Waiter(Set<String> missing, boolean any, BooleanSupplier otherwise) {
            this.keys = List.copyOf(missing);
            this.missing = missing;
            this.any = any;
            this.otherwise = otherwise;
        }

        private boolean ended(String key) {
            satisfied |= missing.remove(key) && (any || missing.isEmpty());
            return satisfied;
        }

        /** The entries that were waited for at first. */
        List<String> keys() {
            return keys;
        }

        boolean isSatisfied() {
            return satisfied || otherwise.getAsBoolean();
        }

        /** Ends when the waiter should look again. */
        CompletableFuture<Void> woken() {
            return future;
        }

        void wake() {
            future.complete(null);
        }

        /** Makes ready for the next wait. */
        void reset() {
            future = new CompletableFuture<>();
            if (isSatisfied()) {
                future.complete(null);
            }
        }
    }
}
