package dev.perdure.engine.core;

import dev.perdure.api.Effect;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An event of every kind, with and without what may be missing. */
final class Samples {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    static final Payload VALUE = Payload.inline("{\"a\":[1,2.50,\"x\"],\"ä\":null}");
    static final Payload BLOB = Payload.blob("0f".repeat(32), 70_000);
    static final Failure FAILURE =
            new Failure(FailureMode.TOOL_FAILURE, "it is down", "java.io.IOException", "fetch#1", "java.io…");
    static final Failure PLAIN_FAILURE = Failure.of(FailureMode.TIMEOUT, "too late");

    static final TaskEvent.Created CREATED = new TaskEvent.Created(
            "review",
            2,
            VALUE,
            "acme",
            "slow",
            -3,
            "parent",
            "child:review#1",
            "root",
            "key",
            Map.of("name", "value"),
            TIME.plusSeconds(3600),
            TIME.plusSeconds(60),
            -42,
            "original",
            17);
    static final TaskEvent.Created CREATED_PLAIN = new TaskEvent.Created(
            "review", 1, BLOB, "default", "default", 0, null, null, "task", null, Map.of(), null, null, 7, null, 0);

    static final List<TaskEvent> EVENTS = List.of(
            CREATED,
            CREATED_PLAIN,
            new TaskEvent.Queued(),
            new TaskEvent.AttemptStarted(3, 9, "worker:1"),
            new TaskEvent.AttemptResumed(3, "worker:1"),
            new TaskEvent.StepStarted("fetch#1", Effect.ONCE),
            new TaskEvent.StepStarted("loop:turns#1/4/a%2Fb#2", Effect.REPEATABLE),
            new TaskEvent.StepCompleted("fetch#1", VALUE),
            new TaskEvent.StepCompleted("fetch#1", BLOB),
            new TaskEvent.StepFailed("fetch#1", 2, FAILURE, TIME),
            new TaskEvent.StepFailed("fetch#1", 3, PLAIN_FAILURE, null),
            new TaskEvent.StepHeartbeat("fetch#1", VALUE),
            new TaskEvent.StepUnknown("fetch#1"),
            new TaskEvent.StepUnknown("fetch#1", FAILURE),
            new TaskEvent.StepResolved("fetch#1", true, VALUE),
            new TaskEvent.StepResolved("fetch#1", false, null),
            new TaskEvent.RetryDue("fetch#1"),
            new TaskEvent.TimerStarted("timer#1", TIME),
            new TaskEvent.TimerFired("timer#1"),
            new TaskEvent.SignalReceived("go", VALUE, "once"),
            new TaskEvent.SignalReceived("go", Payload.NULL, null),
            new TaskEvent.AwaitStarted("signal:go#1", "go", TIME),
            new TaskEvent.AwaitStarted("signal:go#1", "go", null),
            new TaskEvent.AwaitCompleted("signal:go#1", "go", 12),
            new TaskEvent.AwaitTimedOut("signal:go#1"),
            new TaskEvent.ChildStarted("child:review#1", "task:1", "review"),
            new TaskEvent.ChildEnded("child:review#1", "task:1", TaskState.COMPLETED, VALUE, null),
            new TaskEvent.ChildEnded("child:review#1", "task:1", TaskState.FAILED, null, FAILURE),
            new TaskEvent.JoinStarted(List.of("child:review#1", "child:review#2"), true),
            new TaskEvent.RoundCompleted("loop:turns#1", 5, VALUE, true),
            new TaskEvent.ProgressMade("progress#1", 2, 0.25, "a quarter"),
            new TaskEvent.ProgressMade("progress#1", 3, null, "more"),
            new TaskEvent.Paused("lunch"),
            new TaskEvent.Resumed(),
            new TaskEvent.CancelRequested("not needed", TIME, FailureMode.CANCELLED),
            new TaskEvent.Released(true),
            new TaskEvent.AttemptFailed(FAILURE, TIME),
            new TaskEvent.Parked(FAILURE),
            new TaskEvent.Retried(),
            new TaskEvent.Completed(VALUE),
            new TaskEvent.Failed(PLAIN_FAILURE),
            new TaskEvent.Cancelled("not needed", false));

    private Samples() {}
}
