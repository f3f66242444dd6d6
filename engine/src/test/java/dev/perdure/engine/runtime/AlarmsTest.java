package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.engine.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlarmsTest {
    private final SetClock clock = new SetClock();
    private final ThreadScheduler scheduler = new ThreadScheduler(clock);
    private final Guard guard = new Guard(() -> {});
    private final Queue<String> woken = new ConcurrentLinkedQueue<>();
    private Consumer<String> wake = woken::add;
    private final Alarms alarms =
            new Alarms(guard, scheduler, 1_000, (_, _) -> List.of(), taskId -> wake.accept(taskId));

    @AfterEach
    void close() {
        scheduler.close();
    }

    private long wakings(String taskId) {
        return woken.stream().filter(taskId::equals).count();
    }

    private void set(String taskId, Instant time) {
        guard.locked(() -> alarms.set(taskId, time));
    }

    @Test
    void whoIsWokenAndGetsNoNextTimeIsWokenAgainUntilItDoes() {
        guard.locked(alarms::open);
        set("task", clock.instant());
        await().until(() -> wakings("task") >= 3);
        guard.locked(() -> {
            alarms.set("task", null);
            woken.clear();
        });
        await().during(Duration.ofMillis(1500)).until(woken::isEmpty);
    }

    @Test
    void aWakingThatFailsLosesNeitherItsTaskNorTheOthers() {
        wake = taskId -> {
            woken.add(taskId);
            if (taskId.equals("a") && wakings("a") == 1) {
                throw new IllegalStateException("it fails once");
            }
        };
        Instant time = clock.instant().plusMillis(50);
        set("a", time);
        set("b", time);
        guard.locked(alarms::open);
        await().until(() -> wakings("a") >= 2 && wakings("b") >= 1);
    }

    @Test
    void aTimeWithAFractionIsNotRungBeforeIt() {
        wake = taskId -> {
            woken.add(taskId);
            alarms.set(taskId, null);
        };
        guard.locked(alarms::open);
        for (int i = 0; i < 300; i++) {
            set("task-" + i, clock.instant().plusNanos(i * 1_000_003L));
        }
        await().until(() -> woken.size() >= 300);
        assertThat(woken).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aTimeThatNeverComesIsNotWaitedFor() {
        guard.locked(alarms::open);
        set("never", Instant.MAX);
        set("long ago", Instant.MIN);
        await().until(() -> wakings("long ago") >= 1);
        clock.jump(Duration.ofDays(3_000_000));
        await().during(Duration.ofMillis(1500)).until(() -> wakings("never") == 0);
    }
}
