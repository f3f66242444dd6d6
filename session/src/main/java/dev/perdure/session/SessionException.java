package dev.perdure.session;

/** A session can't do what was asked; {@link #reason()} is stable and the same at every door. */
public final class SessionException extends RuntimeException {
    private final Reason reason;

    /** Why not. */
    public enum Reason {
        /** There is no session of that name or identity. */
        NOT_FOUND,
        /** A living session has the name already. */
        NAME_TAKEN,
        /** It has ended, or is lost. */
        NOT_ALIVE,
        /** It is alive, and that is only for one that has ended. */
        ALIVE,
        /** A bound is reached: sessions of a host, attachments of a session, input that its program doesn't read. */
        LIMIT,
        /** These sessions are closed here. */
        CLOSED,
        /** The terminal isn't at a prompt where a command could be typed. */
        BUSY
    }

    public SessionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
