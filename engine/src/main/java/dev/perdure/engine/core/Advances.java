package dev.perdure.engine.core;

/**
 * Which events show that a run got further than the ones before it. That a body begins does not, nor a heartbeat, nor what others do to
 * the task: a body that ends its process makes these again in every run.
 */
final class Advances {
    private Advances() {}

    static boolean is(TaskEvent event) {
        return switch (event) {
            case TaskEvent.StepCompleted _,
                    TaskEvent.StepFailed _,
                    TaskEvent.TimerStarted _,
                    TaskEvent.AwaitStarted _,
                    TaskEvent.AwaitCompleted _,
                    TaskEvent.SignalSetAside _,
                    TaskEvent.ChildStarted _,
                    TaskEvent.JoinStarted _,
                    TaskEvent.RoundCompleted _,
                    TaskEvent.ProgressMade _,
                    TaskEvent.AttemptFailed _,
                    TaskEvent.Parked _,
                    TaskEvent.Retried _,
                    TaskEvent.Quarantined _,
                    TaskEvent.Repaired _,
                    TaskEvent.Completed _,
                    TaskEvent.Failed _,
                    TaskEvent.Cancelled _ -> true;
            case TaskEvent.StepResolved it -> it.done();
            case TaskEvent.Created _,
                    TaskEvent.Queued _,
                    TaskEvent.AttemptStarted _,
                    TaskEvent.AttemptResumed _,
                    TaskEvent.StepStarted _,
                    TaskEvent.StepHeartbeat _,
                    TaskEvent.StepUnknown _,
                    TaskEvent.RetryDue _,
                    TaskEvent.TimerFired _,
                    TaskEvent.SignalReceived _,
                    TaskEvent.SignalDropped _,
                    TaskEvent.AwaitTimedOut _,
                    TaskEvent.ChildEnded _,
                    TaskEvent.Paused _,
                    TaskEvent.Resumed _,
                    TaskEvent.CancelRequested _,
                    TaskEvent.Released _ -> false;
        };
    }
}
