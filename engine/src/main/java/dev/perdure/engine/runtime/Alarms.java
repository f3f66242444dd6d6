package dev.perdure.engine.runtime;

import dev.perdure.api.Timeline;
import dev.perdure.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When tasks must be looked at: the earliest of these times are in memory, and one alarm is set for the first. Guarded by the lock.
 *
 * <p>A task whose time has come is not forgotten when it is woken, but kept until somebody {@linkplain #set sets} its next time. Until
 * then it is woken again every second. So a task stays due however its waking ends: refused, failed, or found to be too early.
 */
final class Alarms {
    private static final Duration LOOK_AGAIN = Duration.ofDays(1);
    private static final Duration WAKE_AGAIN = Duration.ofSeconds(1);

    private final Guard guard;
    private final Scheduler scheduler;
    private final Pages pages;
    private final int page;
    private final Consumer<String> wake;
    private final BackedQueue<WakeUp> queue;
    /** The tasks that were woken and have no next time yet, by when they are woken again. */
    private final Map<String, Duration> woken = new LinkedHashMap<>();

    private boolean open;
    private boolean loading;
    private Scheduler.@Nullable Alarm alarm;
    private long alarmAt = Long.MAX_VALUE;
    private Scheduler.@Nullable Alarm again;

    /** Pages of wake-ups from the store, earliest first, but for those that never come; null when it fails. Called without the lock. */
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
        woken.clear();
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = null;
        alarmAt = Long.MAX_VALUE;
        if (again != null) {
            again.cancel();
        }
        again = null;
    }

    /** Sets when a task must be looked at, or with null, or a time that never comes, that it need not be. */
    void set(String taskId, @Nullable Instant time) {
        woken.remove(taskId);
        if (woken.isEmpty() && again != null) {
            again.cancel();
            again = null;
        }
        if (time == null || Timeline.isNever(time)) {
            queue.remove(taskId);
        } else {
            queue.put(new WakeUp(Timeline.millis(time), taskId));
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
        arm();
        wakeAll(due);
    }

    private void ringAgain() {
        again = null;
        Duration now = scheduler.uptime();
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Duration> entry : woken.entrySet()) {
            if (entry.getValue().compareTo(now) > 0) {
                break;
            }
            due.add(entry.getKey());
        }
        due.forEach(woken::remove);
        wakeAll(due);
    }

    /** Notes all of them before the first is woken: what that does may throw. */
    private void wakeAll(List<String> due) {
        Duration next = scheduler.uptime().plus(WAKE_AGAIN);
        due.forEach(taskId -> woken.put(taskId, next));
        armAgain();
        for (String taskId : due) {
            // Waking one may find that the store fails.
            if (open) {
                wake.accept(taskId);
            }
        }
    }

    private void armAgain() {
        if (again == null && !woken.isEmpty()) {
            Duration first = woken.values().iterator().next();
            long round = guard.round();
            again = scheduler.after(first.minus(scheduler.uptime()), () -> guard.lockedIn(round, this::ringAgain));
        }
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
