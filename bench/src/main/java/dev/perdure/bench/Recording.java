package dev.perdure.bench;

import dev.perdure.store.sqlite.FileAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every row that was written to a SQLite database during one run, in order, with the schema that it was written to. Triggers copy each
 * row that is inserted, updated or deleted into a log table, so it knows nothing of what the tables mean and misses no rewritten row;
 * others note which columns the updates set.
 *
 * @param pageSize the size of the database's pages, bytes
 * @param schema the statements that make the tables and indexes
 * @param tables the tables
 * @param ops the rows
 */
record Recording(int pageSize, List<String> schema, List<TableShape> tables, List<Op> ops) {
    private static final String LOG = "bench_log";
    private static final String UPDATED = "bench_updated";
    private static final String FIRST_WRITTEN = "partitions";
    private static final String OF_THE_STORE =
            " tbl_name NOT GLOB 'sqlite_*' AND tbl_name NOT GLOB 'flyway_*' AND tbl_name NOT GLOB 'bench_*'";

    /** Makes a closed database log what is written to it from now on. */
    static void begin(Path database) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + UPDATED + "(t, c, PRIMARY KEY (t, c))");
            List<TableShape> shapes = shapes(statement);
            int widest = shapes.stream()
                    .mapToInt(shape -> shape.columns().size())
                    .max()
                    .orElse(0);
            List<String> places = new ArrayList<>();
            for (int place = 0; place < widest; place++) {
                places.add("c" + place);
            }
            statement.execute(
                    "CREATE TABLE " + LOG + "(n INTEGER PRIMARY KEY, t, kind, " + String.join(", ", places) + ")");
            for (int table = 0; table < shapes.size(); table++) {
                addTriggers(statement, shapes.get(table), table, places);
            }
        }
    }

    private static void addTriggers(Statement statement, TableShape shape, int table, List<String> places)
            throws SQLException {
        int width = shape.columns().size();
        for (Op.Kind kind : Op.Kind.values()) {
            String row = kind == Op.Kind.DELETE ? "OLD." : "NEW.";
            statement.execute(String.format(
                    "CREATE TRIGGER bench_%d_%s AFTER %s ON %s BEGIN INSERT INTO %s (t, kind, %s) VALUES (%d, '%s', %s); END",
                    table,
                    kind,
                    kind,
                    shape.name(),
                    LOG,
                    String.join(", ", places.subList(0, width)),
                    table,
                    kind,
                    String.join(", ", shape.columns().stream().map(row::concat).toList())));
        }
        for (String column : shape.columns()) {
            statement.execute(String.format(
                    "CREATE TRIGGER bench_%d_of_%s AFTER UPDATE OF %s ON %s BEGIN"
                            + " INSERT OR IGNORE INTO %s VALUES ('%s', '%s'); END",
                    table, column, column, shape.name(), UPDATED, shape.name(), column));
        }
    }

    /** Reads what a closed database has logged. */
    static Recording end(Path database) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement()) {
            List<TableShape> shapes = shapes(statement);
            return new Recording(
                    Integer.parseInt(texts(statement, "PRAGMA page_size").getFirst()),
                    texts(
                            statement,
                            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') AND"
                                    + OF_THE_STORE + " ORDER BY type DESC, name"),
                    shapes,
                    ops(statement, shapes));
        }
    }

    /** The rows that were there before the recording, as far as it updated them: as inserts, with their first recorded values. */
    List<Op> before() {
        List<Op> before = new ArrayList<>();
        Set<List<@Nullable Object>> known = new HashSet<>();
        for (Op op : ops) {
            TableShape table = tables.get(op.table());
            List<@Nullable Object> key = new ArrayList<>();
            key.add(op.table());
            for (String column : table.key()) {
                key.add(op.values().get(table.columns().indexOf(column)));
            }
            if (known.add(key) && op.kind() == Op.Kind.UPDATE) {
                before.add(new Op(op.table(), Op.Kind.INSERT, op.values()));
            }
        }
        return before;
    }

    /** Where that many groups of as equal size as can be end: how many rows are in the first, in the first two, and so on. */
    int[] equalGroups(int groups) {
        int[] ends = new int[groups];
        for (int group = 0; group < groups; group++) {
            ends[group] = (int) ((long) ops.size() * (group + 1) / groups);
        }
        return ends;
    }

    /**
     * Where the store's own transactions end, if it never had two appends to share one: each begins by moving the end of the log, in
     * the table of partitions.
     */
    int[] ownTransactions() {
        List<Integer> ends = new ArrayList<>();
        for (int op = 1; op < ops.size(); op++) {
            if (tables.get(ops.get(op).table()).name().equals(FIRST_WRITTEN)) {
                ends.add(op);
            }
        }
        ends.add(ops.size());
        return ends.stream().mapToInt(Integer::intValue).toArray();
    }

    /** How many rows were written. */
    int size() {
        return ops.size();
    }

    /** How many bytes the rows hold. */
    long bytes() {
        return ops.stream().mapToLong(Op::bytes).sum();
    }

    /** How often each table was written and how, for people. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Op op : ops) {
            counts.merge(tables.get(op.table()).name() + " " + op.kind(), 1, Integer::sum);
        }
        return counts;
    }

    private static List<TableShape> shapes(Statement statement) throws SQLException {
        List<String> names = texts(
                statement, "SELECT name FROM sqlite_master WHERE type = 'table' AND" + OF_THE_STORE + " ORDER BY name");
        List<TableShape> shapes = new ArrayList<>();
        for (String name : names) {
            String info = " FROM pragma_table_info('" + name + "') ";
            shapes.add(new TableShape(
                    name,
                    texts(statement, "SELECT name" + info + "ORDER BY cid"),
                    texts(statement, "SELECT name" + info + "WHERE pk > 0 ORDER BY pk"),
                    texts(statement, "SELECT c FROM " + UPDATED + " WHERE t = '" + name + "' ORDER BY c")));
        }
        return shapes;
    }

    private static List<Op> ops(Statement statement, List<TableShape> shapes) throws SQLException {
        List<Op> ops = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + LOG + " ORDER BY n")) {
            while (rows.next()) {
                int table = rows.getInt("t");
                List<@Nullable Object> values = new ArrayList<>();
                for (int place = 0; place < shapes.get(table).columns().size(); place++) {
                    values.add(rows.getObject("c" + place));
                }
                ops.add(new Op(table, Op.Kind.valueOf(rows.getString("kind")), Collections.unmodifiableList(values)));
            }
        }
        return ops;
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection(FileAddress.of(database));
    }
}
