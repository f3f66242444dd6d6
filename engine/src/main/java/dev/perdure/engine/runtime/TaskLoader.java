package dev.perdure.engine.runtime;

import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.Store;
import dev.perdure.store.TaskLog;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Makes a task's state from what the store has of it. Thread-safe; blocks on the store. */
public final class TaskLoader {
    private final Store store;
    private final EventCodec codec;
    private final int partition;

    /** A loader for one partition. */
    public TaskLoader(Store store, EventCodec codec, int partition) {
        this.store = store;
        this.codec = codec;
        this.partition = partition;
    }

    /** The task as far as it is durable, or empty if there is none. */
    public Optional<TaskModel> load(String taskId) {
        return slot(taskId).map(slot -> slot.model);
    }

    Optional<Slot> slot(String taskId) {
        return store.load(partition, taskId).map(log -> slot(taskId, log));
    }

    private Slot slot(String taskId, TaskLog log) {
        TaskModel model = new TaskModel(taskId);
        byte[] hash = HashChain.start();
        long number = log.events().isEmpty() ? 0 : log.events().getFirst().seq();
        SnapshotRow snapshot = log.snapshot();
        if (snapshot != null) {
            EventCodec.Image image = codec.decodeImage(snapshot.state());
            model = TaskModel.of(image.model());
            hash = HexFormat.of().parseHex(image.hash());
            number = image.number();
        }
        for (EventRow event : log.events()) {
            model.apply(
                    event.taskSeq(), Instant.ofEpochMilli(event.time()), codec.decode(event.kind(), event.payload()));
            hash = event.hash();
        }
        if (snapshot != null && log.events().isEmpty()) {
            model.imageTaken();
        }
        Slot slot = new Slot(model, hash, number);
        slot.face = Projection.Face.of(model);
        return slot;
    }
}
