package dev.perdure.engine.runtime;

import dev.perdure.store.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an owner of a partition may act on what it recorded, and how long its successor leaves that alone. All by the clock that does
 * not jump.
 *
 * <p>The record of a ONCE body's start is conditional on the epoch, so at the moment when it was handed to the store no other had the
 * lease. A body begins within three quarters of the term from that moment or not at all. A successor waits for the whole term from when
 * it has the lease. What is left is a body that was let begin and that the machine then holds back for the last quarter of the term,
 * before its first instruction: that nobody can tell from outside.
 *
 * @param lease the lease
 * @param takenAt when it was there, on the scheduler's clock
 */
record Tenure(Lease lease, long takenAt) {
    private static final Duration LONGEST_LIMIT = Duration.ofDays(3650);

    /** Whether a body may begin now whose start was handed to the store then. */
    boolean mayBegin(long recordedAt, long now) {
        Duration term = lease.term();
        return term == null || now - recordedAt <= term.toNanos() / 4 * 3;
    }

    /** From when on a body that an earlier owner let begin is over: one with that limit, or null if it has none, as far as it has begun. */
    long settlesAt(@Nullable Duration limit) {
        Duration term = lease.term();
        if (term == null || !lease.predecessorMayLive()) {
            return takenAt;
        }
        Duration running = limit == null ? Duration.ZERO : limit.compareTo(LONGEST_LIMIT) < 0 ? limit : LONGEST_LIMIT;
        return takenAt + term.plus(running).toNanos();
    }
}
