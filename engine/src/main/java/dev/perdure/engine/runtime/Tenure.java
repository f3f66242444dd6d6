package dev.perdure.engine.runtime;

import dev.perdure.api.Timeline;
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
 * @param takenAt when it was there, by the scheduler's uptime
 */
record Tenure(Lease lease, Duration takenAt) {

    /** Whether a body may begin now whose start was handed to the store then. */
    boolean mayBegin(Duration recordedAt, Duration now) {
        Duration term = lease.term();
        return term == null || now.minus(recordedAt).compareTo(term.dividedBy(4).multipliedBy(3)) <= 0;
    }

    /** From when on a body that an earlier owner let begin is over: one with that limit, or null if it has none, as far as it has begun. */
    Duration settlesAt(@Nullable Duration limit) {
        Duration term = lease.term();
        if (term == null || !lease.predecessorMayLive()) {
            return takenAt;
        }
        return takenAt.plus(term).plus(Timeline.span(limit == null ? Duration.ZERO : limit));
    }
}
