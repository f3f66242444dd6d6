package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import dev.perdure.store.EventRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a store of what can still be read of a damaged file. Events are the truth: those of each task are kept as far as its chain of
 * hashes holds, and get places without gaps; blobs are kept whose content has its hash. Projections are left empty, to be made again
 * from the events.
 *
 * <p>The new file takes its place only when it is whole; the damaged one is kept in a directory of its own.
 */
final class Salvage {
    private static final String STAGE =
            "INSERT OR IGNORE INTO salvaged (" + Rows.EVENT + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final int MOST_LOSSES = 100;

    private final Connection from;
    private final Connection to;
    private final List<String> losses = new ArrayList<>();
    private final Set<String> told = new HashSet<>();

    private Salvage(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Salvages the store in a directory whose lock is held.
     *
     * @return what could not be kept, a sentence each, and last where the damaged file lies
     */
    static List<String> run(Path directory) {
        Path damaged = directory.resolve(SqliteStore.FILE);
        Path fresh = directory.resolve(SqliteStore.FILE + ".salvaged");
        try {
            for (Path leftover : withBeside(fresh)) {
                Files.deleteIfExists(leftover);
            }
            List<String> losses = copy(new Database(damaged), new Database(fresh), directory);
            losses.add("The damaged file is kept in " + swap(directory, damaged, fresh) + ".");
            return losses;
        } catch (SQLException e) {
            throw new Failures(damaged).unavailable(e);
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "The store in " + directory + " can't be salvaged (" + e
                            + "). Check that its disk has room for a second copy and that this user may write there.",
                    e);
        }
    }

    private static List<String> copy(Database damaged, Database fresh, Path directory)
            throws SQLException, IOException {
        try (Connection from = damaged.openReader();
                Connection to = fresh.openWriter()) {
            Schema.migrate(fresh, to);
            Salvage salvage = new Salvage(from, to);
            Database.execute(to, "BEGIN IMMEDIATE");
            salvage.events();
            salvage.compareWithRows();
            salvage.blobs();
            Map<Integer, Long> ends = salvage.partitions();
            Database.execute(to, "COMMIT");
            salvage.compareWithMarks(Marks.read(directory), ends);
            Marks.replace(directory, ends);
            return salvage.losses;
        }
    }

    private void events() throws SQLException {
        // Without the key on the places: a damaged file may say one twice.
        Database.execute(to, "CREATE TABLE salvaged AS SELECT " + Rows.EVENT + " FROM events");
        Database.execute(to, "CREATE UNIQUE INDEX salvaged_of_task ON salvaged (partition, task_id, task_seq)");
        long holes;
        try (PreparedStatement stage = to.prepareStatement(STAGE)) {
            holes = new DamagedTable(from, Rows.EVENT, "events").read(row -> stage(row, stage));
        }
        if (Database.text(to, "SELECT count(*) FROM salvaged").equals("0")) {
            throw new StoreUnavailableException(
                    "No event of the damaged store can be read, so nothing was changed. Restore a backup of the state directory.",
                    null);
        }
        if (holes > 0) {
            losses.add("The log of events could not be read in " + holes + (holes == 1 ? " place." : " places."));
        }
        dropWhatDoesNotFollow();
        Database.execute(
                to,
                "INSERT INTO events SELECT partition, row_number() OVER (PARTITION BY partition ORDER BY seq, task_seq), task_id,"
                        + " task_seq, kind, time, actor, payload, previous_hash, hash FROM salvaged");
        Database.execute(to, "DROP TABLE salvaged");
    }

    private static void stage(ResultSet row, PreparedStatement stage) throws SQLException {
        for (int column = 1; column <= 10; column++) {
            Object value = row.getObject(column + 1);
            if (value == null) {
                return; // no event has an empty column: this is damage that happened to be readable
            }
            stage.setObject(column, value);
        }
        stage.executeUpdate();
    }

    private void dropWhatDoesNotFollow() throws SQLException {
        List<Cut> cuts = new ArrayList<>();
        Links links = new Links();
        try (PreparedStatement statement = to.prepareStatement(
                        "SELECT " + Rows.EVENT + " FROM salvaged ORDER BY partition, task_id, task_seq");
                ResultSet rows = statement.executeQuery()) {
            String cut = "";
            while (rows.next()) {
                EventRow event = Rows.event(rows);
                String task = event.partition() + " " + event.taskId();
                if (!links.follows(event) && !cut.equals(task)) {
                    cut = task;
                    cuts.add(new Cut(event.partition(), event.taskId(), links.lastGood()));
                }
            }
        }
        try (PreparedStatement drop =
                to.prepareStatement("DELETE FROM salvaged WHERE partition = ? AND task_id = ? AND task_seq > ?")) {
            for (Cut cut : cuts) {
                drop.setInt(1, cut.partition);
                drop.setString(2, cut.taskId);
                drop.setLong(3, cut.last);
                lose(cut, drop.executeUpdate());
            }
        }
    }

