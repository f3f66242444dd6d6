package dev.perdure.session;

import java.time.Clock;

/**
 * How the sessions of a state directory are hosted.
 *
 * @param clock the time of records and of the life-cycle
 * @param readers threads that read terminals, 1 at least
 * @param mostSessions living sessions at a time; more are refused
 */
public record SessionsOptions(Clock clock, int readers, int mostSessions) {
    /** The system's clock, two readers, 1,000 sessions. */
    public static final SessionsOptions DEFAULT = new SessionsOptions(Clock.systemUTC(), 2, 1_000);

    public SessionsOptions {
        if (readers < 1) {
            throw new IllegalArgumentException("readers is below 1: " + readers);
        }
        if (mostSessions < 1) {
            throw new IllegalArgumentException("mostSessions is below 1: " + mostSessions);
        }
    }
}
