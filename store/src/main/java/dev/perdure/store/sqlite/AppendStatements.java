package dev.perdure.store.sqlite;

import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.TaskRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of the append path. Rows are collected by {@link #add} and sent by {@link #flush}: one batch for each
 * statement costs markedly less than one call for each row. After a failure they can't be used again: the driver drops a statement
 * that failed.
 *
 * <p>Not thread-safe; belongs to the writer.
 */
final class AppendStatements implements AutoCloseable {
    private static final String TASK_COLUMNS =
            "version, state, queue, priority, labels, attempt, events, updated_at, ready_at,"
                    + " wake_at, deadline, waiting_for, progress, failure";

    private static final String FIXED_COLUMNS = "id, type, tenant, parent, root, idempotency_key, created_at";

    /** No event but the task's first has its number: a row that is there already was damaged. */
    private static final String OVER_DAMAGE = " ON CONFLICT (partition, number) DO UPDATE SET (" + TASK_COLUMNS + ", "
            + FIXED_COLUMNS + ") = (" + excluded(TASK_COLUMNS) + ", " + excluded(FIXED_COLUMNS) + ")";

    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement advance;
    private final PreparedStatement insertEvent;
    private final PreparedStatement insertTask;
    private final PreparedStatement deleteTask;
    private final PreparedStatement updateTask;
    private final PreparedStatement putSnapshot;
    private final PreparedStatement insertBlob;

    private final List<TaskRow> updates = new ArrayList<>();
    private boolean events;
    private boolean inserts;
    private boolean snapshots;
    private boolean blobs;

    AppendStatements(Connection connection) throws SQLException {
        this(connection, false);
    }

    /** {@code trusting} says that no row is there under the number of one that is inserted: two of one number are refused. */
    AppendStatements(Connection connection, boolean trusting) throws SQLException {
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        advance = connection.prepareStatement(
                "UPDATE partitions SET last_seq = ? WHERE partition = ? AND epoch = ? AND last_seq = ?");
        insertEvent = connection.prepareStatement(
                "INSERT INTO events (partition, seq, task_id, task_seq, kind, time, actor, payload, previous_hash, hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertTask = connection.prepareStatement("INSERT INTO tasks (" + TASK_COLUMNS
                + ", partition, number, " + FIXED_COLUMNS + ")"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + (trusting ? "" : OVER_DAMAGE));
        deleteTask = connection.prepareStatement("DELETE FROM tasks WHERE partition = ? AND id = ?");
        updateTask = connection.prepareStatement("UPDATE tasks SET (" + TASK_COLUMNS
                + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE partition = ? AND number = ?");
        putSnapshot = connection.prepareStatement(
                "INSERT INTO snapshots (partition, task_id, task_seq, state) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (partition, task_id) DO UPDATE SET task_seq = excluded.task_seq, state = excluded.state");
        insertBlob = connection.prepareStatement(
                "INSERT INTO blobs (partition, hash, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    }

    private static String excluded(String columns) {
        return Arrays.stream(columns.split(", ")).map("excluded."::concat).collect(Collectors.joining(", "));
    }

    void begin() throws SQLException {
        begin.executeUpdate();
    }

    /** Returns when what was done since {@link #begin} survives a crash of the machine. */
    void commit() throws SQLException {
        commit.executeUpdate();
    }

    /** Moves the end of a partition's log; false when the lease is not the newest or the log ends elsewhere. */
    boolean advance(int partition, long epoch, long from, long to) throws SQLException {
        advance.setLong(1, to);
        advance.setInt(2, partition);
        advance.setLong(3, epoch);
        advance.setLong(4, from);
        return advance.executeUpdate() == 1;
    }

    /** Collects the append's rows. */
    void add(Append append) throws SQLException {
        for (EventRow event : append.events()) {
            add(event);
        }
        for (TaskRow task : append.tasks()) {
            if (task.number() > append.expectedSeq()) {
                addInsert(task);
            } else {
                addUpdate(task);
            }
        }
        for (SnapshotRow snapshot : append.snapshots()) {
            putSnapshot.setInt(1, snapshot.partition());
            putSnapshot.setString(2, snapshot.taskId());
            putSnapshot.setLong(3, snapshot.taskSeq());
            putSnapshot.setString(4, snapshot.state());
            putSnapshot.addBatch();
            snapshots = true;
        }
        for (BlobRow blob : append.blobs()) {
            insertBlob.setInt(1, blob.partition());
            insertBlob.setString(2, blob.hash());
            insertBlob.setBytes(3, blob.content());
            insertBlob.addBatch();
            blobs = true;
        }
    }

    /** Collects an event. */
    void add(EventRow event) throws SQLException {
        insertEvent.setInt(1, event.partition());
        insertEvent.setLong(2, event.seq());
        insertEvent.setString(3, event.taskId());
        insertEvent.setLong(4, event.taskSeq());
        insertEvent.setString(5, event.kind());
        insertEvent.setLong(6, event.time());
        insertEvent.setString(7, event.actor());
        insertEvent.setString(8, event.payload());
        insertEvent.setBytes(9, event.previousHash());
        insertEvent.setBytes(10, event.hash());
        insertEvent.addBatch();
        events = true;
    }

    /** Collects a row that is not there yet. */
    void addInsert(TaskRow task) throws SQLException {
        bindChanging(insertTask, task);
        insertTask.setInt(15, task.partition());
        insertTask.setLong(16, task.number());
        insertTask.setString(17, task.id());
        insertTask.setString(18, task.type());
        insertTask.setString(19, task.tenant());
        insertTask.setString(20, task.parent());
        insertTask.setString(21, task.root());
        insertTask.setString(22, task.idempotencyKey());
        insertTask.setLong(23, task.createdAt());
        insertTask.addBatch();
        inserts = true;
    }

    private void addUpdate(TaskRow task) throws SQLException {
        bindChanging(updateTask, task);
        updateTask.setInt(15, task.partition());
        updateTask.setLong(16, task.number());
        updateTask.addBatch();
        updates.add(task);
    }

    private static void bindChanging(PreparedStatement statement, TaskRow task) throws SQLException {
        statement.setInt(1, task.version());
        statement.setString(2, task.state());
        statement.setString(3, task.queue());
        statement.setInt(4, task.priority());
        statement.setString(5, task.labels());
        statement.setLong(6, task.attempt());
        statement.setLong(7, task.events());
        statement.setLong(8, task.updatedAt());
        setLong(statement, 9, task.readyAt());
        setLong(statement, 10, task.wakeAt());
        setLong(statement, 11, task.deadline());
        statement.setString(12, task.waitingFor());
        statement.setString(13, task.progress());
        statement.setString(14, task.failure());
    }

    private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }

    /** Sends what was collected. */
    void flush() throws SQLException {
        if (events) {
            insertEvent.executeBatch();
        }
        if (inserts) {
            insertTask.executeBatch();
        }
        if (!updates.isEmpty()) {
            insertMissing(updateTask.executeBatch());
        }
        if (snapshots) {
            putSnapshot.executeBatch();
        }
        if (blobs) {
            insertBlob.executeBatch();
        }
        forget();
    }

    /** A row that is not there although its task is old, as when projections were lost, is put back. */
    private void insertMissing(int[] counts) throws SQLException {
        List<TaskRow> missing = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                missing.add(updates.get(i));
            }
        }
        for (TaskRow task : missing) {
            // Or it is there under another number, which is damage too.
            deleteTask.setInt(1, task.partition());
            deleteTask.setString(2, task.id());
            deleteTask.executeUpdate();
            addInsert(task);
            insertTask.executeBatch();
        }
    }

    private void forget() {
        updates.clear();
        events = false;
        inserts = false;
        snapshots = false;
        blobs = false;
    }

    @Override
    public void close() throws SQLException {
        begin.close();
        commit.close();
        advance.close();
        insertEvent.close();
        insertTask.close();
        deleteTask.close();
        updateTask.close();
        putSnapshot.close();
        insertBlob.close();
    }
}
