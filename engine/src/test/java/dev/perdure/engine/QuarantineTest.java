package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.NeedsAttentionException;
import dev.perdure.api.Outcome;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskCancelledException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A task whose history can't be read is parked alone, says why, and can be dealt with; everybody else works on. */
@Timeout(120)
class QuarantineTest {
    private static final TaskType<Integer, Integer> WAITS = TaskType.of("waits", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> PARENT = TaskType.of("parent", Integer.class, Integer.class);

    private final AtomicInteger firsts = new AtomicInteger();
    private final AtomicInteger payments = new AtomicInteger();

    @TempDir
    Path directory;

    private Perdure perdure;
    private DamagedStore damaged;

    @BeforeEach
    void open() {
        damaged = new DamagedStore(directory);
        perdure = Perdure.open(directory);
        perdure.register(WAITS, (ctx, n) -> {
            int one = ctx.step("first", Integer.class, _ -> {
                firsts.incrementAndGet();
                return n;
            });
            ctx.step(Step.of("pay", Integer.class).once(), _ -> payments.incrementAndGet());
            return one + ctx.await("go", Integer.class);
        });
        perdure.register(PARENT, (ctx, n) -> {
            ctx.step("before", Integer.class, _ -> n);
            return ctx.join(ctx.start(WAITS, n)) + ctx.step("after", Integer.class, _ -> 100);
        });
        perdure.launch();
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private void reopen() {
        perdure.close();
        open();
    }

    private TaskHandle<Integer> waiting(String id) {
        TaskHandle<Integer> task = perdure.start(WAITS, 1, StartOptions.DEFAULT.withId(id));
        await().until(() -> task.info().state() == TaskState.WAITING);
        return task;
    }

    /** Two tasks that wait for a signal, the first of them with an event that can't be read, after a restart. */
    private TaskHandle<Integer> brokenAt(String kind) {
        waiting("broken");
        waiting("whole");
        perdure.close();
        damaged.breakEvent("broken", kind);
        open();
        return perdure.handle("broken", WAITS.output());
    }

    private void othersWork() throws InterruptedException {
        TaskHandle<Integer> whole = perdure.handle("whole", WAITS.output());
        whole.signal("go", 7);
        assertThat(whole.result()).isEqualTo(8);
        TaskHandle<Integer> fresh = perdure.start(WAITS, 2);
        fresh.signal("go", 1);
        assertThat(fresh.result()).isEqualTo(3);
    }

    @Test
    void oneEventThatCanNotBeReadParksItsTaskAlone() throws Exception {
        TaskHandle<Integer> broken = brokenAt("step_started");
        assertThatThrownBy(broken::result).isInstanceOfSatisfying(NeedsAttentionException.class, e -> {
            assertThat(e.failure().mode()).isEqualTo(FailureMode.DAMAGED_HISTORY);
            assertThat(e.failure().message()).contains("step_started", "can't be read");
        });
        othersWork();
        assertThat(broken.info().state()).isEqualTo(TaskState.NEEDS_ATTENTION);
        assertThat(broken.steps()).extracting(StepInfo::key).containsExactly("first#1");
        assertThat(broken.input().text()).isEqualTo("1");
        List<Event> history = broken.events(0, 100);
        assertThat(history.getLast().kind()).isEqualTo("task_quarantined");
        assertThat(history).anyMatch(event -> event.payload().text().contains("broken"));
    }

    @Test
    void damageIsRecordedOnceHoweverOftenTheLayerIsOpened() throws Exception {
        TaskHandle<Integer> broken = brokenAt("step_completed");
        assertThatThrownBy(broken::result).isInstanceOf(NeedsAttentionException.class);
        long events = broken.events(0, 100).size();
        reopen();
        reopen();
        TaskHandle<Integer> again = perdure.handle("broken", WAITS.output());
        assertThatThrownBy(again::result).isInstanceOf(NeedsAttentionException.class);
        assertThat(again.events(0, 100)).hasSize((int) events);
    }

    @Test
    void everythingElseIsRefusedAndSaysWhatCanBeDone() {
        TaskHandle<Integer> broken = brokenAt("step_started");
        for (Runnable change : List.<Runnable>of(
                () -> broken.signal("go", 1),
                () -> broken.pause("x"),
                broken::resume,
                broken::retry,
                () -> broken.resolve("pay#1", Outcome.notDone()))) {
            assertThatThrownBy(change::run)
                    .isInstanceOfSatisfying(
                            PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATE))
                    .hasMessageContainingAll("cancel it", "fork it", "repaired");
        }
    }

    @Test
    void anEventOfANewerVersionParksTheTaskUntilThatVersionIsBack() throws Exception {
        waiting("broken");
        waiting("whole");
        perdure.close();
        damaged.sql("UPDATE events SET kind = 'step_dreamt' WHERE task_id = 'broken' AND kind = 'step_started'");
        open();
        TaskHandle<Integer> broken = perdure.handle("broken", WAITS.output());
        assertThatThrownBy(broken::result).hasMessageContainingAll("step_dreamt", "newer version");
        othersWork();
        perdure.close();
        damaged.sql("UPDATE events SET kind = 'step_started' WHERE task_id = 'broken' AND kind = 'step_dreamt'");
        open();
        TaskHandle<Integer> back = perdure.handle("broken", WAITS.output());
        back.retry();
        back.signal("go", 4);
        assertThat(back.result()).isEqualTo(5);
        assertThat(payments.get()).as("paid once by each of three tasks").isEqualTo(3);
    }

    @Test
    void aQuarantinedTaskIsCancelled() throws Exception {
        TaskHandle<Integer> broken = brokenAt("attempt_started");
        broken.cancel("give up");
        assertThatThrownBy(broken::result).isInstanceOf(TaskCancelledException.class);
        reopen();
        assertThat(perdure.handle("broken").info().state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void aTaskWhoseFirstEventCanNotBeReadIsStillListedShownAndCancelled() throws Exception {
        TaskHandle<Integer> broken = brokenAt("task_created");
        assertThatThrownBy(broken::result).isInstanceOf(NeedsAttentionException.class);
        assertThat(perdure.tasks(TaskQuery.ALL).tasks())
                .extracting(TaskInfo::id)
                .contains("broken", "whole");
        assertThat(broken.info().type()).isEqualTo("waits");
        assertThatThrownBy(broken::input).hasMessageContaining("input of task broken is lost");
        assertThatThrownBy(broken::repair).hasMessageContaining("nothing before the damage");
        othersWork();
        broken.cancel("lost");
        assertThatThrownBy(broken::result).isInstanceOf(TaskCancelledException.class);
    }

    @Test
    void aForkBeforeTheDamageGoesOn() throws Exception {
        TaskHandle<Integer> broken = brokenAt("step_started");
        assertThatThrownBy(() -> broken.fork(6, null)).hasMessageContaining("can only be forked at an event before");
        long at = broken.events(0, 100).stream()
                .filter(event -> event.kind().equals("step_completed"))
                .findFirst()
                .orElseThrow()
                .taskSeq();
        TaskHandle<Integer> fork = broken.fork(at, null);
        fork.signal("go", 5);
        assertThat(fork.result()).isEqualTo(6);
        assertThat(firsts.get())
                .as("what was recorded before the damage is not done again")
                .isEqualTo(2);
    }

    @Test
    void aRepairCutsOffWhatCanNotBeReadAndTheTaskGoesOn() throws Exception {
        TaskHandle<Integer> broken = brokenAt("await_started");
        broken.repair();
        assertThat(Objects.requireNonNull(broken.info().failure()).message()).contains("cut off");
        assertThat(((Engine) perdure).doctor().check().findings())
                .as("the chain still tells of the change")
                .allMatch(finding -> finding.contains("broken") && finding.contains("changed"))
                .hasSize(1);
        reopen();
        TaskHandle<Integer> again = perdure.handle("broken", WAITS.output());
        again.retry();
        again.signal("go", 9);
        assertThat(again.result()).isEqualTo(10);
        assertThat(payments.get()).isEqualTo(2);
        reopen();
        assertThat(perdure.handle("broken", WAITS.output()).result()).isEqualTo(10);
        TaskHandle<Integer> fork = perdure.handle("broken", WAITS.output())
                .fork(perdure.handle("broken").info().events() - 1, null);
        assertThat(fork.input().text()).isEqualTo("1");
        fork.cancel("seen");
    }

    @Test
    void aStepThatMustNotHappenTwiceIsUnknownAfterARepairThatCutItOff() throws Exception {
        waiting("broken");
        perdure.close();
        damaged.sql("UPDATE events SET payload = '[' WHERE task_id = 'broken' AND payload LIKE '%first#1%'");
        open();
        TaskHandle<Integer> broken = perdure.handle("broken", WAITS.output());
        broken.repair();
        assertThatThrownBy(broken::retry).hasMessageContainingAll("pay#1", "unknown");
        broken.resolve("pay#1", Outcome.done(new Json("1")));
        broken.signal("go", 1);
        assertThat(broken.result()).isEqualTo(2);
        assertThat(firsts.get()).as("a step that was cut off is done again").isEqualTo(2);
        assertThat(payments.get()).as("one that must not happen twice is not").isEqualTo(1);
    }

    @Test
    void theEndOfAChildIsNotedWhenItsDamagedParentGoesOn() throws Exception {
        TaskHandle<Integer> parent = perdure.start(PARENT, 3, StartOptions.DEFAULT.withId("broken"));
        await().until(() -> parent.info().state() == TaskState.WAITING);
        String childId = child("broken");
        await().until(() -> perdure.handle(childId).info().state() == TaskState.WAITING);
        perdure.close();
        damaged.breakEvent("broken", "join_started");
        open();
        TaskHandle<Integer> child = perdure.handle(childId, WAITS.output());
        child.signal("go", 4);
        assertThat(child.result()).isEqualTo(7);
        TaskHandle<Integer> again = perdure.handle("broken", PARENT.output());
        assertThat(again.info().state()).isEqualTo(TaskState.NEEDS_ATTENTION);
        again.repair();
        again.retry();
        assertThat(again.result()).isEqualTo(107);
    }

    @Test
    void aTreeWithAQuarantinedMemberIsCancelled() throws Exception {
        TaskHandle<Integer> parent = perdure.start(PARENT, 3, StartOptions.DEFAULT.withId("top"));
        await().until(() -> parent.info().state() == TaskState.WAITING);
        String childId = child("top");
        await().until(() -> perdure.handle(childId).info().state() == TaskState.WAITING);
        perdure.close();
        damaged.breakEvent(childId, "task_created");
        open();
        TaskHandle<Integer> top = perdure.handle("top", PARENT.output());
        top.cancel("all of it", Duration.ofSeconds(1));
        assertThatThrownBy(top::result).isInstanceOf(TaskCancelledException.class);
        await().until(() -> perdure.handle(childId).info().state() == TaskState.CANCELLED);
    }

    @Test
    void theChildrenOfAQuarantinedParentAreCancelledWithIt() throws Exception {
        TaskHandle<Integer> parent = perdure.start(PARENT, 3, StartOptions.DEFAULT.withId("broken"));
        await().until(() -> parent.info().state() == TaskState.WAITING);
        String childId = child("broken");
        perdure.close();
        damaged.breakEvent("broken", "child_started");
        open();
        perdure.handle("broken").cancel("all of it", Duration.ofSeconds(1));
        await().until(() -> perdure.handle(childId).info().state() == TaskState.CANCELLED);
        assertThat(perdure.handle("broken").info().state()).isEqualTo(TaskState.CANCELLED);
    }

    @Test
    void damageWhileTheLayerRunsParksTheTaskThatIsMet() throws Exception {
        waiting("broken");
        waiting("whole");
        await().until(() -> ((Engine) perdure).loaded() == 0);
        damaged.breakEvent("broken", "step_started");
        TaskHandle<Integer> broken = perdure.handle("broken", WAITS.output());
        assertThatThrownBy(() -> broken.signal("go", 1)).hasMessageContaining("can't be read");
        assertThatThrownBy(broken::result).isInstanceOf(NeedsAttentionException.class);
        othersWork();
    }

    @Test
    void anEndThatCanBeReadCountsWhateverIsBeforeIt() throws Exception {
        TaskHandle<Integer> task = waiting("ended");
        task.signal("go", 2);
        assertThat(task.result()).isEqualTo(3);
        perdure.close();
        damaged.breakEvent("ended", "step_started");
        open();
        assertThat(perdure.handle("ended", WAITS.output()).result()).isEqualTo(3);
        assertThat(((Engine) perdure).doctor().check().findings()).anyMatch(finding -> finding.contains("has ended"));
    }

    @Test
    void aSnapshotThatCanNotBeReadIsNoDamage() throws Exception {
        waiting("broken");
        perdure.close();
        damaged.sql("INSERT INTO snapshots VALUES (0, 'broken', 3, '{\"hash\":17}')");
        open();
        TaskHandle<Integer> task = perdure.handle("broken", WAITS.output());
        task.signal("go", 2);
        assertThat(task.result()).isEqualTo(3);
    }

    @Test
    void oneRowThatCanNotBeReadIsListedAsSuch() {
        waiting("broken");
        waiting("whole");
        perdure.close();
        damaged.sql("UPDATE tasks SET labels = '{nonsense', state = 'dreaming' WHERE id = 'broken'");
        open();
        List<TaskInfo> all = perdure.tasks(TaskQuery.ALL).tasks();
        assertThat(all).hasSize(2);
        assertThat(all)
                .filteredOn(task -> task.id().equals("broken"))
                .singleElement()
                .satisfies(task -> assertThat(
                                Objects.requireNonNull(task.failure()).message())
                        .contains("perdure doctor --rebuild"));
        perdure.close();
        assertThat(Doctor.rebuild(directory).findings()).isEmpty();
        open();
        assertThat(perdure.handle("broken").info().state()).isEqualTo(TaskState.WAITING);
    }

    @Test
    void aSubscriptionTellsOfAnEventThatIsNoJson() throws Exception {
        brokenAt("step_started");
        List<Event> told = new CopyOnWriteArrayList<>();
        try (Perdure.Subscription _ = perdure.subscribe(0, told::add)) {
            await().until(() ->
                    told.stream().anyMatch(event -> event.payload().text().startsWith("\"{")));
            perdure.start(WAITS, 1, StartOptions.DEFAULT.withId("later"));
            await().until(() -> told.stream().anyMatch(event -> event.taskId().equals("later")));
        }
    }

    @Test
    void tasksThatWereAtWorkGoOnWhenTheirHandlerIsRegisteredAfterTheLaunch() throws Exception {
        TaskType<Integer, Integer> late = TaskType.of("late", Integer.class, Integer.class);
        CountDownLatch inBody = new CountDownLatch(1);
        perdure.register(
                late,
                (ctx, n) -> ctx.step("stay", Integer.class, _ -> {
                    inBody.countDown();
                    Thread.sleep(Duration.ofMinutes(5));
                    return n;
                }));
        TaskHandle<Integer> started = perdure.start(late, 5, StartOptions.DEFAULT.withId("late"));
        assertThat(inBody.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(started.info().state()).isEqualTo(TaskState.RUNNING);
        reopen();
        othersDoSomething();
        perdure.register(late, (ctx, n) -> ctx.step("stay", Integer.class, _ -> n));
        assertThat(perdure.handle("late", late.output()).result()).isEqualTo(5);
    }

    private void othersDoSomething() throws InterruptedException {
        TaskHandle<Integer> other = perdure.start(WAITS, 1);
        other.signal("go", 1);
        assertThat(other.result()).isEqualTo(2);
    }

    private String child(String parent) {
        return Objects.requireNonNull(perdure.handle(parent).steps().stream()
                .filter(step -> step.kind() == StepInfo.Kind.CHILD)
                .findFirst()
                .orElseThrow()
                .childId());
    }
}
