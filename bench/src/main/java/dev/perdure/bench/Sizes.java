package dev.perdure.bench;

/**
 * How much each workload does.
 *
 * @param warmups rounds that are not counted
 * @param rounds rounds that are counted
 * @param clients W1's and W8's clients
 * @param tasksPerClient W1's and W8's tasks of each client in a round
 * @param singleTasks W2's tasks in a round
 * @param parents W3's parents in a round
 * @param children W3's children of a parent
 * @param signals W4's signals in a round
 * @param sleepers W5's sleeps at once
 * @param restarted W6's waiting tasks
 * @param resident W7's waiting tasks
 * @param finished W8's finished tasks in the store
 * @param waiting W9's waiting tasks
 * @param sessions how much the session workloads do
 */
record Sizes(
        int warmups,
        int rounds,
        int clients,
        int tasksPerClient,
        int singleTasks,
        int parents,
        int children,
        int signals,
        int sleepers,
        int restarted,
        int resident,
        int finished,
        int waiting,
        SessionSizes sessions) {
    /** What the bars are about. */
    static final Sizes FULL =
            new Sizes(2, 5, 64, 60, 100, 5, 100, 500, 1000, 2000, 5000, 500_000, 1_000_000, SessionSizes.FULL);

    /** Enough to see that everything runs; its figures mean nothing. */
    static final Sizes QUICK = new Sizes(0, 1, 4, 2, 2, 1, 5, 5, 20, 20, 20, 50, 50, SessionSizes.QUICK);
}
