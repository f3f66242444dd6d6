package dev.perdure.engine.runtime;

import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler of the real world: the system's clock, virtual threads, one platform thread for alarms, and some for what must run apart.
 *
 * <p>The JDK waits by a clock that stands still while the machine is suspended and takes no notice when the time is set. So an alarm for a
 * time waits a second at most, and then looks at the clock again. A partition has one such alarm for all its tasks, and none while
 * nothing is due by itself, so this costs one short look a second.
 */
public final class ThreadScheduler implements Scheduler {
    private static final Logger log = LoggerFactory.getLogger(ThreadScheduler.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Duration PROBE = Duration.ofMillis(250);

    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor alarms;
    private final ApartThreads apart = new ApartThreads();
    private final long begun = System.nanoTime();

    /** A scheduler with an alarm thread of its own. */
    public ThreadScheduler() {
        this(InstantSource.system());
    }

    /** A scheduler that goes by this clock, which may be set. */
    public ThreadScheduler(InstantSource clock) {
        this.clock = clock;
        alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("perdure-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public long randomBits() {
        return ThreadLocalRandom.current().nextLong();
    }

    @Override
    public Worker start(String name, Runnable work) {
        return Thread.ofVirtual().name(name).start(work)::interrupt;
    }

    @Override
    public Worker startApart(String name, Runnable work) {
        return apart.start(name, work);
    }

    @Override
    public void whenCrowded(Consumer<Duration> told) {
        Future<?> _ = alarms.scheduleWithFixedDelay(
                new CrowdProbe(told)::look, PROBE.toMillis(), PROBE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Worker current() {
        return Thread.currentThread()::interrupt;
    }

    @Override
    public void clearInterrupt() {
        boolean _ = Thread.interrupted();
    }

    @Override
    public Alarm at(Instant time, Runnable action) {
        ClockAlarm alarm = new ClockAlarm(time, action);
        alarm.look();
        return alarm;
    }

    @Override
    public Alarm after(Duration span, Runnable action) {
        Future<?> alarm = schedule(span, action);
        return () -> {
            if (alarm != null) {
                alarm.cancel(false);
            }
        };
    }

    /** Null when the scheduler is closed: then nothing rings any more. */
    private @Nullable Future<?> schedule(Duration span, Runnable action) {
        try {
            return alarms.schedule(
                    () -> {
                        try {
                            action.run();
                        } catch (RuntimeException e) {
                            log.error("An alarm's action failed", e);
                        }
                    },
                    Timeline.nanos(span),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (alarms.isShutdown()) {
                return null;
            }
            throw e;
        }
    }

    /** An alarm that looks at the clock until it is time. Thread-safe. */
    private final class ClockAlarm implements Alarm {
        private final Instant time;
        private final Runnable action;
        private @Nullable Future<?> next;
        private boolean cancelled;

        ClockAlarm(Instant time, Runnable action) {
            this.time = time;
            this.action = action;
        }

        private synchronized void look() {
            if (!cancelled) {
                Duration left = Timeline.until(now(), time);
                next = schedule(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN, this::ring);
            }
        }

        private void ring() {
            if (now().isBefore(time)) {
                look();
            } else {
                action.run();
            }
        }

        @Override
        public synchronized void cancel() {
            cancelled = true;
            if (next != null) {
                next.cancel(false);
            }
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
        try {
            future.get(Timeline.nanos(atMost), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return future.isDone();
        } catch (ExecutionException | CancellationException _) {
            return true;
        }
    }

    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException | CancellationException _) {
            // The caller looks at how the future ended.
        }
    }

    @Override
    public void close() {
        alarms.shutdownNow();
        apart.close();
    }
}
