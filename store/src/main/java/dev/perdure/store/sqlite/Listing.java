package dev.perdure.store.sqlite;

import dev.perdure.store.TaskFilter;
import dev.perdure.store.TaskRow;
import dev.perdure.store.TaskRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of task rows by a filter, each by the index that fits it best. */
final class Listing {
    private static final Comparator<TaskRow> NEWEST_FIRST =
            Comparator.comparingLong(TaskRow::number).reversed();

    private final TaskFilter filter;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    private Listing(TaskFilter filter) {
        this.filter = filter;
    }

    static TaskRows page(ReadConnection connection, TaskFilter filter) throws SQLException {
        if (filter.limit() <= 0) {
            return new TaskRows(List.of(), false);
        }
        List<TaskRow> rows = filter.states().isEmpty() || filter.parent() != null || filter.root() != null
                ? new Listing(filter).rows(connection, filter.states())
                : ofEachState(connection, filter);
        boolean more = rows.size() > filter.limit();
        return new TaskRows(more ? rows.subList(0, filter.limit()) : rows, more);
    }

    /** The index by state is in order of number within each state only. */
    private static List<TaskRow> ofEachState(ReadConnection connection, TaskFilter filter) throws SQLException {
        List<TaskRow> rows = new ArrayList<>();
        for (String state : filter.states().stream().distinct().toList()) {
            rows.addAll(new Listing(filter).rows(connection, List.of(state)));
        }
        rows.sort(NEWEST_FIRST);
        return rows.subList(0, Math.min(rows.size(), filter.limit() + 1));
    }

    private List<TaskRow> rows(ReadConnection connection, List<String> states) throws SQLException {
        sql.append("SELECT ").append(Rows.TASK).append(" FROM tasks");
        if (filter.parent() != null) {
            sql.append(" INDEXED BY tasks_by_parent");
        } else if (filter.root() == null && states.size() == 1) {
            sql.append(" INDEXED BY tasks_by_state");
        }
        sql.append(" WHERE partition = ?");
        values.add(filter.partition());
        and("parent", filter.parent());
        root();
        states(states);
        and("type", filter.type());
        and("tenant", filter.tenant());
        and("queue", filter.queue());
        // The plus keeps SQLite from walking all numbers instead of those of the tree.
        sql.append(filter.root() == null ? " AND number < ?" : " AND +number < ?")
                .append(" ORDER BY number DESC LIMIT ?");
        values.add(filter.beforeNumber());
        values.add(filter.limit() + 1L);
        return connection.list(Rows::task, sql.toString(), values.toArray());
    }

    private void and(String column, @Nullable String value) {
        if (value != null) {
            sql.append(" AND ").append(column).append(" = ?");
            values.add(value);
        }
    }

    /** The index by root leaves the roots out: most tasks are their own. */
    private void root() {
        String root = filter.root();
        if (root != null) {
            sql.append(" AND number IN (SELECT number FROM tasks INDEXED BY tasks_by_root")
                    .append(" WHERE partition = ? AND root = ? AND parent IS NOT NULL")
                    .append(" UNION ALL SELECT number FROM tasks WHERE partition = ? AND id = ? AND parent IS NULL)");
            values.addAll(List.of(filter.partition(), root, filter.partition(), root));
        }
    }

    private void states(List<String> states) {
        if (states.size() == 1) {
            and("state", states.getFirst());
        } else if (!states.isEmpty()) {
            sql.append(" AND state IN (?").repeat(", ?", states.size() - 1).append(")");
            values.addAll(states);
        }
    }
}
