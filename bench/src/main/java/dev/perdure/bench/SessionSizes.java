package dev.perdure.bench;

/**
 * How much each session workload does.
 *
 * @param warmups rounds that are not counted
 * @param rounds rounds that are counted
 * @param log S1's bytes of log
 * @param logRounds S1's rounds that are counted; an unmeasured one comes first
 * @param keys S2's keys in a round
 * @param attaches S3's attachments in a round
 * @param prompts S4's shells in a round, one after the other
 * @param burst S4's sessions that are started at once
 * @param stalled S5's clients that don't read
 * @param flood S5's bytes of output meanwhile
 * @param weighed S6's idle sessions
 * @param filled S6's sessions with scrollback
 * @param scrollback S3's and S6's lines above the screen
 * @param idle S7's sessions
 * @param idleMillis how long S7 looks on
 * @param adopted S8's sessions
 * @param tree S9's processes
 * @param freezes S9's freezes in a round
 */
record SessionSizes(
        int warmups,
        int rounds,
        long log,
        int logRounds,
        int keys,
        int attaches,
        int prompts,
        int burst,
        int stalled,
        long flood,
        int weighed,
        int filled,
        int scrollback,
        int idle,
        int idleMillis,
        int adopted,
        int tree,
        int freezes) {
    /** What the bars are about. */
    static final SessionSizes FULL = new SessionSizes(
            1, 5, 100_000_000, 3, 1000, 30, 30, 100, 10, 50_000_000, 50, 10, 10_000, 200, 10_000, 100, 100, 10);

    /** Enough to see that everything runs; its figures mean nothing. */
    static final SessionSizes QUICK =
            new SessionSizes(0, 1, 300_000, 1, 5, 2, 2, 3, 2, 3_000_000, 3, 2, 200, 3, 200, 3, 6, 2);
}
