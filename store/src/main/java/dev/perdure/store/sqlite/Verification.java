package dev.perdure.store.sqlite;

import dev.perdure.store.EventRow;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Looks a whole file over: SQLite's own structures, the places in each partition, each task's chain, the contents of blobs, and
 * whether the tasks' rows agree with the log. Each check reports at most {@link #MAX_FINDINGS} findings.
 *
 * <p>It sees one state of the file and hinders no writer; the write-ahead log grows meanwhile.
 */
final class Verification {
    private static final int MAX_FINDINGS = 100;

    private static final String MEND = "Stop what has the store open and keep a copy of it."
            + " `perdure doctor --rebuild` makes indexes and rows again from the events. If the file is still damaged after that,"
            + " restore a backup, or save what can be read: sqlite3 perdure.db .recover | sqlite3 new.db";

    private final ReadConnection connection;
    private final List<String> findings = new ArrayList<>();

    private Verification(ReadConnection connection) {
        this.connection = connection;
    }

    static List<String> run(ReadConnection connection) throws SQLException {
        Verification verification = new Verification(connection);
        verification.structure();
        if (verification.findings.isEmpty()) {
            connection.consistently(c -> {
                verification.places();
                verification.chains();
                verification.rows();
                verification.blobs();
                return true;
            });
        }
        return List.copyOf(verification.findings);
    }

    /** Everything else would trip over what this finds. */
    private void structure() throws SQLException {
        try {
            for (String line : connection.list(Rows::text, "PRAGMA integrity_check(" + MAX_FINDINGS + ")")) {
                if (!line.equals("ok")) {
                    damaged(line);
                }
            }
        } catch (SQLException e) {
            if (!Failures.isDamage(e)) {
                throw e;
            }
            damaged(String.valueOf(e.getMessage()));
            connection.close();
        }
        if (!findings.isEmpty()) {
            findings.add(findings.removeLast() + " " + MEND);
        }
    }

    private void damaged(String how) {
        String advice =
                " Restore a backup, or have what can be read copied into a new file by `perdure doctor --salvage`.";
        findings.add("The file is damaged: " + how + "." + (findings.isEmpty() ? advice : ""));
    }

    private void places() throws SQLException {
        report(
                "SELECT p.partition, p.last_seq, coalesce(max(e.seq), 0), count(e.seq), coalesce(min(e.seq), 1)"
                        + " FROM partitions p LEFT JOIN events e ON e.partition = p.partition GROUP BY p.partition"
                        + " HAVING p.last_seq <> coalesce(max(e.seq), 0) OR count(e.seq) <> p.last_seq"
                        + " OR coalesce(min(e.seq), 1) <> 1",
                row -> "Partition " + row.getInt(1) + " should have events 1 to " + row.getLong(2) + ", but has "
                        + row.getLong(4) + ", the last at " + row.getLong(3) + ".");
        report(
                "SELECT DISTINCT partition FROM events WHERE partition NOT IN (SELECT partition FROM partitions)",
                row -> "Partition " + row.getInt(1) + " has events but no row of its own.");
    }

    private void chains() throws SQLException {
        Chains chains = new Chains();
        connection.each(
                row -> chains.check(Rows.event(row)),
                "SELECT " + Rows.EVENT
                        + " FROM events INDEXED BY events_of_task ORDER BY partition, task_id, task_seq");
    }

    private void rows() throws SQLException {
        report(
                "SELECT t.partition, t.id, t.events, (SELECT count(*) FROM events e WHERE e.partition = t.partition"
                        + " AND e.task_id = t.id) AS logged FROM tasks t WHERE t.events > logged",
                row -> "The row of task " + row.getString(2) + " in partition " + row.getInt(1) + " counts "
                        + row.getLong(3) + " events, its log has " + row.getLong(4)
                        + ". `perdure doctor --rebuild` makes the rows again.");
        report(
                "SELECT e.partition, e.task_id FROM events e WHERE e.task_seq = 1 AND NOT EXISTS"
                        + " (SELECT 1 FROM tasks t WHERE t.partition = e.partition AND t.id = e.task_id)",
                row -> "Task " + row.getString(2) + " in partition " + row.getInt(1)
                        + " has events but no row. `perdure doctor --rebuild` makes the rows again.");
        report(
                "SELECT s.partition, s.task_id, s.task_seq FROM snapshots s WHERE s.task_seq >"
                        + " (SELECT coalesce(max(task_seq), 0) FROM events e"
                        + " WHERE e.partition = s.partition AND e.task_id = s.task_id)",
                row -> "The snapshot of task " + row.getString(2) + " in partition " + row.getInt(1)
                        + " is at event " + row.getLong(3)
                        + ", which its log does not have. `perdure doctor --rebuild` drops it.");
    }

    private void blobs() throws SQLException {
        connection.each(
                row -> {
                    String hash = hashOf(row.getBytes(3));
                    if (!hash.equals(row.getString(2))) {
                        find("Blob " + row.getString(2) + " in partition " + row.getInt(1)
                                + " was changed: its content has the hash " + hash + ".");
                    }
                },
                "SELECT partition, hash, content FROM blobs");
    }

    /** The hash that names a blob of this content. */
    static String hashOf(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void report(String sql, ReadConnection.Row<String> sentence) throws SQLException {
        findings.addAll(connection.list(sentence, sql + " LIMIT " + MAX_FINDINGS));
    }

    private void find(String finding) {
        if (findings.size() < 2 * MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    /** Follows the events of one task after another. */
    private final class Chains {
        private final Links links = new Links();

        void check(EventRow event) {
            String finding = links.finding(event);
            if (finding != null) {
                find(finding);
            }
        }
    }
}
