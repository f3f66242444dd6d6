package dev.perdure.store.sqlite;

/**
 * How long a group stays open for more. Clients that were just served usually send their next append at once; a writer that commits
 * the first handful of them needs two flushes where one would do, which costs a third of the throughput.
 *
 * <p>A group stays open only after one that served several, at most as long as that one took, since it is such a write that may be
 * saved. When the expected don't come, ever more groups are not held open. An append that comes alone is never held up.
 *
 * <p>Not thread-safe; belongs to the writer.
 */
final class Gathering {
    private static final int WORTHWHILE = 8;
    /** However slow the disk is. */
    private static final long LONGEST_PATIENCE_NANOS = 1_000_000;

    private static final int MAX_DISAPPOINTMENTS = 7;

    private int target;
    private long patience;
    private int disappointments;
    private int groupsToLeaveOut;

    /** How many appends the next group should have before it is committed: most of those that were just served, and of those that queued. */
    int target() {
        return target;
    }

    /** How long it may stay open for them, nanoseconds. */
    long patience() {
        return patience;
    }

    /** Takes note of a group: how many it served, in how many nanoseconds, and how many had queued meanwhile. */
    void served(int appends, long nanos, int queued) {
        if (target > 0) {
            boolean came = appends >= target;
            disappointments = came ? 0 : Math.min(disappointments + 1, MAX_DISAPPOINTMENTS);
            groupsToLeaveOut = came ? 0 : 1 << disappointments;
        }
        int expected = appends + queued;
        if (expected < WORTHWHILE) {
            target = 0;
        } else if (groupsToLeaveOut > 0) {
            groupsToLeaveOut--;
            target = 0;
        } else {
            target = expected - expected / 8;
            patience = Math.min(nanos, LONGEST_PATIENCE_NANOS);
        }
    }
}
