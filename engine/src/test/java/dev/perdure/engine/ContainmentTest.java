package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one task does to the layer, or what the store refuses of it, concerns that task alone. */
@Timeout(120)
class ContainmentTest {
    private static final TaskType<Integer, Integer> ODD = TaskType.of("odd", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> PLAIN = TaskType.of("plain", Integer.class, Integer.class);

    @TempDir
    Path directory;

    private Perdure perdure;

    @BeforeEach
    void open() {
        perdure = Perdure.open(directory);
        perdure.register(PLAIN, (ctx, n) -> ctx.step("one", Integer.class, _ -> n + 1));
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private void plainWorks() throws InterruptedException {
        assertThat(perdure.start(PLAIN, 1).result()).isEqualTo(2);
    }

    @Test
    void aChangeThatCanNotBeAppliedDoesNotStopTheOthersNowOrAfterARestart() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        perdure.register(ODD, (ctx, n) -> {
            runs.incrementAndGet();
            ctx.progress(Double.NaN, "odd");
            return n;
        });
        perdure.launch();
        TaskHandle<Integer> odd = perdure.start(ODD, 1, StartOptions.DEFAULT.withId("odd"));
        assertThat(catchThrowable(odd::result)).isInstanceOf(PerdureException.class);
        plainWorks();
        int before = runs.get();
        perdure.close();
        open();
        perdure.register(ODD, (ctx, n) -> runs.incrementAndGet() + ctx.step("fine", Integer.class, _ -> n));
        perdure.launch();
        plainWorks();
        TaskHandle<Integer> again = perdure.handle("odd", ODD.output());
        assertThat(again.info().state()).isIn(TaskState.NEEDS_ATTENTION, TaskState.FAILED);
        assertThat(runs.get()).isEqualTo(before);
        again.retry();
        assertThat(again.result()).isPositive();
    }

    @Test
    void anAppendThatTheStoreRefusesIsNotTriedForEver() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        perdure.register(
                ODD,
                (ctx, n) -> ctx.step("stay", Integer.class, _ -> {
                    inBody.countDown();
                    goOn.await();
                    return n;
                }));
        perdure.launch();
        TaskHandle<Integer> odd = perdure.start(ODD, 1, StartOptions.DEFAULT.withId("odd"));
        assertThat(inBody.await(30, TimeUnit.SECONDS)).isTrue();
        long last = odd.events(0, 100).getLast().taskSeq();
        // The place of the next event of the task is taken by a row that nobody wrote.
        new DamagedStore(directory)
                .sql(
                        "INSERT INTO events SELECT partition, 1000000, task_id, ?, 'nonsense', time, actor, payload,"
                                + " previous_hash, hash FROM events WHERE task_id = 'odd' AND task_seq = 1",
                        last + 1);
        goOn.countDown();
        await().until(() -> odd.info().state() == TaskState.NEEDS_ATTENTION);
        plainWorks();
        odd.cancel("odd");
        assertThat(odd.info().state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void placesInTheLogAreNotGivenOutTwiceWhereTheRowOfThePartitionIsGone() throws Exception {
        perdure.launch();
        plainWorks();
        long last = perdure.lastSeq();
        perdure.close();
        DamagedStore store = new DamagedStore(directory);
        store.sql("DELETE FROM partitions");
        open();
        perdure.launch();
        assertThat(perdure.lastSeq()).isEqualTo(last);
        plainWorks();
        perdure.close();
        store.sql("UPDATE partitions SET epoch = 9223372036854775807, last_seq = -5");
        open();
        perdure.launch();
        plainWorks();
    }

    @Test
    void aRowUnderAWrongNumberIsPutRightByTheNextChange() throws Exception {
        perdure.register(ODD, (ctx, n) -> ctx.await("go", Integer.class));
        perdure.launch();
        TaskHandle<Integer> odd = perdure.start(ODD, 1, StartOptions.DEFAULT.withId("odd"));
        await().until(() -> odd.info().state() == TaskState.WAITING);
        new DamagedStore(directory).sql("UPDATE tasks SET number = 12 WHERE id = 'odd'");
        odd.signal("go", 3);
        assertThat(odd.result()).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            plainWorks();
        }
        assertThat(((Engine) perdure).doctor().check().findings()).isEmpty();
    }
}
