package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.engine.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadSchedulerTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final SetClock clock = new SetClock();
    private final ThreadScheduler scheduler = new ThreadScheduler(clock);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void anAlarmRingsSoonAfterTheClockWasSetBeyondItsTime() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        Scheduler.Alarm _ = scheduler.at(clock.instant().plus(HOUR), rung::countDown);
        clock.jump(HOUR);
        assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAlarmNeverRingsBeforeTheClockShowsItsTime() {
        AtomicInteger early = new AtomicInteger();
        AtomicInteger rung = new AtomicInteger();
        Instant begun = clock.instant();
        for (int i = 0; i < 200; i++) {
            Instant time = begun.plusNanos(i * 1_234_567L);
            Scheduler.Alarm _ = scheduler.at(time, () -> {
                if (clock.instant().isBefore(time)) {
                    early.incrementAndGet();
                }
                rung.incrementAndGet();
            });
        }
        clock.jump(Duration.ofMillis(-100));
        await().untilAtomic(rung, org.hamcrest.Matchers.is(200));
        assertThat(early).hasValue(0);
    }

    @Test
    void aSpanKeepsItsLengthHoweverTheClockIsSet() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Duration before = scheduler.uptime();
        Scheduler.Alarm _ = scheduler.after(Duration.ofMillis(50), rung::countDown);
        Scheduler.Alarm _ = scheduler.after(HOUR, never::countDown);
        clock.jump(HOUR.multipliedBy(-2));
        assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
        clock.jump(HOUR.multipliedBy(4));
        assertThat(never.await(1500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(scheduler.uptime().minus(before)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(30));
    }

    @Test
    void anAlarmThatWasCancelledOrIsFarAwayDoesNotRing() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        scheduler.at(clock.instant().plusSeconds(2), rung::countDown).cancel();
        scheduler.after(Duration.ofSeconds(2), rung::countDown).cancel();
        Scheduler.Alarm _ = scheduler.at(Instant.MAX, rung::countDown);
        Scheduler.Alarm _ = scheduler.after(Duration.ofSeconds(Long.MAX_VALUE), rung::countDown);
        clock.jump(HOUR);
        assertThat(rung.await(1500, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void anAlarmOfAClosedSchedulerIsNone() {
        scheduler.close();
        scheduler.at(clock.instant(), () -> {}).cancel();
        scheduler.after(Duration.ZERO, () -> {}).cancel();
    }

    @Test
    void aWaitMayBeAsLongAsOneLikes() throws InterruptedException {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Scheduler.Alarm _ = scheduler.after(Duration.ofMillis(50), () -> future.complete(null));
        assertThat(scheduler.await(future, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(scheduler.await(new CompletableFuture<>(), Duration.ofSeconds(Long.MIN_VALUE)))
                .isFalse();
    }
}
