package dev.perdure.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, set forward or back by a test. Thread-safe. */
public final class SetClock implements InstantSource {
    private volatile Duration set = Duration.ZERO;

    @Override
    public Instant instant() {
        return Instant.now().plus(set);
    }

    /** Sets the clock forward, or back by a span below zero. */
    public void jump(Duration span) {
        set = set.plus(span);
    }
}
