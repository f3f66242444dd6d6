package dev.perdure.session.anchor;

/** A session's terminal can't be taken back; {@link #reason()} says whether it ever can. */
public final class AdoptionException extends RuntimeException {
    private final Reason reason;

    /** Why a terminal can't be taken back. */
    public enum Reason {
        /** No anchor ever reported: the daemon was killed before the session began. */
        NEVER_STARTED,
        /** The anchor is gone: it was killed, or the machine was started anew. The session is lost or has ended. */
        GONE,
        /** The anchor lives, but the kernel doesn't let this process take its descriptor. */
        REFUSED
    }

    AdoptionException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
