package dev.perdure.engine.core;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perdure.api.Effect;
import dev.perdure.api.Failure;
import dev.perdure.api.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a task's record says under one key: the answer to a call of the handler's, or where that call stands. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.StepEntry.class, name = "step"),
    @JsonSubTypes.Type(value = Entry.TimerEntry.class, name = "timer"),
    @JsonSubTypes.Type(value = Entry.AwaitEntry.class, name = "await"),
    @JsonSubTypes.Type(value = Entry.ChildEntry.class, name = "child"),
    @JsonSubTypes.Type(value = Entry.LoopEntry.class, name = "loop"),
    @JsonSubTypes.Type(value = Entry.ProgressEntry.class, name = "progress"),
})
public sealed interface Entry {
    /** The entry's key in its task. */
    String key();

    /** The task's event that changed it last: its place in the task's history. */
    long seq();

    /** When that event was. */
    Instant time();

    /** Where a step is. */
    enum StepState {
        /** Its start is recorded and nothing else. */
        STARTED,
        /** A body failed; it runs again at a set time. */
        RETRYING,
        /** The wait before the next try is over. */
        DUE,
        /** A ONCE body was cut off. */
        UNKNOWN,
        /** It ended well. */
        DONE,
        /** It failed for good. */
        FAILED
    }

    /** Where a wait is. */
    enum WaitState {
        /** It waits. */
        OPEN,
        /** What it waited for came. */
        DONE,
        /** Its time passed. */
        TIMED_OUT,
        /** The task was cancelled while it waited. */
        CANCELLED
    }

    /**
     * A step: {@code failures} counts failed bodies, {@code retryAt} is set while it is RETRYING, {@code resolved} says that its outcome
     * was unknown and somebody settled it.
     */
    record StepEntry(
            String key,
            StepState state,
            Effect effect,
            int failures,
            @Nullable Payload result,
            @Nullable Failure failure,
            @Nullable Instant retryAt,
            @Nullable Payload heartbeat,
            @Nullable Instant startedAt,
            long seq,
            Instant time,
            boolean resolved)
            implements Entry {
        /** Whether its body returned and only its result is unknown. */
        public boolean hasReturned() {
            return state == StepState.UNKNOWN && Steps.returned(this);
        }
    }

    /** A sleep. */
    record TimerEntry(String key, WaitState state, Instant fireAt, Instant startedAt, long seq, Instant time)
            implements Entry {
        /** The same sleep once it is over. */
        public TimerEntry fired() {
            return new TimerEntry(key, WaitState.DONE, fireAt, startedAt, seq, time);
        }
    }

    /** A wait for a signal: {@code payload} and {@code signalSeq} are of the signal that it got. */
    record AwaitEntry(
            String key,
            WaitState state,
            String signal,
            @Nullable Instant deadline,
            @Nullable Payload payload,
            Instant startedAt,
            long seq,
            Instant time,
            long signalSeq)
            implements Entry {}

    /** A child task; {@code ended} is its final state, or null while it is open. */
    record ChildEntry(
            String key,
            String childId,
            String type,
            @Nullable TaskState ended,
            @Nullable Payload result,
            @Nullable Failure failure,
            Instant startedAt,
            long seq,
            Instant time)
            implements Entry {}

    /** A loop after its {@code round}th round, counted from 0. */
    record LoopEntry(String key, long round, Payload state, boolean finished, long seq, Instant time)
            implements Entry {}

    /** How often progress was recorded in a scope. */
    record ProgressEntry(String key, int count, long seq, Instant time) implements Entry {}
}