    private void lose(Cut cut, int dropped) {
        told.add(cut.partition + " " + cut.taskId);
        if (losses.size() < MOST_LOSSES) {
            losses.add(
                    cut.last == 0
                            ? "Task " + cut.taskId + " is lost: its first event can't be read."
                            : "Task " + cut.taskId + " goes on after its event " + cut.last
                                    + ": the next can't be read, and " + dropped + " later ones don't follow.");
        }
    }

    /** An end that is missing shows only in the rows of tasks, as far as those can be read. */
    private void compareWithRows() throws SQLException {
        try (PreparedStatement rows = from.prepareStatement("SELECT partition, id, events FROM tasks NOT INDEXED");
                PreparedStatement count =
                        to.prepareStatement("SELECT count(*) FROM events WHERE partition = ? AND task_id = ?");
                ResultSet row = rows.executeQuery()) {
            while (row.next()) {
                count.setInt(1, row.getInt(1));
                count.setString(2, row.getString(2));
                try (ResultSet kept = count.executeQuery()) {
                    long events = kept.next() ? kept.getLong(1) : 0;
                    boolean isNew = told.add(row.getInt(1) + " " + row.getString(2));
                    if (events < row.getLong(3) && isNew && losses.size() < MOST_LOSSES) {
                        losses.add("Task " + row.getString(2) + " keeps " + events + " of at least " + row.getLong(3)
                                + " events: the last can't be read.");
                    }
                }
            }
        } catch (SQLException e) {
            if (!Failures.isDamage(e)) {
                throw e;
            }
            losses.add(
                    "The rows of tasks can't be read whole, so a task may have lost its last events without a word here.");
        }
    }

    private record Cut(int partition, String taskId, long last) {}

    private void blobs() throws SQLException {
        try (PreparedStatement insert =
                to.prepareStatement("INSERT OR IGNORE INTO blobs (partition, hash, content) VALUES (?, ?, ?)")) {
            long holes = new DamagedTable(from, "partition, hash, content", "blobs").read(row -> {
                byte[] content = row.getBytes(4);
                if (content != null && Verification.hashOf(content).equals(row.getString(3))) {
                    insert.setInt(1, row.getInt(2));
                    insert.setString(2, row.getString(3));
                    insert.setBytes(3, content);
                    insert.executeUpdate();
                }
            });
            if (holes > 0) {
                losses.add("The large contents could not be read in " + holes + (holes == 1 ? " place." : " places."));
            }
        }
    }

    private Map<Integer, Long> partitions() throws SQLException {
        Database.execute(to, "INSERT INTO partitions SELECT partition, 1, count(*) FROM events GROUP BY partition");
        return Leases.ends(to, Map.of());
    }

    private void compareWithMarks(Map<Integer, Long> marks, Map<Integer, Long> ends) {
        new TreeMap<>(marks).forEach((partition, mark) -> {
            long kept = ends.getOrDefault(partition, 0L);
            if (kept < mark) {
                losses.add("Of " + mark + " events of partition " + partition + ", " + kept + " are kept.");
            }
        });
    }

    private static List<Path> withBeside(Path file) {
        return List.of(
                file,
                file.resolveSibling(file.getFileName() + "-wal"),
                file.resolveSibling(file.getFileName() + "-shm"));
    }

    /** Puts the fresh file in the damaged one's place; the directory in which that lies now. */
    private static Path swap(Path directory, Path damaged, Path fresh) throws IOException {
        Path kept = newDirectory(directory);
        for (Path file : withBeside(damaged)) {
            if (Files.exists(file)) {
                Files.move(file, kept.resolve(file.getFileName()));
            }
        }
        Files.move(fresh, damaged);
        return kept;
    }

    private static Path newDirectory(Path parent) throws IOException {
        for (int i = 1; ; i++) {
            Path candidate = parent.resolve("damaged-" + i);
            if (!Files.exists(candidate)) {
                return Files.createDirectory(candidate);
            }
        }
    }
}
