package dev.perdure.store.sqlite;

import dev.perdure.store.EventRow;
import dev.perdure.store.ReadyTask;
import dev.perdure.store.SnapshotRow;
import dev.perdure.store.TaskLog;
import dev.perdure.store.TaskRow;
import dev.perdure.store.WakeUp;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is read from the file, each by an index. */
final class Queries {
    /** Above that many tasks of the wanted states, walking all tasks by id is cheaper than sorting those for each page. */
    private static final long FEW = 20_000;

    private Queries() {}

    static Optional<TaskLog> load(ReadConnection connection, int partition, String taskId) throws SQLException {
        List<SnapshotRow> snapshot = connection.list(
                Rows::snapshot,
                "SELECT " + Rows.SNAPSHOT + " FROM snapshots WHERE partition = ? AND task_id = ?",
                partition,
                taskId);
        long after = snapshot.isEmpty() ? 0 : snapshot.getFirst().taskSeq();
        List<EventRow> events = events(connection, partition, taskId, after, Integer.MAX_VALUE);
        return snapshot.isEmpty() && events.isEmpty()
                ? Optional.empty()
                : Optional.of(new TaskLog(snapshot.isEmpty() ? null : snapshot.getFirst(), events));
    }

    static Optional<TaskRow> task(ReadConnection connection, int partition, String taskId) throws SQLException {
        return first(connection.list(
                Rows::task, "SELECT " + Rows.TASK + " FROM tasks WHERE partition = ? AND id = ?", partition, taskId));
    }

    static Optional<String> taskByKey(ReadConnection connection, int partition, String tenant, String key)
            throws SQLException {
        return first(connection.list(
                Rows::text,
                "SELECT id FROM tasks WHERE partition = ? AND tenant = ? AND idempotency_key = ?",
                partition,
                tenant,
                key));
    }

    static List<EventRow> events(ReadConnection connection, int partition, String taskId, long after, int limit)
            throws SQLException {
        return connection.list(
                Rows::event,
                "SELECT " + Rows.EVENT
                        + " FROM events WHERE partition = ? AND task_id = ? AND task_seq > ? ORDER BY task_seq LIMIT ?",
                partition,
                taskId,
                after,
                limit);
    }

    static List<EventRow> eventsOfPartition(ReadConnection connection, int partition, long after, int limit)
            throws SQLException {
        return connection.list(
                Rows::event,
                "SELECT " + Rows.EVENT + " FROM events WHERE partition = ? AND seq > ? ORDER BY seq LIMIT ?",
                partition,
                after,
                limit);
    }

    static List<ReadyTask> ready(ReadConnection connection, int partition, @Nullable ReadyTask after, int limit)
            throws SQLException {
        if (after == null) {
            return readyBelow(connection, partition, Long.MAX_VALUE, limit);
        }
        List<ReadyTask> found = new ArrayList<>(connection.list(
                Rows::ready,
                "SELECT " + Rows.READY
                        + " FROM tasks INDEXED BY tasks_ready WHERE partition = ? AND ready_at IS NOT NULL"
                        + " AND priority = ? AND (ready_at, id) > (?, ?) ORDER BY ready_at, id LIMIT ?",
                partition,
                after.priority(),
                after.readyAt(),
                after.taskId(),
                limit));
        if (found.size() < limit) {
            found.addAll(readyBelow(connection, partition, after.priority(), limit - found.size()));
        }
        return found;
    }

    private static List<ReadyTask> readyBelow(ReadConnection connection, int partition, long priority, int limit)
            throws SQLException {
        return connection.list(
                Rows::ready,
                "SELECT " + Rows.READY
                        + " FROM tasks INDEXED BY tasks_ready WHERE partition = ? AND ready_at IS NOT NULL"
                        + " AND priority < ? ORDER BY priority DESC, ready_at, id LIMIT ?",
                partition,
                priority,
                limit);
    }

    static List<WakeUp> wakeUps(ReadConnection connection, int partition, long until, @Nullable WakeUp after, int limit)
            throws SQLException {
        return connection.list(
                Rows::wakeUp,
                "SELECT " + Rows.WAKE_UP + " FROM tasks INDEXED BY tasks_waking WHERE partition = ? AND wake_at <= ?"
                        + " AND (wake_at, id) > (?, ?) ORDER BY wake_at, id LIMIT ?",
                partition,
                until,
                after == null ? Long.MIN_VALUE : after.wakeAt(),
                after == null ? "" : after.taskId(),
                limit);
    }

    static List<String> inStates(
            ReadConnection connection, int partition, List<String> states, String afterId, int limit)
            throws SQLException {
        if (states.isEmpty()) {
            return List.of();
        }
        String in = " WHERE partition = ? AND state IN (?" + ", ?".repeat(states.size() - 1) + ")";
        List<Object> values = new ArrayList<>();
        values.add(partition);
        values.addAll(states);
        values.add(FEW + 1);
        long matching = connection
                .list(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM (SELECT 1 FROM tasks INDEXED BY tasks_by_state" + in + " LIMIT ?)",
                        values.toArray())
                .getFirst();
        values.removeLast();
        values.add(afterId);
        values.add(limit);
        return connection.list(
                Rows::text,
                "SELECT id FROM tasks INDEXED BY " + (matching > FEW ? "tasks_by_id" : "tasks_by_state") + in
                        + " AND id > ? ORDER BY id LIMIT ?",
                values.toArray());
    }

    static Optional<byte[]> blob(ReadConnection connection, int partition, String hash) throws SQLException {
        return first(connection.list(
                row -> row.getBytes(1), "SELECT content FROM blobs WHERE partition = ? AND hash = ?", partition, hash));
    }

    static List<String> idsInLog(ReadConnection connection, int partition, String afterId, int limit)
            throws SQLException {
        return connection.list(
                Rows::text,
                "SELECT DISTINCT task_id FROM events INDEXED BY events_of_task WHERE partition = ? AND task_id > ?"
                        + " ORDER BY task_id LIMIT ?",
                partition,
                afterId,
                limit);
    }

    private static <T> Optional<T> first(List<T> found) {
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }
}
