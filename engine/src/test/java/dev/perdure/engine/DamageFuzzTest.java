package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever is changed in whichever row of a state, the layer opens on it, new work is done, and every task that was not touched reaches
 * its end. Each run damages differently; the seed is in the log, and {@code -Dperdure.damage.seed} repeats one.
 */
class DamageFuzzTest {
    private static final Logger log = LoggerFactory.getLogger(DamageFuzzTest.class);
    private static final int ROUNDS = Integer.getInteger("perdure.damage.rounds", 25);
    private static final int MOST_CHANGES = 4;
    private static final TaskType<Integer, Integer> WAITS = TaskType.of("waits", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> SLEEPS = TaskType.of("sleeps", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> TREE = TaskType.of("tree", Integer.class, Integer.class);
    private static final List<String> TABLES = List.of("events", "tasks", "snapshots", "blobs", "partitions");

    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void whateverIsDamagedOnlyTheTasksTouchedAreConcerned() throws Exception {
        long seed = Long.getLong("perdure.damage.seed", new SecureRandom().nextLong());
        log.warn("damage seed {}", seed);
        Path whole = directory.resolve("whole");
        fill(whole);
        for (int round = 0; round < ROUNDS; round++) {
            Path copy = Files.createDirectory(directory.resolve("round-" + round));
            Files.copy(whole.resolve("perdure.db"), copy.resolve("perdure.db"));
            List<String> changes = new ArrayList<>();
            Set<String> touched = damage(copy, new Random(seed + round), changes);
            try {
                check(copy, touched);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ", after " + changes, e);
            }
        }
    }

    private static Perdure open(Path state) {
        Perdure perdure = Perdure.open(state);
        perdure.register(WAITS, (ctx, n) -> {
            ctx.step(Step.of("pay", Integer.class).once(), _ -> n);
            int one = ctx.step("first", Integer.class, _ -> n);
            String large = ctx.step("large", String.class, _ -> "x".repeat(100_000));
            return one + ctx.await("go", Integer.class) + (large.length() - 100_000);
        });
        perdure.register(SLEEPS, (ctx, n) -> {
            ctx.sleep(Duration.ofSeconds(2));
            return ctx.step("slept", Integer.class, _ -> n);
        });
        perdure.register(
                TREE,
                (ctx, n) -> n == 0
                        ? ctx.await("go", Integer.class)
                        : ctx.join(ctx.start(TREE, n - 1)) + ctx.step("up", Integer.class, _ -> 1));
        return perdure.launch();
    }

    private static void fill(Path state) throws Exception {
        try (Perdure perdure = open(state)) {
            for (int i = 0; i < 4; i++) {
                perdure.start(
                        WAITS, i, StartOptions.DEFAULT.withId("waits-" + i).withLabels(Map.of("a", "b")));
                perdure.start(TREE, 2, StartOptions.DEFAULT.withId("tree-" + i));
                TaskHandle<Integer> ends = perdure.start(WAITS, i, StartOptions.DEFAULT.withId("ended-" + i));
                ends.signal("go", 1);
                assertThat(ends.result()).isEqualTo(i + 1);
            }
            perdure.handle("waits-3").pause("for now");
            await().until(() -> perdure.tasks(TaskQuery.ALL).tasks().stream()
                            .filter(task -> task.state() == TaskState.WAITING)
                            .count()
                    == 15);
            for (int i = 0; i < 4; i++) {
                perdure.start(SLEEPS, i, StartOptions.DEFAULT.withId("sleeps-" + i));
            }
        }
    }

    /** Changes some columns of some rows; the roots of the trees that they belong to. */
    private static Set<String> damage(Path state, Random random, List<String> changes) throws SQLException {
        Set<String> touched = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + state.resolve("perdure.db"))) {
            int count = 1 + random.nextInt(MOST_CHANGES);
            while (changes.size() < count) {
                String table = TABLES.get(random.nextInt(TABLES.size()));
                Row row = row(connection, table, random);
                if (row == null) {
                    continue;
                }
                Object value = changed(row.value(), random);
                try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE " + table + " SET " + row.column() + " = ? WHERE " + row.key() + " = ?")) {
                    update.setObject(1, value);
                    update.setObject(2, row.keyValue());
                    update.executeUpdate();
                    touched.addAll(row.tasks());
                    if (row.column().endsWith("id") && value instanceof String other) {
                        touched.add(root(other));
                    }
                    changes.add(table + "." + row.column() + " of " + row.tasks() + " from " + row.value() + " to "
                            + value);
                } catch (SQLException e) {
                    // The schema does not let this value in.
                    log.trace("refused", e);
                }
            }
        }
        return touched;
    }

    private record Row(String column, @Nullable Object value, String key, Object keyValue, Set<String> tasks) {}

    private static @Nullable Row row(Connection connection, String table, Random random) throws SQLException {
        String key =
                switch (table) {
                    case "tasks" -> "id";
                    case "blobs" -> "hash";
                    default -> "rowid";
                };
        try (PreparedStatement select = connection.prepareStatement("SELECT " + key + " AS row_key, * FROM " + table
                        + " ORDER BY row_key" + " LIMIT 1 OFFSET ? % max(1, (SELECT count(*) FROM " + table + "))");
                ResultSet row = at(select, random.nextInt(Integer.MAX_VALUE))) {
            if (!row.next()) {
                return null;
            }
            int column = 2 + random.nextInt(row.getMetaData().getColumnCount() - 1);
            Set<String> tasks = new HashSet<>();
            switch (table) {
                case "events", "snapshots" -> tasks.add(root(row.getString("task_id")));
                case "tasks" -> tasks.add(root(row.getString("id")));
                // All waiting tasks share one large text.
                case "blobs" -> tasks.add("waits");
                default -> {}
            }
            return new Row(
                    row.getMetaData().getColumnName(column),
                    row.getObject(column),
                    key,
                    row.getObject("row_key"),
                    tasks);
        }
    }

    private static ResultSet at(PreparedStatement select, int place) throws SQLException {
        select.setInt(1, place);
        return select.executeQuery();
    }

    private static String root(String taskId) {
        int at = taskId.indexOf(':');
        return at < 0 ? taskId : taskId.substring(0, at);
    }

    private static Object changed(@Nullable Object value, Random random) {
        return switch (value) {
            case null -> random.nextBoolean() ? (Object) "{" : (Object) random.nextInt();
            case Number number ->
                switch (random.nextInt(3)) {
                    case 0 -> number.longValue() ^ (1L << random.nextInt(64));
                    case 1 -> (long) random.nextInt(300);
                    default -> random.nextLong();
                };
            case String text
            when random.nextInt(4) > 0 && !text.isEmpty() ->
                new String(flipped(text.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
            case String _ -> random.nextBoolean() ? "" : "null";
            case byte[] bytes -> bytes.length == 0 ? new byte[] {1} : flipped(bytes, random);
            default -> Objects.requireNonNull(value);
        };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] flipped = bytes.clone();
        int at = random.nextInt(flipped.length);
        flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(8)));
        return flipped;
    }

    private static void check(Path state, Set<String> touched) throws Exception {
        assertThat(Doctor.check(state)).isNotNull();
        try (Perdure perdure = open(state)) {
            TaskHandle<Integer> fresh = perdure.start(TREE, 0);
            fresh.signal("go", 6);
            assertThat(fresh.result()).isEqualTo(6);
            boolean blob = touched.contains("waits");
            for (int i = 0; i < 4; i++) {
                if (!touched.contains("waits-" + i) && !blob) {
                    TaskHandle<Integer> waits = perdure.handle("waits-" + i, WAITS.output());
                    if (i == 3) {
                        waits.resume();
                    }
                    waits.signal("go", 1);
                    assertThat(waits.result()).isEqualTo(i + 1);
                }
                if (!touched.contains("ended-" + i)) {
                    assertThat(perdure.handle("ended-" + i, WAITS.output()).result())
                            .isEqualTo(i + 1);
                }
                if (!touched.contains("sleeps-" + i)) {
                    assertThat(perdure.handle("sleeps-" + i, SLEEPS.output()).result())
                            .isEqualTo(i);
                }
                if (!touched.contains("tree-" + i)) {
                    leaf(perdure, "tree-" + i).signal("go", 1);
                    assertThat(perdure.handle("tree-" + i, TREE.output()).result())
                            .isEqualTo(3);
                }
            }
            for (TaskInfo task : perdure.tasks(TaskQuery.ALL).tasks()) {
                look(perdure.handle(task.id()));
            }
        }
        assertThat(Doctor.rebuild(state)).isNotNull();
    }

    private static TaskHandle<?> leaf(Perdure perdure, String root) {
        String id = root;
        for (int i = 0; i < 2; i++) {
            id = Objects.requireNonNull(perdure.handle(id).steps().getFirst().childId());
        }
        return perdure.handle(id);
    }

    /** A task that was touched answers, or says why not; it may be cancelled. */
    private static void look(TaskHandle<?> task) {
        for (Runnable question : List.<Runnable>of(
                task::info,
                task::steps,
                task::input,
                () -> task.events(0, 100),
                () -> task.cancel("enough", Duration.ZERO))) {
            try {
                question.run();
            } catch (PerdureException e) {
                assertThat(e).message().isNotBlank();
            }
        }
    }
}
