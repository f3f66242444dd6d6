package dev.perdure.testkit.internal;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.engine.runtime.Scheduler;
import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.StaleLeaseException;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import dev.perdure.store.WakeUp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A simulated process's way to a store: appends become durable in groups and are acknowledged later, when chance will have it; reads
 * let other threads go first; and things go wrong as {@link Faults} say.
 *
 * <p>Acknowledgements of appends that touch the same task come in their order; others may overtake each other.
 */
public final class SimStore implements Store {
    private static final int DELAY_ONCE_IN = 4;
    private static final int LONGEST_DELAY_MILLIS = 20;

    private final SimScheduler process;
    private final Store disk;
    private final Faults faults;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final List<Pending> unheard = new ArrayList<>();
    private BooleanSupplier othersLive = () -> false;
    private @Nullable Duration term;
    private boolean replaced;
    private boolean flushing;
    private boolean answering;

    private record Pending(
            Append append,
            Faults.Fate fate,
            CompletableFuture<Void> answer,
            @Nullable RuntimeException failure) {
        Pending failed(RuntimeException why) {
            return new Pending(append, fate, answer, why);
        }

        boolean touches(Set<String> tasks) {
            return append.events().stream().anyMatch(event -> tasks.contains(event.taskId()));
        }
    }

    /** That process's way to that disk. */
    public SimStore(SimScheduler process, Store disk, Faults faults) {
        this.process = process;
        this.disk = disk;
        this.faults = faults;
    }

    /** Ends the process as a crash does: what was asked for and isn't durable is lost, or kept, as chance will have it. */
    public void crash() {
        for (Pending asked : pending) {
            if (!faults.survives(asked.append()) || !write(asked.append())) {
                break;
            }
        }
        pending.clear();
        unheard.clear();
        process.kill();
    }

    /** Has leases given with a term, as where several processes share a store; {@code othersLive} says whether others that had one do. */
    public SimStore withTerm(Duration leaseTerm, BooleanSupplier othersLive) {
        this.term = leaseTerm;
        this.othersLive = othersLive;
        return this;
    }

    /** Another process has taken over for good: this one can't take the lease back. */
    public void replace() {
        replaced = true;
    }

    // -- writing

