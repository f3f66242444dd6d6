package dev.perdure.store.sqlite;

import dev.perdure.store.EventRow;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.TaskRow;
import dev.perdure.store.WakeUp;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Columns in the order in which they are read, and the records made of them. */
final class Rows {
    static final String EVENT = "partition, seq, task_id, task_seq, kind, time, actor, payload, previous_hash, hash";
    static final String SNAPSHOT = "partition, task_id, task_seq, state";
    static final String READY = "priority, ready_at, id, type, queue";
    static final String WAKE_UP = "wake_at, id";
    static final String TASK = "partition, id, number, type, version, state, tenant, queue, priority, parent, root,"
            + " idempotency_key, labels, attempt, events, created_at, updated_at, ready_at, wake_at, deadline,"
            + " waiting_for, progress, failure";

    private Rows() {}

    static EventRow event(ResultSet row) throws SQLException {
        return new EventRow(
                row.getInt(1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getLong(6),
                row.getString(7),
                row.getString(8),
                row.getBytes(9),
                row.getBytes(10));
    }

    static SnapshotRow snapshot(ResultSet row) throws SQLException {
        return new SnapshotRow(row.getInt(1), row.getString(2), row.getLong(3), row.getString(4));
    }

    static ReadyTask ready(ResultSet row) throws SQLException {
        return new ReadyTask(row.getInt(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5));
    }

    static WakeUp wakeUp(ResultSet row) throws SQLException {
        return new WakeUp(row.getLong(1), row.getString(2));
    }

    static TaskRow task(ResultSet row) throws SQLException {
        return new TaskRow(
                row.getInt(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getLong(14),
                row.getLong(15),
                row.getLong(16),
                row.getLong(17),
                nullableLong(row, 18),
                nullableLong(row, 19),
                nullableLong(row, 20),
                row.getString(21),
                row.getString(22),
                row.getString(23));
    }

    static String text(ResultSet row) throws SQLException {
        return row.getString(1);
    }

    private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
