package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** When a task's session ends without being told to. It always ends when its own program does. */
public sealed interface SessionPolicy {
    /** It goes on after the task, until somebody ends it. */
    SessionPolicy KEEP = new Keep();

    /** It ends soon after the task has ended, well or not; not while the task waits, is paused or needs attention. */
    SessionPolicy END_WITH_TASK = new EndWithTask();

    /**
     * It ends after so long without input, output and attached operators, whatever the task does: choose more than the longest
     * silence of a command.
     */
    static SessionPolicy endAfterIdle(Duration idle) {
        return new EndAfterIdle(idle);
    }

    /** {@link #KEEP}. */
    record Keep() implements SessionPolicy {}

    /** {@link #END_WITH_TASK}. */
    record EndWithTask() implements SessionPolicy {}

    /** {@link #endAfterIdle}. */
    record EndAfterIdle(Duration idle) implements SessionPolicy {
        public EndAfterIdle {
            requireNonNull(idle, "idle is null");
            if (!idle.isPositive()) {
                throw new IllegalArgumentException("idle is not positive: " + idle);
            }
            idle = Timeline.span(idle);
        }
    }
}
