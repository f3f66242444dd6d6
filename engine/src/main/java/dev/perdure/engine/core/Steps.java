package dev.perdure.engine.core;

import dev.perdure.api.Effect;
import dev.perdure.api.FailureMode;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How the entry of a step follows from the one before it and an event. Pure. */
final class Steps {
    private Steps() {}

    static StepEntry started(@Nullable StepEntry before, TaskEvent.StepStarted it, long seq, Instant time) {
        return before == null
                ? new StepEntry(
                        it.key(), StepState.STARTED, it.effect(), 0, null, null, null, null, time, seq, time, false)
                : new StepEntry(
                        it.key(),
                        StepState.STARTED,
                        it.effect(),
                        before.failures(),
                        null,
                        before.failure(),
                        null,
                        before.heartbeat(),
                        before.startedAt() == null ? time : before.startedAt(),
                        seq,
                        time,
                        false);
    }

    static StepEntry completed(@Nullable StepEntry before, TaskEvent.StepCompleted it, long seq, Instant time) {
        return new StepEntry(
                it.key(),
                StepState.DONE,
                before == null ? Effect.REPEATABLE : before.effect(),
                before == null ? 0 : before.failures(),
                it.result(),
                null,
                null,
                null,
                before == null ? null : before.startedAt(),
                seq,
                time,
                false);
    }

    static StepEntry failed(@Nullable StepEntry before, TaskEvent.StepFailed it, long seq, Instant time) {
        return new StepEntry(
                it.key(),
                it.retryAt() == null ? StepState.FAILED : StepState.RETRYING,
                before == null ? Effect.REPEATABLE : before.effect(),
                it.failures(),
                null,
                it.failure(),
                it.retryAt(),
                before == null ? null : before.heartbeat(),
                before == null || before.startedAt() == null ? time : before.startedAt(),
                seq,
                time,
                false);
    }

    static StepEntry heartbeat(@Nullable StepEntry before, TaskEvent.StepHeartbeat it, long seq, Instant time) {
        return before == null
                ? new StepEntry(
                        it.key(),
                        StepState.STARTED,
                        Effect.REPEATABLE,
                        0,
                        null,
                        null,
                        null,
                        it.details(),
                        time,
                        seq,
                        time,
                        false)
                : new StepEntry(
                        it.key(),
                        before.state(),
                        before.effect(),
                        before.failures(),
                        null,
                        before.failure(),
                        before.retryAt(),
                        it.details(),
                        before.startedAt(),
                        seq,
                        time,
                        false);
    }

    static StepEntry unknown(StepEntry before, TaskEvent.StepUnknown it, long seq, Instant time) {
        return new StepEntry(
                it.key(),
                StepState.UNKNOWN,
                before.effect(),
                before.failures(),
                null,
                it.failure(),
                null,
                before.heartbeat(),
                before.startedAt(),
                seq,
                time,
                false);
    }

    /** Whether what is unknown of a step is only its result: its body returned. */
    static boolean returned(StepEntry step) {
        return step.failure() != null && step.failure().mode() == FailureMode.UNKNOWN_OUTCOME;
    }

    static StepEntry resolved(StepEntry before, TaskEvent.StepResolved it, long seq, Instant time) {
        return new StepEntry(
                it.key(),
                it.done() ? StepState.DONE : StepState.DUE,
                before.effect(),
                before.failures(),
                it.result(),
                before.failure(),
                null,
                before.heartbeat(),
                before.startedAt(),
                seq,
                time,
                it.done());
    }

    /** A step that must not happen twice and whose record was cut off. */
    static StepEntry cutOff(@Nullable StepEntry before, String key, long seq, Instant time) {
        return new StepEntry(
                key,
                StepState.UNKNOWN,
                Effect.ONCE,
                before == null ? 0 : before.failures(),
                null,
                before == null ? null : before.failure(),
                null,
                before == null ? null : before.heartbeat(),
                before == null ? time : before.startedAt(),
                seq,
                time,
                false);
    }

    static StepEntry with(StepEntry step, StepState state, long seq, Instant time) {
        return new StepEntry(
                step.key(),
                state,
                step.effect(),
                step.failures(),
                step.result(),
                step.failure(),
                null,
                step.heartbeat(),
                step.startedAt(),
                seq,
                time,
                false);
    }
}
