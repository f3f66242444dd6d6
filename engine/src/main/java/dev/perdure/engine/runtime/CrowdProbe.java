package dev.perdure.engine.runtime;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Finds out when virtual threads that could run have to wait: each time it is asked it begins one that does nothing, and looks how long
 * the one before has not begun. Asked from one platform thread only.
 */
final class CrowdProbe {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Consumer<Duration> told;
    private volatile boolean begun = true;
    private long asked;

    CrowdProbe(Consumer<Duration> told) {
        this.told = told;
    }

    void look() {
        long now = System.nanoTime();
        if (begun) {
            begun = false;
            asked = now;
            Thread _ = Thread.ofVirtual().name("perdure-probe").start(() -> begun = true);
        } else if (now - asked > PATIENCE_NANOS) {
            told.accept(Duration.ofNanos(now - asked));
        }
    }
}
