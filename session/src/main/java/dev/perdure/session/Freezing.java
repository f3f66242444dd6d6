package dev.perdure.session;

import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who has frozen a session, and who may undo it: what a person has frozen only a person thaws or ends. After the host's
 * death nobody knows who it was; then it counts as a person.
 */
final class Freezing {
    private final SessionHost host;
    private final BooleanSupplier frozen;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Operator freezer;

    /** Over a session of which {@code frozen} tells the state. */
    Freezing(SessionHost host, BooleanSupplier frozen) {
        this.host = host;
        this.frozen = frozen;
    }

    /** Freezes; who freezes what is frozen already has a say in it only where the one before yields. */
    void freeze(SessionLife life, Operator by) {
        lock.lock();
        try {
            boolean already = frozen.getAsBoolean();
            host.run(life::freeze);
            Operator before = freezer;
            if (!already || (before != null && before.yieldsTo(by))) {
                freezer = by;
            }
        } finally {
            lock.unlock();
        }
    }

    void thaw(SessionLife life, Operator by) {
        lock.lock();
        try {
            require(by);
            host.run(life::thaw);
            freezer = null;
        } finally {
            lock.unlock();
        }
    }

    /** Throws {@link AccessException} when the operator may not undo the freeze that there is. */
    void requireMayUndo(Operator by) {
        lock.lock();
        try {
            require(by);
        } finally {
            lock.unlock();
        }
    }

    private void require(Operator by) {
        Operator last = freezer;
        boolean yields = last == null ? by.kind() != Operator.Kind.HUMAN : by.yieldsTo(last);
        if (frozen.getAsBoolean() && yields) {
            throw new AccessException(
                    by, AccessException.Reason.RIGHT_MISSING, by + " may not undo what a person has frozen");
        }
    }
}
