package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Next;
import dev.perdure.api.Perdure;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final TaskType<Integer, Integer> LOOP = TaskType.of("loop", Integer.class, Integer.class);

    @TempDir
    Path directory;

    @BeforeEach
    void doSomeWork() throws Exception {
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(LOOP, (ctx, n) -> {
                int sum = ctx.iterate("rounds", Integer.class, 0, (state, round) -> {
                    int more = ctx.step("add", Integer.class, _ -> 1);
                    return round == n ? Next.done(state) : Next.again(state + more);
                });
                return sum + ctx.await("go", Integer.class);
            });
            perdure.launch();
            var ended = perdure.start(LOOP, 400, StartOptions.DEFAULT.withId("ended"));
            ended.signal("go", 1);
            assertThat(ended.result()).isEqualTo(401);
            perdure.start(LOOP, 300, StartOptions.DEFAULT.withId("waits"));
        }
    }

    @Test
    void findsNothingInAStoreThatIsWell() {
        Doctor.Checkup checkup = Doctor.check(directory);
        assertThat(checkup.findings()).isEmpty();
        assertThat(checkup.tasks()).isEqualTo(2);
    }

    @Test
    void findsNothingWhereATaskWasStoppedAmidItsSteps() throws Exception {
        var inBody = new CountDownLatch(1);
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(LOOP, (ctx, n) -> {
                int sum = ctx.step("add", Integer.class, _ -> n);
                return ctx.step("stay", Integer.class, _ -> {
                    inBody.countDown();
                    Thread.sleep(Duration.ofMinutes(1));
                    return sum;
                });
            });
            perdure.launch();
            perdure.start(LOOP, 1, StartOptions.DEFAULT.withId("amid"));
            assertThat(inBody.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Doctor.check(directory).findings()).isEmpty();
    }

    @Test
    void findsAChangedEvent() throws Exception {
        sql("UPDATE events SET payload = replace(payload, '401', '402') WHERE kind = 'task_completed'");
        assertThat(Doctor.check(directory).findings()).anyMatch(finding -> finding.contains("ended"));
    }

    @Test
    void findsARowThatItsEventsDoNotSayAndRebuildsIt() throws Exception {
        sql("UPDATE tasks SET state = 'failed' WHERE id = 'ended'");
        assertThat(Doctor.check(directory).findings())
                .singleElement()
                .asString()
                .contains("ended", "rebuild");
        assertThat(Doctor.rebuild(directory).findings()).isEmpty();
    }

    @Test
    void rebuildsProjectionsThatAreGoneAndTheWorkGoesOn() throws Exception {
        sql("DELETE FROM tasks", "DELETE FROM snapshots");
        assertThat(Doctor.check(directory).findings()).hasSize(2);
        assertThat(Doctor.rebuild(directory).findings()).isEmpty();
        try (Perdure perdure = Perdure.open(directory)) {
            assertThat(perdure.handle("ended").result().text()).isEqualTo("401");
        }
    }

    private void sql(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("perdure.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(statements)) {
                statement.executeUpdate(sql);
            }
        }
    }
}
