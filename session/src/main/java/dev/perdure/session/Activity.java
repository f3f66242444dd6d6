package dev.perdure.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** When a session was used last: by that it ends when idle, and is forgotten after its end. Thread-safe. */
final class Activity {
    private final Clock clock;
    private final SessionOutput output;
    private volatile Optional<Instant> lastInput = Optional.empty();
    /** When somebody was attached last, or may have been: before this host nobody knows. */
    private volatile Instant lastPresent;

    private volatile Instant ended = Instant.EPOCH;

    Activity(Clock clock, SessionOutput output) {
        this.clock = clock;
        this.output = output;
        lastPresent = clock.instant();
    }

    /** Somebody types. */
    void typed() {
        lastInput = Optional.of(clock.instant());
    }

    /** Somebody has left. */
    void left() {
        lastPresent = clock.instant();
    }

    /** The session ended at that time. */
    void ended(Instant time) {
        ended = time;
    }

    Optional<Instant> lastInput() {
        return lastInput;
    }

    /** When something was printed or typed last, or when it was started. */
    Instant last() {
        Instant printed = output.lastOutput();
        return lastInput.filter(typed -> typed.isAfter(printed)).orElse(printed);
    }

    /** Nobody is attached, and for so long nothing was printed or typed and nobody looked. */
    boolean isIdle(Instant now, Duration limit) {
        Instant last = Collections.max(List.of(last(), lastPresent));
        return output.attachments().isEmpty() && !now.isBefore(last.plus(limit));
    }

    /** Nobody is attached, and the end is longer ago. For a session that has ended. */
    boolean isPast(Instant now, Duration retention) {
        return output.attachments().isEmpty() && now.isAfter(ended.plus(retention));
    }
}
