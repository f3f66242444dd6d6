package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a task's work, as it stands now.
 *
 * @param key its key in the task, such as {@code fetch#2}
 * @param kind what it is
 * @param state where it is
 * @param attempts how often its body was run and recorded, 0 where there is no body
 * @param startedAt when its first record was made, or null where nothing was recorded before its end
 * @param endedAt when it ended, or null
 * @param childId the child's task id, where it is a child
 * @param failure why it failed or is tried again, or null
 */
public record StepInfo(
        String key,
        Kind kind,
        State state,
        int attempts,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String childId,
        @Nullable Failure failure) {
    public StepInfo {
        requireNonNull(key, "key is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(state, "state is null");
    }

    /** What kinds of entry there are. */
    public enum Kind {
        /** A recorded unit of work. */
        STEP,
        /** A sleep. */
        TIMER,
        /** A wait for a signal. */
        SIGNAL,
        /** A child task. */
        CHILD,
        /** A checkpointed loop. */
        LOOP;

        /** The name on the wire. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where an entry is. */
    public enum State {
        /** It runs or waits. */
        OPEN,
        /** It failed and is tried again later. */
        RETRYING,
        /** It was cut off and nobody knows whether its effect took place. */
        UNKNOWN,
        /** It ended well. */
        DONE,
        /** It ended by its time limit. */
        TIMED_OUT,
        /** It failed for good. */
        FAILED;

        /** The name on the wire. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
