package dev.perdure.session;

/**
 * Told of what happens to sessions, in order, on one thread that belongs to the telling: a slow listener delays other
 * listeners, never a session. When it is too slow for a bounded line of events, the oldest are dropped.
 */
@FunctionalInterface
public interface SessionListener {
    void on(Session session, SessionEvent event);
}
