package dev.perdure.session.operator;

/** An operator may not do in a session what it tried; {@link #reason()} says why. Nothing has happened. */
public final class AccessException extends RuntimeException {
    private final Reason reason;
    private final Operator operator;

    /** Why an operator was refused. */
    public enum Reason {
        /** It lacks the right. */
        RIGHT_MISSING,
        /** Its right was revoked by an operator who governs. */
        RIGHT_REVOKED,
        /** Another operator has the helm. */
        HELM_TAKEN
    }

    public AccessException(Operator operator, Reason reason, String message) {
        super(message);
        this.operator = operator;
        this.reason = reason;
    }

    public Operator operator() {
        return operator;
    }

    public Reason reason() {
        return reason;
    }
}
