package dev.perdure.engine;

import dev.perdure.engine.core.Damage;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.history.ReadTask;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.engine.runtime.TaskLoader;
import dev.perdure.store.Store;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Whether what the store has of one task fits together: its events, its row and its snapshot. Blocks on the store. */
final class TaskCheck {
    private static final String REBUILD =
            " Stop what has the store open, and have it made again from the events: perdure doctor --rebuild";

    /** Every column of a row, but for the count of events, which is not written with every event. */
    private static final Map<String, Function<TaskRow, ?>> COLUMNS = Map.ofEntries(
            Map.entry("number", TaskRow::number),
            Map.entry("type", TaskRow::type),
            Map.entry("version", TaskRow::version),
            Map.entry("state", TaskRow::state),
            Map.entry("tenant", TaskRow::tenant),
            Map.entry("queue", TaskRow::queue),
            Map.entry("priority", TaskRow::priority),
            Map.entry("parent", row -> Optional.ofNullable(row.parent())),
            Map.entry("root", TaskRow::root),
            Map.entry("idempotency_key", row -> Optional.ofNullable(row.idempotencyKey())),
            Map.entry("labels", TaskRow::labels),
            Map.entry("attempt", TaskRow::attempt),
            Map.entry("created_at", TaskRow::createdAt),
            Map.entry("updated_at", TaskRow::updatedAt),
            Map.entry("ready_at", row -> Optional.ofNullable(row.readyAt())),
            Map.entry("wake_at", row -> Optional.ofNullable(row.wakeAt())),
            Map.entry("deadline", row -> Optional.ofNullable(row.deadline())),
            Map.entry("waiting_for", row -> Optional.ofNullable(row.waitingFor())),
            Map.entry("progress", row -> Optional.ofNullable(row.progress())),
            Map.entry("failure", row -> Optional.ofNullable(row.failure())));

    private final Store store;
    private final int partition;
    private final EventCodec codec = new EventCodec();
    private final Projection projection = new Projection(codec);
    private final TaskLoader loader;

    TaskCheck(Store store, int partition) {
        this.store = store;
        this.partition = partition;
        this.loader = new TaskLoader(store, codec, partition);
    }

    /** What is not as it should be with a task that has events, a sentence or two each. */
    List<String> of(String taskId) {
        try {
            return check(taskId);
        } catch (RuntimeException e) {
            return List.of("Task " + taskId + " could not be looked at: " + e.getMessage()
                    + " The others are not concerned. If it stays so, restore a backup.");
        }
    }

    /** The task's row as its events make it; of a damaged history, as its readable part does. */
    TaskRow rowOf(String taskId) {
        return row(replay(taskId));
    }

    private ReadTask replay(String taskId) {
        return loader.replay(taskId)
                .orElseThrow(() -> new IllegalStateException("task " + taskId + " has no events any more"));
    }

    private TaskRow row(ReadTask read) {
        return projection.row(partition, read.number(), read.model());
    }

    private List<String> check(String taskId) {
        ReadTask replayed = replay(taskId);
        TaskModel model = replayed.model();
        List<String> findings = new ArrayList<>();
        Optional<TaskModel> loaded = loader.load(taskId);
        Damage damage = model.damage();
        if (damage != null) {
            boolean covered = loaded.isPresent() && loaded.get().damage() == null;
            findings.add(damage(taskId, model, damage, covered));
            if (covered || model.isUnrecorded()) {
                return findings; // the row and the snapshot say more than the events can
            }
        } else if (loaded.isPresent() && !loaded.get().image().equals(model.image())) {
            findings.add("The snapshot of task " + taskId + " differs from what its events say." + REBUILD);
        } else if (snapshotIsUseless(taskId)) {
            findings.add("The snapshot of task " + taskId + " can't be read; its events are used instead." + REBUILD);
        }
        // That a row is missing is found by the store's own check.
        store.task(partition, taskId)
                .map(row -> differences(row, row(replayed)))
                .ifPresent(columns -> {
                    if (!columns.isEmpty()) {
                        findings.add("The row of task " + taskId + " differs from what its events say, in "
                                + String.join(", ", columns) + "." + REBUILD);
                    }
                });
        return findings;
    }

    private static String damage(String taskId, TaskModel model, Damage damage, boolean covered) {
        String what = "Task " + taskId + ": " + damage.sentence();
        if (covered) {
            return what + " A snapshot covers for it, so the task works on. Restore a backup if its history matters.";
        }
        if (model.state().isFinal()) {
            return what
                    + " The task has ended, so there is nothing to do but to restore a backup if its history matters.";
        }
        return what + " The task is parked, and only it. If a newer version wrote the event, run that one; otherwise "
                + (damage.at() > 1
                        ? "have what can't be read cut off (perdure doctor --repair " + taskId
                                + "), or fork the task at an event" + " before " + damage.at() + ", or cancel it."
                        : "cancel it.");
    }

    private boolean snapshotIsUseless(String taskId) {
        TaskLog history = store.load(partition, taskId).orElse(null);
        if (history == null || history.snapshot() == null) {
            return false;
        }
        try {
            EventCodec.Image image = codec.decodeImage(history.snapshot().state());
            return image.model().lastSeq() != history.snapshot().taskSeq();
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    private static List<String> differences(TaskRow row, TaskRow replayed) {
        List<String> columns = new ArrayList<>(COLUMNS.entrySet().stream()
                .filter(column -> !Objects.equals(
                        column.getValue().apply(row), column.getValue().apply(replayed)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList());
        if (row.events() > replayed.events()) {
            columns.add("events");
        }
        return columns;
    }
}
