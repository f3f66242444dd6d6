package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.RetryPolicy;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration BEGINLESS = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void everyTimeIsBroughtWithinItsBounds() {
        assertThat(Timeline.time(Instant.MAX)).isEqualTo(Timeline.LATEST);
        assertThat(Timeline.time(Timeline.LATEST.plusNanos(1))).isEqualTo(Timeline.LATEST);
        assertThat(Timeline.time(Timeline.LATEST.minusNanos(1))).isEqualTo(Timeline.LATEST);
        assertThat(Timeline.time(Instant.MIN)).isEqualTo(Timeline.EARLIEST);
        assertThat(Timeline.isNever(Timeline.LATEST)).isTrue();
        assertThat(Timeline.isNever(Timeline.LATEST.minusMillis(1))).isFalse();
        assertThat(Instant.ofEpochMilli(Timeline.millis(Instant.MAX))).isEqualTo(Timeline.LATEST);
        assertThat(Instant.ofEpochMilli(Timeline.millis(Instant.MIN))).isEqualTo(Timeline.EARLIEST);
        assertThat(Timeline.LATEST.toString()).isEqualTo("9999-12-31T23:59:59.999Z");
    }

    @Test
    void aTimeBetweenTwoMillisecondsIsTheLater() {
        assertThat(Timeline.time(NOON)).isEqualTo(NOON);
        assertThat(Timeline.time(NOON.plusNanos(1))).isEqualTo(NOON.plusMillis(1));
        assertThat(Timeline.time(NOON.plusNanos(999_999))).isEqualTo(NOON.plusMillis(1));
        assertThat(Timeline.time(Instant.parse("1960-01-01T00:00:00.000000001Z")))
                .isEqualTo(Instant.parse("1960-01-01T00:00:00.001Z"));
        assertThat(Timeline.after(NOON, Duration.ofNanos(1_000_001))).isEqualTo(NOON.plusMillis(2));
    }

    @Test
    void noSumOverflows() {
        assertThat(Timeline.after(NOON, ENDLESS)).isEqualTo(Timeline.LATEST);
        assertThat(Timeline.after(Instant.MAX, ENDLESS)).isEqualTo(Timeline.LATEST);
        assertThat(Timeline.after(Instant.MIN, Duration.ZERO)).isEqualTo(Timeline.EARLIEST);
        assertThat(Timeline.after(NOON, BEGINLESS)).isEqualTo(NOON);
        assertThat(Timeline.span(ENDLESS)).isEqualTo(Timeline.LONGEST);
        assertThat(Timeline.span(BEGINLESS)).isEqualTo(Timeline.LONGEST.negated());
        assertThat(Timeline.span(Duration.ofNanos(1))).isEqualTo(Duration.ofNanos(1));
        assertThat(Timeline.until(Instant.MIN, Instant.MAX)).isPositive().isLessThan(Timeline.LONGEST);
        assertThat(Timeline.until(Instant.MAX, Instant.MIN)).isZero();
        assertThat(Timeline.nanos(ENDLESS) + Long.MAX_VALUE / 2).isPositive();
        assertThat(Timeline.nanos(BEGINLESS)).isZero();
        assertThat(Timeline.nanos(Duration.ofNanos(7))).isEqualTo(7);
    }

    @Test
    void whatAnAuthorDeclaresIsWithinTheBoundsOrRefused() {
        Step<Integer> step = Step.of("pay", Integer.class).withTimeout(ENDLESS).withHeartbeat(ENDLESS);
        assertThat(step.timeout()).isEqualTo(Timeline.LONGEST);
        assertThat(step.heartbeatTimeout()).isEqualTo(Timeline.LONGEST);
        assertThat(SessionCommand.of("sleep 1").withTimeout(ENDLESS).timeout()).isEqualTo(Timeline.LONGEST);
        StartOptions options = StartOptions.DEFAULT.withDelay(ENDLESS).withDeadline(Instant.MAX);
        assertThat(options.delay()).isEqualTo(Timeline.LONGEST);
        assertThat(options.deadline()).isEqualTo(Timeline.LATEST);
        assertThatThrownBy(() -> step.withTimeout(BEGINLESS)).hasMessageContaining("not positive");
        assertThatThrownBy(() -> StartOptions.DEFAULT.withDelay(BEGINLESS)).hasMessageContaining("negative");
    }

    @Test
    void aRetryPolicyNeverMakesAHugeOrASmallWaitNone() {
        RetryPolicy huge = RetryPolicy.DEFAULT.withInitialInterval(ENDLESS);
        assertThat(huge.delayAfter(1, 0)).contains(Timeline.LONGEST);
        assertThat(huge.delayAfter(4, 0)).contains(Timeline.LONGEST);
        RetryPolicy small = new RetryPolicy(9, Duration.ofNanos(1), 10, Duration.ofSeconds(1), 0, Set.of());
        assertThat(small.delayAfter(1, 0)).contains(Duration.ofMillis(1));
        assertThat(small.delayAfter(8, 0)).contains(Duration.ofMillis(10));
        RetryPolicy growing =
                new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Double.MAX_VALUE, ENDLESS, 0, Set.of());
        assertThat(growing.delayAfter(1_000_000, 0)).contains(Timeline.LONGEST);
        RetryPolicy atOnce = new RetryPolicy(9, Duration.ZERO, Double.MAX_VALUE, ENDLESS, 0, Set.of());
        assertThat(atOnce.delayAfter(8, 0)).contains(Duration.ZERO);
        assertThat(RetryPolicy.DEFAULT.delayAfter(1, 0.5)).contains(Duration.ofMillis(900));
    }
}
