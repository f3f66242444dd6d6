package dev.perdure.session;

import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Helm;
import dev.perdure.session.operator.HelmStatus;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.operator.Rights;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who may do what in one session: {@link Rights} and {@link Helm} together, kept on disk before a change counts, told to
 * listeners after it. Thread-safe.
 */
final class Authority {
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final StateFile file;
    private final Consumer<SessionEvent> events;
    private final Rights rights;
    private final Helm helm = new Helm();
    private HelmStatus told = HelmStatus.FREE;

    Authority(SessionFiles files, Clock clock, Consumer<SessionEvent> events) {
        this.clock = clock;
        this.events = events;
        file = StateFile.in(files.directory(), AuthorityRecord.FILE);
        AuthorityRecord record =
                files.read(AuthorityRecord.FILE).map(AuthorityRecord::parse).orElse(AuthorityRecord.NONE);
        rights = new Rights(record.caps());
        record.helm().ifPresent(holder -> helm.give(holder, Duration.ofSeconds(record.helmSeconds()), clock.instant()));
        told = helm.status();
    }

    Right allow(Operator operator, Right right) {
        return locked(() -> rights.allow(operator, right));
    }

    void admit(Operator operator, Right right) {
        locked(() -> {
            rights.admit(operator, right);
            return right;
        });
    }

    boolean has(Operator operator, Right right) {
        return locked(() -> rights.has(operator, right));
    }

    void require(Operator operator, Right right) {
        locked(() -> {
            rights.require(operator, right);
            return right;
        });
    }

    /** Throws unless the operator may send input now. */
    void requireInput(Operator operator) {
        change(() -> {
            rights.require(operator, Right.STEER);
            helm.require(operator, clock.instant());
            helm.used(operator, clock.instant());
            return operator;
        });
    }

    /** Begins the time of the helm anew if the operator has it. */
    void keep(Operator operator) {
        change(() -> {
            helm.expire(clock.instant());
            helm.used(operator, clock.instant());
            return operator;
        });
    }

    boolean request(Operator operator, Duration time) {
        return change(() -> {
            rights.require(operator, Right.STEER);
            return helm.request(operator, time, clock.instant());
        });
    }

    /** Gives the helm to another who may steer; the holder may, and who governs. */
    void grant(Operator by, Operator to, Duration time) {
        change(() -> {
            if (!helm.isHolder(by)) {
                rights.require(by, Right.GOVERN);
                requireNoPersonsHelm(by);
            }
            rights.require(to, Right.STEER);
            helm.give(to, time, clock.instant());
            return to;
        });
    }

    void take(Operator by, Duration time) {
        change(() -> {
            rights.require(by, Right.GOVERN);
            requireNoPersonsHelm(by);
            helm.give(by, time, clock.instant());
            return by;
        });
    }

    boolean release(Operator operator) {
        return change(() -> helm.release(operator));
    }

    void cap(Operator by, Operator operator, Right cap) {
        change(() -> {
            rights.require(by, Right.GOVERN);
            if (by.yieldsTo(operator)) {
                throw missing(by, "lower the right of a person");
            }
            rights.cap(operator, cap);
            if (!cap.includes(Right.STEER)) {
                helm.release(operator);
            }
            return cap;
        });
    }

    void restore(Operator by, Operator operator) {
        change(() -> {
            rights.require(by, Right.GOVERN);
            if (by.kind() != Operator.Kind.HUMAN) {
                // It may have been a person who lowered it.
                throw missing(by, "give a right back; a person may");
            }
            rights.restore(operator);
            return operator;
        });
    }

    HelmStatus helm() {
        return change(() -> {
            helm.expire(clock.instant());
            return helm.status();
        });
    }

    private void requireNoPersonsHelm(Operator by) {
        helm.expire(clock.instant());
        if (helm.holder().filter(by::yieldsTo).isPresent()) {
            helm.require(by, clock.instant());
        }
    }

    private static AccessException missing(Operator by, String what) {
        return new AccessException(by, AccessException.Reason.RIGHT_MISSING, by + " may not " + what);
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Rounded up: none at all would be without end. */
    private static long wholeSeconds(Duration time) {
        return time.toSeconds() + (time.toNanosPart() == 0 ? 0 : 1);
    }

    private <T> T change(Supplier<T> action) {
        return locked(() -> {
            var caps = rights.caps();
            T result = action.get();
            HelmStatus now = helm.status();
            boolean moved =
                    !now.holder().equals(told.holder()) || !now.requests().equals(told.requests());
            if (moved || !caps.equals(rights.caps())) {
                file.write(new AuthorityRecord(rights.caps(), now.holder(), wholeSeconds(helm.time())).json());
            }
            if (moved) {
                told = now;
                events.accept(new SessionEvent.HelmChanged(now));
            }
            return result;
        });
    }
}
