package dev.perdure.testkit.simulator;

import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.Lease;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.Store;
import dev.perdure.store.StoreInfo;
import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import dev.perdure.store.WakeUp;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A store that does what another does, but for what a test has it do wrong. */
class Wrapped implements Store {
    final Store inner;

    Wrapped(Store inner) {
        this.inner = inner;
    }

    @Override
    public Lease lease(int partition) {
        return inner.lease(partition);
    }

    @Override
    public CompletableFuture<Void> append(Append append) {
        return inner.append(append);
    }

    @Override
    public Optional<TaskLog> load(int partition, String taskId) {
        return inner.load(partition, taskId);
    }

    @Override
    public Optional<TaskRow> task(int partition, String taskId) {
        return inner.task(partition, taskId);
    }

    @Override
    public Optional<String> taskByKey(int partition, String tenant, String idempotencyKey) {
        return inner.taskByKey(partition, tenant, idempotencyKey);
    }

    @Override
    public List<EventRow> events(int partition, String taskId, long afterTaskSeq, int limit) {
        return inner.events(partition, taskId, afterTaskSeq, limit);
    }

    @Override
    public List<EventRow> eventsOfPartition(int partition, long afterSeq, int limit) {
        return inner.eventsOfPartition(partition, afterSeq, limit);
    }

    @Override
    public List<ReadyTask> ready(int partition, @Nullable ReadyTask after, int limit) {
        return inner.ready(partition, after, limit);
    }

    @Override
    public List<WakeUp> wakeUps(int partition, long untilMillis, @Nullable WakeUp after, int limit) {
        return inner.wakeUps(partition, untilMillis, after, limit);
    }

    @Override
    public List<String> inStates(int partition, List<String> states, String afterId, int limit) {
        return inner.inStates(partition, states, afterId, limit);
    }

    @Override
    public TaskRows tasks(TaskFilter filter) {
        return inner.tasks(filter);
    }

    @Override
    public Optional<byte[]> blob(int partition, String hash) {
        return inner.blob(partition, hash);
    }

    @Override
    public List<String> idsInLog(int partition, String afterId, int limit) {
        return inner.idsInLog(partition, afterId, limit);
    }

    @Override
    public void replaceProjections(int partition, Iterator<TaskRow> rows) {
        inner.replaceProjections(partition, rows);
    }

    @Override
    public List<String> verify() {
        return inner.verify();
    }

    @Override
    public StoreInfo info() {
        return inner.info();
    }

    @Override
    public void close() {
        inner.close();
    }
}
