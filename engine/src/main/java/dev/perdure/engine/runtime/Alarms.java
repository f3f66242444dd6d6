package dev.perdure.engine.runtime;

import dev.perdure.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** When tasks must be looked at: the earliest of these times are in memory, and one alarm is set for the first. Guarded by the lock. */
final class Alarms {
    private static final Duration LOOK_AGAIN = Duration.ofDays(1);

    private final Guard guard;
    private final Scheduler scheduler;
    private final Pages pages;
    private final int page;
    private final Consumer<String> wake;
    private final BackedQueue<WakeUp> queue;
    private boolean open;
    private boolean loading;
    private Scheduler.@Nullable Alarm alarm;
    private long alarmAt = Long.MAX_VALUE;

    /** Pages of wake-ups from the store; null when it fails. Called without the lock. */
    interface Pages {
        @Nullable
        List<WakeUp> after(@Nullable WakeUp last, int limit);
    }

    /** {@code wake} is called with each task whose time has come, under the lock. */
    Alarms(Guard guard, Scheduler scheduler, int bound, Pages pages, Consumer<String> wake) {
        this.guard = guard;
        this.scheduler = scheduler;
        this.pages = pages;
        this.page = bound / 2;
        this.wake = wake;
        this.queue = new BackedQueue<>(bound, Comparator.naturalOrder(), WakeUp::taskId);
    }

    /** Begins to ring. */
    void open() {
        open = true;
        arm();
    }

    /** Forgets everything and rings no more until it is opened again. */
    void close() {
        open = false;
        loading = false;
        queue.clear();
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = null;
        alarmAt = Long.MAX_VALUE;
    }

    /** Sets when a task must be looked at, or with null that it need not be. */
    void set(String taskId, @Nullable Instant time) {
        if (time == null) {
            queue.remove(taskId);
        } else {
            queue.put(new WakeUp(time.toEpochMilli(), taskId));
            arm();
        }
    }

    private void arm() {
        if (!open) {
            return;
        }
        if (queue.wantsMore()) {
            refill();
        }
        WakeUp first = queue.peek();
        if (first == null || first.wakeAt() >= alarmAt) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = first.wakeAt();
        long round = guard.round();
        alarm = scheduler.at(ringsAt(alarmAt), () -> guard.lockedIn(round, this::ring));
    }

    /** A time that is far away, or no time at all since the row that it comes from is damaged, is looked at again in between. */
    private Instant ringsAt(long millis) {
        long now = scheduler.now().toEpochMilli();
        return Instant.ofEpochMilli(Math.clamp(millis, now, now + LOOK_AGAIN.toMillis()));
    }

    private void ring() {
        if (!open) {
            return;
        }
        alarm = null;
        alarmAt = Long.MAX_VALUE;
        long now = scheduler.now().toEpochMilli();
        List<String> due = new ArrayList<>();
        for (WakeUp first = queue.peek(); first != null && first.wakeAt() <= now; first = queue.peek()) {
            WakeUp _ = queue.poll();
            due.add(first.taskId());
        }
        due.forEach(wake);
        arm();
    }

    private void refill() {
        if (loading) {
            return;
        }
        loading = true;
        WakeUp after = queue.beginsRead();
        long round = guard.round();
        scheduler.start("perdure-wakes", () -> {
            List<WakeUp> more = pages.after(after, page);
            guard.lockedIn(round, () -> {
                loading = false;
                if (more != null && open) {
                    queue.refill(more, page);
                    arm();
                }
            });
        });
    }
}
