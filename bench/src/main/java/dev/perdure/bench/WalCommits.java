package dev.perdure.bench;

import dev.perdure.store.sqlite.FileAddress;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Counts the transactions that others commit to a SQLite database. It holds a read transaction, so that the write-ahead log is not
 * begun anew meanwhile, and counts the log's commit frames; their format is in <a
 * href="https://www.sqlite.org/fileformat2.html#walformat">SQLite's description of its files</a>.
 */
final class WalCommits implements AutoCloseable {
    private static final int FRAME_HEADER = 24;

    private final Path log;
    private final Connection connection;
    private final int before;

    /** Counts from now on. */
    WalCommits(Path database) throws SQLException, IOException {
        log = Path.of(database + "-wal");
        connection = DriverManager.getConnection(FileAddress.of(database));
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.executeQuery("SELECT count(*) FROM sqlite_master").close();
        }
        before = frames();
    }

    /** How many transactions were committed since. */
    int count() throws IOException {
        return frames() - before;
    }

    // Reading this file by other means than SQLite's harms nobody's locks: they are on the database and on its shared
    // memory.
    private int frames() throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        int commits = 0;
        try (InputStream file = Files.newInputStream(log);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
            long left = Files.size(log);
            if (left < Long.BYTES * 4) {
                return 0;
            }
            in.skipNBytes(Long.BYTES);
            int pageSize = in.readInt();
            in.skipNBytes(Integer.BYTES);
            long salt = in.readLong();
            in.skipNBytes(Long.BYTES);
            left -= Integer.BYTES * 8;
            while (left >= FRAME_HEADER + pageSize) {
                in.skipNBytes(Integer.BYTES);
                boolean isCommit = in.readInt() != 0;
                if (in.readLong() != salt) {
                    break;
                }
                in.skipNBytes(Long.BYTES + (long) pageSize);
                left -= FRAME_HEADER + pageSize;
                if (isCommit) {
                    commits++;
                }
            }
        }
        return commits;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
