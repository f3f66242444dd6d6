package dev.perdure.engine.runtime;

import dev.perdure.api.PerdureException;
import dev.perdure.engine.core.Damage;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.history.HistoryReader;
import dev.perdure.engine.history.ReadTask;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.EventRow;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.Store;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a task's state from what the store has of it. A task whose history can't be read to its end is loaded with its damage
 * ({@link TaskModel#damage()}). Thread-safe; blocks on the store.
 */
public final class TaskLoader {
    private static final Logger log = LoggerFactory.getLogger(TaskLoader.class);
    private static final int PAGE = 10_000;

    private final Store store;
    private final HistoryReader reader;
    private final int partition;

    /** A loader for one partition. */
    public TaskLoader(Store store, EventCodec codec, int partition) {
        this.store = store;
        this.reader = new HistoryReader(codec);
        this.partition = partition;
    }

    /** The task as far as it is durable, or empty if there is none. */
    public Optional<TaskModel> load(String taskId) {
        return read(taskId).map(ReadTask::model);
    }

    /** The same as its events alone make it, with its place in the partition. */
    public Optional<ReadTask> replay(String taskId) {
        List<EventRow> events = events(taskId);
        return events.isEmpty() ? Optional.empty() : Optional.of(known(taskId, reader.read(taskId, events)));
    }

    Optional<Slot> slot(String taskId) {
        return read(taskId).map(read -> {
            Slot slot = new Slot(read.model(), read.hash(), read.number());
            slot.face = Projection.Face.of(read.model());
            return slot;
        });
    }

    private Optional<ReadTask> read(String taskId) {
        Optional<TaskLog> stored = store.load(partition, taskId);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        TaskLog history = stored.get();
        SnapshotRow snapshot = history.snapshot();
        if (snapshot == null) {
            return Optional.of(known(taskId, reader.read(taskId, history.events())));
        }
        Optional<ReadTask> shortcut = reader.read(taskId, snapshot, history.events());
        if (shortcut.isPresent() && shortcut.get().model().damage() == null) {
            return shortcut;
        }
        if (shortcut.isEmpty()) {
            log.warn("The snapshot of task {} can't be read; its events are replayed from the first one.", taskId);
        }
        Optional<ReadTask> whole = replay(taskId);
        return whole.isEmpty() || (shortcut.isPresent() && reach(shortcut.get()) >= reach(whole.get()))
                ? shortcut
                : whole;
    }

    /** How far a history can be read. */
    private static long reach(ReadTask read) {
        Damage damage = read.model().damage();
        return damage == null ? Long.MAX_VALUE : damage.at();
    }

    private List<EventRow> events(String taskId) {
        List<EventRow> all = new ArrayList<>();
        List<EventRow> page;
        do {
            page = store.events(
                    partition, taskId, all.isEmpty() ? 0 : all.getLast().taskSeq(), PAGE);
            all.addAll(page);
        } while (page.size() == PAGE);
        return all;
    }

    /** Where the first event can't be read, the row says how the task came to be; its input is lost. */
    private ReadTask known(String taskId, ReadTask read) {
        if (read.model().isKnown()) {
            return read;
        }
        TaskRow row = row(taskId);
        read.model().assume(created(taskId, row), Instant.ofEpochMilli(row == null ? 0 : row.createdAt()));
        return read;
    }

    private @Nullable TaskRow row(String taskId) {
        try {
            return store.task(partition, taskId).orElse(null);
        } catch (PerdureException e) {
            log.warn("The row of task {} can't be read: {}", taskId, e.getMessage());
            return null;
        }
    }

    private static TaskEvent.Created created(String taskId, @Nullable TaskRow row) {
        return new TaskEvent.Created(
                row == null ? "unknown" : row.type(),
                row == null ? 0 : row.version(),
                Payload.NULL,
                row == null ? "default" : row.tenant(),
                row == null ? "default" : row.queue(),
                row == null ? 0 : row.priority(),
                row == null ? null : row.parent(),
                null,
                row == null ? taskId : row.root(),
                row == null ? null : row.idempotencyKey(),
                Map.of(),
                row == null || row.deadline() == null ? null : Instant.ofEpochMilli(row.deadline()),
                null,
                0,
                null,
                0);
    }
}
