package dev.perdure.session;

import dev.perdure.api.Timeline;
import java.time.Duration;
import java.util.Optional;

/**
 * When a session ends without being told to, and what is kept of it. Spans are cut to {@link Timeline#LONGEST}.
 *
 * @param endAfterIdle ends it after this time without input, output and attached operators; empty for never
 * @param grace between SIGHUP and SIGKILL when it ends
 * @param retention how long its files are kept after its end
 */
public record LifeCycle(Optional<Duration> endAfterIdle, Duration grace, Duration retention) {
    /** Never ends by itself; 2 seconds of grace; 7 days of retention. */
    public static final LifeCycle KEEP = new LifeCycle(Optional.empty(), Duration.ofSeconds(2), Duration.ofDays(7));

    public LifeCycle {
        endAfterIdle.ifPresent(idle -> positive(idle, "endAfterIdle"));
        if (grace.isNegative() || grace.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("grace is not from 0 to 10 minutes: " + grace);
        }
        if (retention.isNegative()) {
            throw new IllegalArgumentException("retention is negative: " + retention);
        }
        endAfterIdle = endAfterIdle.map(Timeline::span);
        retention = Timeline.span(retention);
    }

    /** As {@link #KEEP}, but ends after so long idle. */
    public static LifeCycle endAfter(Duration idle) {
        return new LifeCycle(Optional.of(idle), KEEP.grace, KEEP.retention);
    }

    private static void positive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is not positive: " + duration);
        }
    }
}
