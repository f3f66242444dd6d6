package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.spi.SessionHost;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the sessions of this engine's tasks come from: a host that is opened when somebody first wants one. Thread-safe. */
public final class Hosting {
    private final Predicate<String> hasEnded;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Supplier<SessionHost> source;
    private @Nullable SessionHost host;
    private boolean closed;

    /** No host yet; {@code hasEnded} tells of a task's id whether the task has ended. */
    public Hosting(Predicate<String> hasEnded) {
        this.hasEnded = hasEnded;
    }

    /** Says how to open a host. It is closed with this. */
    public void by(Supplier<SessionHost> opening) {
        lock.lock();
        try {
            source = opening;
        } finally {
            lock.unlock();
        }
    }

    /** The host. Throws {@link PerdureException} if there is none or it can't be opened now. */
    public SessionHost host() {
        lock.lock();
        try {
            if (closed) {
                throw new PerdureException(ErrorCode.CLOSED, "The layer is closed. Open it again to go on.");
            }
            SessionHost open = host;
            if (open == null) {
                if (source == null) {
                    throw new PerdureException(
                            ErrorCode.UNSUPPORTED,
                            "No host of sessions is on the class path. Add the dependency dev.perdure:perdure-session.");
                }
                open = source.get();
                open.endWithTasks(hasEnded);
                host = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the host, while it can still be asked which tasks have ended. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (host != null) {
                host.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
