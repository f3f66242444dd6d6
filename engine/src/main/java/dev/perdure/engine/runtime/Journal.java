package dev.perdure.engine.runtime;

import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes decided events down: gives them their places, chains their hashes, applies them to the models, and makes the rows of one
 * append at a time. Guarded by the partition's lock.
 */
final class Journal {
    private final int snapshotEvery;
    private final EventCodec codec;
    private final Projection projection;
    private final HashChain chain = new HashChain();
    private Lease lease;
    private long lastSeq;

    private long expected;
    private List<EventRow> events = new ArrayList<>();
    private List<TaskRow> rows = new ArrayList<>(2);
    private List<SnapshotRow> snapshots = new ArrayList<>(0);

    Journal(Lease lease, EventCodec codec, int snapshotEvery) {
        this.lease = lease;
        this.lastSeq = lease.lastSeq();
        this.codec = codec;
        this.projection = new Projection(codec);
        this.snapshotEvery = snapshotEvery;
    }

    /** Goes on under another lease, from where it says that the log ends. */
    void resume(Lease taken) {
        lease = taken;
        lastSeq = taken.lastSeq();
    }

    /** The owner's epoch. */
    long epoch() {
        return lease.epoch();
    }

    /** The place of the newest event, durable or not. */
    long lastSeq() {
        return lastSeq;
    }

    /** Begins an append. */
    void begin() {
        expected = lastSeq;
        events = new ArrayList<>(2);
        rows = new ArrayList<>(2);
        snapshots = new ArrayList<>(0);
    }

    /** Ends the append that was begun as if it had not been. */
    void undo() {
        lastSeq = expected;
        begin();
    }

    /** An event with the text that is stored of it. */
    record Written(TaskEvent event, String kind, String payload) {}

    /** Writes events out, and changes nothing. Throws if one can't be written. */
    List<Written> write(List<TaskEvent> decided) {
        List<Written> written = new ArrayList<>(decided.size());
        for (TaskEvent event : decided) {
            written.add(new Written(event, EventCodec.kind(event), codec.encode(event)));
        }
        return written;
    }

    /** Applies an event and adds its row. */
    void record(Slot slot, Written written, Instant now, String actor) {
        TaskModel task = slot.model;
        long taskSeq = task.lastSeq() + 1;
        long seq = ++lastSeq;
        String kind = written.kind();
        String payload = written.payload();
        long time = now.toEpochMilli();
        byte[] hash = chain.next(slot.hash, task.id(), taskSeq, kind, time, actor, payload);
        events.add(
                new EventRow(lease.partition(), seq, task.id(), taskSeq, kind, time, actor, payload, slot.hash, hash));
        slot.hash = hash;
        if (slot.number == 0) {
            slot.number = seq;
        }
        // As whoever loads it sees it, not as precise as the clock.
        task.apply(taskSeq, Instant.ofEpochMilli(time), written.event());
    }

    /** Adds the task's row if it shows something else than before; true if it does. */
    boolean project(Slot slot) {
        Projection.Face face = Projection.Face.of(slot.model);
        if (face.equals(slot.face)) {
            return false;
        }
        slot.face = face;
        rows.add(projection.row(lease.partition(), slot.number, slot.model));
        return true;
    }

    /**
     * Adds a snapshot if one is due: when the events since the last one outnumber both a fixed count and twice what the snapshot would
     * hold, so that all snapshots of a task together stay in proportion to its events.
     */
    void snapshot(Slot slot) {
        TaskModel task = slot.model;
        long since = task.eventsSinceImage();
        if (since < snapshotEvery
                || since < 2L * task.entries().size()
                || task.state().isFinal()
                || task.damage() != null) {
            return;
        }
        task.imageTaken();
        String hash = HexFormat.of().formatHex(slot.hash);
        String image = codec.encodeImage(new EventCodec.Image(hash, slot.number, task.image()));
        snapshots.add(new SnapshotRow(lease.partition(), task.id(), task.lastSeq(), image));
    }

    /** The append that was begun. */
    Append finish(List<BlobRow> blobs) {
        return new Append(lease.partition(), lease.epoch(), expected, events, rows, snapshots, blobs);
    }
}
