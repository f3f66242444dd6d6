package dev.perdure.session.screen;

/**
 * What one screen may hold, in bytes, of all that a program's output can make it hold without end: the lines of the
 * scrollback, the styles, links and clusters of their cells. One sum for all, so that no kind can take more by being
 * filled alone.
 *
 * <p>Whoever is about to hold more {@linkplain #charge charges} it first. When that is too much, the owner makes room: it
 * collects what no cell uses, then lets the oldest go. So charge only where all that is in use can be seen from the cells
 * and the pen. What has a bound of its own is not counted: the two grids, titles, tab stops, modes, colours, the sequence
 * being read.
 */
final class Budget {

    /** Room for a large picture in colours of its own, and for links on every line of a screen. */
    static final long BASE = 16L << 20;

    /** Room for one line of the scrollback: more than twice what a full line of coloured text takes. */
    static final long FOR_EACH_LINE = 256;

    /** Who can see all that is in use. */
    interface Owner {
        /** Frees the numbers of styles, links and clusters that no cell uses. */
        void collect();

        /** Collects, and lets the oldest go until the budget is not {@link Budget#tight} any more. */
        void makeRoom();
    }

    private final long limit;
    private final Owner owner;
    private long used;
    private boolean held;

    Budget(int scrollback, Owner owner) {
        limit = limit(scrollback);
        this.owner = owner;
    }

    /** The budget of a screen with so many lines of scrollback. */
    static long limit(int scrollback) {
        return BASE + scrollback * FOR_EACH_LINE;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used;
    }

    /** Accounts for bytes that are about to be held; makes room first, and says so, where they are too many. */
    boolean charge(long bytes) {
        used += bytes;
        if (used <= limit || held) {
            return false;
        }
        held = true;
        owner.makeRoom();
        held = false;
        return true;
    }

    /** Asks for a collection; false where none is possible now. */
    boolean collect() {
        if (held) {
            return false;
        }
        held = true;
        owner.collect();
        held = false;
        return true;
    }

    /** Gives bytes back. */
    void release(long bytes) {
        used -= bytes;
    }

    /** Whether the owner that makes room should go on: so much that it isn't asked again soon. */
    boolean tight() {
        return used > limit / 4 * 3;
    }

    /** Runs a change during which what is in use can't be seen; room is made after it. */
    void during(Runnable change) {
        held = true;
        change.run();
        held = false;
        charge(0);
    }
}