    @Override
    public CompletableFuture<Void> append(Append append) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (process.isDead()) {
            return answer;
        }
        Faults.Fate fate = faults.fateOf(append);
        if (fate == Faults.Fate.DIES_BEFORE) {
            crash();
            process.endHere();
            return answer;
        }
        pending.add(new Pending(append, fate, answer, null));
        if (!flushing) {
            flushing = true;
            later(this::flush);
        }
        return answer;
    }

    private void later(Runnable action) {
        Chance chance = process.world().chance();
        if (chance.onceIn(DELAY_ONCE_IN)) {
            Scheduler.Alarm _ = process.after(Duration.ofMillis(1L + chance.below(LONGEST_DELAY_MILLIS)), action);
        } else {
            process.world().soon(process, action);
        }
    }

    /** Makes a group durable. */
    private void flush() {
        flushing = false;
        int kept = process.world().chance().below(pending.size());
        while (pending.size() > kept) {
            Pending next = pending.removeFirst();
            boolean works = next.fate() == Faults.Fate.GOOD || next.fate() == Faults.Fate.DIES_AFTER;
            RuntimeException failure = null;
            if (!works) {
                failure = new StoreUnavailableException("The simulated disk is full.", null);
            }
            if (next.fate() != Faults.Fate.FAILS && !write(next.append())) {
                failure = new StaleLeaseException(
                        next.append().partition(),
                        next.append().epoch(),
                        next.append().expectedSeq());
            }
            if (next.fate() == Faults.Fate.DIES_AFTER) {
                crash();
                return;
            }
            unheard.add(failure == null ? next : next.failed(failure));
        }
        if (!answering && !unheard.isEmpty()) {
            answering = true;
            later(this::answer);
        }
        if (!pending.isEmpty()) {
            flushing = true;
            later(this::flush);
        }
    }

    private boolean write(Append append) {
        try {
            disk.append(append).join();
            faults.durable(append);
            return true;
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof StaleLeaseException) {
                return false;
            }
            throw e;
        }
    }

    /** Acknowledges one append of those that may be acknowledged next. */
    private void answer() {
        answering = false;
        List<Pending> next = new ArrayList<>();
        Set<String> tasks = new HashSet<>();
        for (Pending one : unheard) {
            if (!one.touches(tasks)) {
                next.add(one);
            }
            one.append().events().forEach(event -> tasks.add(event.taskId()));
        }
        Pending first = next.get(process.world().chance().below(next.size()));
        unheard.remove(first);
        if (!unheard.isEmpty()) {
            answering = true;
            later(this::answer);
        }
        if (first.failure() == null) {
            faults.acknowledged(first.append());
            first.answer().complete(null);
        } else {
            first.answer().completeExceptionally(first.failure());
        }
    }

    @Override
    public Lease lease(int partition) {
        return read(() -> {
            if (replaced) {
                throw new StoreUnavailableException("Another process has the simulated disk.", null);
            }
            Lease lease = disk.lease(partition);
            return term == null
                    ? lease
                    : new Lease(partition, lease.epoch(), lease.lastSeq(), term, othersLive.getAsBoolean());
        });
    }

    @Override
    public void replaceProjections(int partition, Iterator<TaskRow> rows) {
        disk.replaceProjections(partition, rows);
    }

    // -- reading

    private <T> T read(Supplier<T> query) {
        process.mayYield();
        if (faults.isDown()) {
            throw new StoreUnavailableException("The simulated disk can't be read.", null);
        }
        T result = query.get();
        process.mayYield();
        return result;
    }

    @Override
    public Optional<TaskLog> load(int partition, String taskId) {
        return read(() -> disk.load(partition, taskId));
    }

    @Override
    public Optional<TaskRow> task(int partition, String taskId) {
        return read(() -> disk.task(partition, taskId));
    }

    @Override
    public Optional<String> taskByKey(int partition, String tenant, String idempotencyKey) {
        return read(() -> disk.taskByKey(partition, tenant, idempotencyKey));
    }

    @Override
    public List<EventRow> events(int partition, String taskId, long afterTaskSeq, int limit) {
        return read(() -> disk.events(partition, taskId, afterTaskSeq, limit));
    }

    @Override
    public List<EventRow> eventsOfPartition(int partition, long afterSeq, int limit) {
        return read(() -> disk.eventsOfPartition(partition, afterSeq, limit));
    }

    @Override
    public List<ReadyTask> ready(int partition, @Nullable ReadyTask after, int limit) {
        return read(() -> disk.ready(partition, after, limit));
    }

    @Override
    public List<WakeUp> wakeUps(int partition, long untilMillis, @Nullable WakeUp after, int limit) {
        return read(() -> disk.wakeUps(partition, untilMillis, after, limit));
    }

    @Override
    public List<String> inStates(int partition, List<String> states, String afterId, int limit) {
        return read(() -> disk.inStates(partition, states, afterId, limit));
    }

    @Override
    public TaskRows tasks(TaskFilter filter) {
        return read(() -> disk.tasks(filter));
    }

    /** Without letting others go first: heartbeats read blobs while they hold a lock. */
    @Override
    public Optional<byte[]> blob(int partition, String hash) {
        if (faults.isDown()) {
            throw new StoreUnavailableException("The simulated disk can't be read.", null);
        }
        return disk.blob(partition, hash);
    }

    @Override
    public List<String> idsInLog(int partition, String afterId, int limit) {
        return read(() -> disk.idsInLog(partition, afterId, limit));
    }

    @Override
    public List<String> verify() {
        return disk.verify();
    }

    @Override
    public StoreInfo info() {
        return disk.info();
    }

    /** The disk stays open: another process may go on with it. */
    @Override
    public void close() {}
}
