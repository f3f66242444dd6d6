package dev.perdure.store.sqlite;

import dev.perdure.store.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a partition gets a new owner. The lock on the state directory goes with its process, and nobody opens the file without it, so
 * the owner before is dead, or is this process, and a lease needs no term.
 */
final class Leases {
    /** Far beyond every number that is reached by counting, and far from where numbers overflow. */
    private static final long HIGHEST = 1L << 62;

    /** The log is the truth: a row that is gone or damaged must not have a place given out twice. */
    private static final String RAISE = "INSERT INTO partitions (partition, epoch, last_seq) VALUES (?1, 1,"
            + " (SELECT coalesce(max(seq), 0) FROM events WHERE partition = ?1 AND seq BETWEEN 0 AND " + HIGHEST + "))"
            + " ON CONFLICT (partition) DO UPDATE SET"
            + " epoch = iif(epoch BETWEEN 0 AND " + HIGHEST + ", epoch + 1, 1),"
            + " last_seq = max(iif(last_seq BETWEEN 0 AND " + HIGHEST + ", last_seq, 0), excluded.last_seq)"
            + " RETURNING epoch, last_seq";

    private Leases() {}

    /**
     * Where each partition's log ends. Its row says so; the events are asked too where that is before the mark, since the row alone may be
     * what is lost.
     */
    static Map<Integer, Long> ends(Connection connection, Map<Integer, Long> marks) throws SQLException {
        Map<Integer, Long> ends = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT partition, last_seq FROM partitions")) {
            while (rows.next()) {
                ends.put(rows.getInt(1), rows.getLong(2));
            }
        }
        for (Map.Entry<Integer, Long> mark : marks.entrySet()) {
            if (ends.getOrDefault(mark.getKey(), 0L) < mark.getValue()) {
                ends.merge(mark.getKey(), newestEvent(connection, mark.getKey()), Math::max);
            }
        }
        return ends;
    }

    private static long newestEvent(Connection connection, int partition) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM events WHERE partition = ?")) {
            statement.setInt(1, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Makes the newest epoch, by which all earlier ones can't write any more. Runs in the writer's transaction. */
    static Lease raise(Connection connection, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RAISE)) {
            statement.setInt(1, partition);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("no row came back from partitions");
                }
                return new Lease(partition, row.getLong(1), row.getLong(2));
            }
        }
    }
}
