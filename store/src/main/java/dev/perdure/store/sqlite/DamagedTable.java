package dev.perdure.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A table with rowids in a damaged file, read around what can't be read. Rows lie in pages in the order of their rowids, and a query
 * fails at a damaged page; reading goes on at the first rowid after it from which a query works.
 *
 * <p>Not thread-safe.
 */
final class DamagedTable {
    private static final int BATCH = 500;

    /** Some forty pages of events. From there on, strides grow, since a page high in the tree is damaged. */
    private static final int SINGLE_STEPS = 4_096;

    private final Connection connection;
    private final String columns;
    private final String table;
    private long reached = Long.MIN_VALUE;
    private boolean ended;

    DamagedTable(Connection connection, String columns, String table) {
        this.connection = connection;
        this.columns = columns;
        this.table = table;
    }

    /** Takes a row; its first column is the rowid. */
    @FunctionalInterface
    interface Sink {
        void take(ResultSet row) throws SQLException;
    }

    /**
     * Gives all rows that can be read to the sink, in order.
     *
     * @return how many times something could not be read
     */
    long read(Sink sink) throws SQLException {
        long holes = 0;
        long from = 0;
        while (!ended) {
            reached = from - 1;
            try {
                readFrom(from, BATCH, sink);
                from = reached + 1;
            } catch (SQLException e) {
                if (!Failures.isDamage(e)) {
                    throw e;
                }
                holes++;
                from = nextReadable(reached + 1);
                ended = from < 0;
            }
        }
        return holes;
    }

    private void readFrom(long rowid, int limit, Sink sink) throws SQLException {
        int count = 0;
        try (PreparedStatement statement = connection.prepareStatement("SELECT rowid, " + columns + " FROM " + table
                + " NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT " + limit)) {
            statement.setLong(1, rowid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sink.take(rows);
                    reached = rows.getLong(1);
                    count++;
                }
            }
        }
        ended = count < limit;
    }

    /** The first rowid after {@code failed} that was found from which a query works, or -1 when there is none. */
    private long nextReadable(long failed) throws SQLException {
        for (int i = 1; i <= SINGLE_STEPS; i++) {
            if (isReadableFrom(failed + i)) {
                return failed + i;
            }
        }
        long bad = failed + SINGLE_STEPS;
        for (long stride = SINGLE_STEPS; stride < Long.MAX_VALUE / 4; stride *= 2) {
            long good = bad + stride;
            if (isReadableFrom(good)) {
                return firstAfter(bad, good);
            }
            bad = good;
        }
        return -1;
    }

    private long firstAfter(long bad, long good) throws SQLException {
        long low = bad;
        long high = good;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isReadableFrom(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean isReadableFrom(long rowid) throws SQLException {
        try {
            readFrom(rowid, 1, _ -> {});
            return true;
        } catch (SQLException e) {
            if (Failures.isDamage(e)) {
                return false;
            }
            throw e;
        }
    }
}
