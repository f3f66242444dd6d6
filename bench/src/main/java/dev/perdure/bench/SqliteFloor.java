package dev.perdure.bench;

import dev.perdure.store.sqlite.FileAddress;
import dev.perdure.store.sqlite.WriterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the rows of a recording cost a program that does nothing else: one thread, one connection, batches of prepared statements, a
 * fresh database with the same schema and page size, WAL and {@code synchronous=FULL}, so that every commit waits for the disk. The
 * other settings are those of the layer's own store.
 */
final class SqliteFloor implements AutoCloseable {
    private final Recording recording;
    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final List<Map<Op.Kind, RowStatement>> statements = new ArrayList<>();

    /** A fresh database in a new directory. */
    SqliteFloor(Recording recording, Path directory) throws SQLException, IOException {
        this.recording = recording;
        Files.createDirectories(directory);
        connection = DriverManager.getConnection(FileAddress.of(directory.resolve("floor.db")));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + recording.pageSize());
            for (String sql : WriterSettings.PRAGMAS) {
                statement.execute(sql);
            }
            for (String sql : recording.schema()) {
                statement.execute(sql);
            }
        }
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        for (TableShape table : recording.tables()) {
            Map<Op.Kind, RowStatement> kinds = new EnumMap<>(Op.Kind.class);
            for (Op.Kind kind : Op.Kind.values()) {
                if (!table.parameters(kind).isEmpty()
                        && (kind != Op.Kind.UPDATE || !table.updated().isEmpty())) {
                    kinds.put(kind, new RowStatement(connection, table, kind));
                }
            }
            statements.add(kinds);
        }
        begin.executeUpdate();
        for (Op op : recording.before()) {
            write(op);
        }
        flush();
        commit.executeUpdate();
    }

    /** Writes all rows to a fresh database in a new directory, as {@link #write} says, and removes it again. */
    static long[] run(Recording recording, Path directory, int[] ends) throws SQLException, IOException {
        try (SqliteFloor floor = new SqliteFloor(recording, directory)) {
            return floor.write(ends);
        } finally {
            Scratch.delete(directory);
        }
    }

    /**
     * Writes all rows.
     *
     * @param ends how many rows are written when each transaction is committed
     * @return how long each transaction took, nanoseconds
     */
    long[] write(int[] ends) throws SQLException {
        long[] nanos = new long[ends.length];
        int from = 0;
        for (int transaction = 0; transaction < ends.length; transaction++) {
            long before = System.nanoTime();
            begin.executeUpdate();
            for (Op op : recording.ops().subList(from, ends[transaction])) {
                write(op);
            }
            flush();
            commit.executeUpdate();
            nanos[transaction] = System.nanoTime() - before;
            from = ends[transaction];
        }
        return nanos;
    }

    private void write(Op op) throws SQLException {
        RowStatement statement = statements.get(op.table()).get(op.kind());
        if (statement == null) {
            throw new IllegalStateException(
                    recording.tables().get(op.table()).name() + " has no primary key for " + op.kind());
        }
        if (op.kind() == Op.Kind.DELETE) {
            flush();
            statement.add(op);
            flush();
        } else {
            statement.add(op);
        }
    }

    /** Inserts go first: an update of the same group may be of a row that it inserts. */
    private void flush() throws SQLException {
        for (Map<Op.Kind, RowStatement> kinds : statements) {
            for (RowStatement statement : kinds.values()) {
                statement.flush();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        for (Map<Op.Kind, RowStatement> kinds : statements) {
            for (RowStatement statement : kinds.values()) {
                statement.close();
            }
        }
        begin.close();
        commit.close();
        connection.close();
    }
}
