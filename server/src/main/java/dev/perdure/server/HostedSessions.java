package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.linux.Platform;
import dev.perdure.session.operator.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The sessions that this daemon hosts, or why it hosts none here. Closing lets go of them; they go on.
 *
 * @param sessions empty where sessions can't run
 */
record HostedSessions(Optional<Sessions> sessions) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(10);

    /** Adopts the sessions of a state directory. */
    static HostedSessions open(Path state) {
        return Platform.obstacle().isPresent()
                ? new HostedSessions(Optional.empty())
                : new HostedSessions(Optional.of(adopt(state)));
    }

    /** A daemon that is on its way down lets go of its store a moment before it lets go of its sessions. */
    private static Sessions adopt(Path state) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Sessions.open(state, SessionsOptions.DEFAULT);
            } catch (IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw new PerdureException(ErrorCode.STORE_LOCKED, String.valueOf(e.getMessage()), e);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    Sessions all() {
        return sessions.orElseThrow(() -> {
            String obstacle = Platform.obstacle().orElse("live sessions are not supported here yet");
            return new PerdureException(
                    ErrorCode.UNSUPPORTED,
                    Character.toUpperCase(obstacle.charAt(0)) + obstacle.substring(1) + ". Tasks run all the same.");
        });
    }

    /** A session by name or id, for an operator with what it may do there. */
    Session forOperator(String nameOrId, Operator operator) {
        Session session = all().get(nameOrId);
        session.allow(operator, Operators.rightOf(operator, session));
        return session;
    }

    void endAll() {
        sessions.ifPresent(Sessions::endAll);
    }

    @Override
    public void close() {
        sessions.ifPresent(Sessions::close);
    }
}
