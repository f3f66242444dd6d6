package dev.perdure.store;

/**
 * A task that must be looked at at some time.
 *
 * @param wakeAt epoch milliseconds
 * @param taskId the task
 */
public record WakeUp(long wakeAt, String taskId) implements Comparable<WakeUp> {
    @Override
    public int compareTo(WakeUp other) {
        int byTime = Long.compare(wakeAt, other.wakeAt);
        return byTime != 0 ? byTime : taskId.compareTo(other.taskId);
    }
}
