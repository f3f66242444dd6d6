package dev.perdure.session.operator;

/** What an operator may do in one session; each right includes those before it. */
public enum Right {
    /** See the screen, the output, the processes. */
    OBSERVE,
    /** Send input while nobody else has the helm, and ask for the helm. */
    STEER,
    /** Take the helm, revoke rights, freeze, thaw, rename and end. */
    GOVERN;

    public boolean includes(Right other) {
        return compareTo(other) >= 0;
    }

    /** The lesser of the two. */
    public Right atMost(Right cap) {
        return compareTo(cap) <= 0 ? this : cap;
    }
}
