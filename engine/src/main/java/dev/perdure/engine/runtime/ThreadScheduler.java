package dev.perdure.engine.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler of the real world: the system's clock, virtual threads, one platform thread for alarms, and some for what must run apart. */
public final class ThreadScheduler implements Scheduler {
    private static final Logger log = LoggerFactory.getLogger(ThreadScheduler.class);

    private static final Duration PROBE = Duration.ofMillis(250);

    private final ScheduledThreadPoolExecutor alarms;
    private final ApartThreads apart = new ApartThreads();

    /** A scheduler with an alarm thread of its own. */
    public ThreadScheduler() {
        alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("perdure-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
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
        if (alarms.isShutdown()) {
            return () -> {};
        }
        long nanos = Math.max(0, Duration.between(Instant.now(), time).toNanos());
        Future<?> alarm = alarms.schedule(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException e) {
                        log.error("An alarm's action failed", e);
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
        return () -> alarm.cancel(false);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
        try {
            future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
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
