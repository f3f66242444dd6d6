package dev.perdure.engine.core;

import dev.perdure.api.CodeChangedException;
import dev.perdure.api.Effect;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.InvalidStateException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StaleAttemptException;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.LoopEntry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.Entry.TimerEntry;
import dev.perdure.engine.core.Entry.WaitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which events follow from a command: {@code decide(state, command, now) → events}. It changes nothing and depends on nothing else. An
 * empty list means that what is asked is so already; a command that can't be is refused by an exception.
 */
public final class Decider {
    private Decider() {}

    /** Decides a command. Throws a {@link PerdureException} that says why it is refused. */
    public static List<TaskEvent> decide(TaskModel task, Command command, Instant now) {
        return switch (command) {
            case Command.SendSignal it -> signal(task, it);
            case Command.Cancel it -> cancel(task, it, now);
            case Command.Pause it -> pause(task, it);
            case Command.Resume _ ->
                task.state() == TaskState.PAUSED ? List.of(new TaskEvent.Resumed()) : refuse(task, "resumed");
            case Command.Retry _ -> retry(task);
            case Command.Resolve it -> resolve(task, it);
            case Command.Begin it -> begin(task, it);
            case Command.Wake it -> wake(task, it, now);
            case Command.NoteChild it -> ChildDecisions.note(task, it);
            case Command.OfAttempt it -> ofAttempt(task, it);
        };
    }

    private static List<TaskEvent> signal(TaskModel task, Command.SendSignal it) {
        // Sent again by somebody who didn't hear of the first: what it was for may be over by now.
        if (it.key() != null && task.hasSignalKey(it.key())) {
            return List.of();
        }
        if (task.state().isFinal()) {
            return refuse(task, "signalled");
        }
        var received = new TaskEvent.SignalReceived(it.name(), it.payload(), it.key());
        for (Entry entry : task.open()) {
            if (entry instanceof AwaitEntry wait && wait.signal().equals(it.name())) {
                return List.of(received, new TaskEvent.AwaitCompleted(wait.key(), it.name(), task.lastSeq() + 1));
            }
        }
        if (task.signals().size() >= Bounds.WAITING_SIGNALS) {
            throw new PerdureException(
                    ErrorCode.OVERLOADED,
                    "Task " + task.id() + " has " + Bounds.WAITING_SIGNALS
                            + " signals that it has not awaited yet. Send again when it has taken some.");
        }
        return List.of(received);
    }

    private static List<TaskEvent> cancel(TaskModel task, Command.Cancel it, Instant now) {
        if (task.state().isFinal()) {
            return List.of();
        }
        Instant until = now.plus(it.grace());
        if (task.state() == TaskState.CANCELLING) {
            Instant before = task.graceUntil();
            if (before == null || !until.isBefore(before)) {
                return List.of();
            }
        }
        var requested = new TaskEvent.CancelRequested(it.reason(), until, FailureMode.CANCELLED);
        boolean handlerKnows = task.attempt() > 0 && task.state() != TaskState.NEEDS_ATTENTION;
        if (handlerKnows) {
            return List.of(requested);
        }
        return task.hasOpenChild()
                ? List.of(requested, new TaskEvent.Released(false))
                : List.of(requested, new TaskEvent.Cancelled(it.reason(), false));
    }

    private static List<TaskEvent> pause(TaskModel task, Command.Pause it) {
        return switch (task.state()) {
            case SCHEDULED, READY, RUNNING, WAITING -> List.of(new TaskEvent.Paused(it.reason()));
            case PAUSED -> List.of();
            case NEEDS_ATTENTION, CANCELLING, COMPLETED, FAILED, CANCELLED -> refuse(task, "paused");
        };
    }

    private static List<TaskEvent> retry(TaskModel task) {
        return switch (task.state()) {
            case NEEDS_ATTENTION, FAILED, CANCELLED -> {
                for (Entry entry : task.open()) {
                    if (entry instanceof StepEntry step && step.state() == StepState.UNKNOWN) {
                        throw new PerdureException(
                                ErrorCode.INVALID_STATE,
                                "Whether step " + step.key() + " of task " + task.id()
                                        + " took effect is unknown. Settle it first: resolve it as done or as not done.");
                    }
                }
                List<TaskEvent> events = new ArrayList<>();
                events.add(new TaskEvent.Retried());
                endWaits(task, events);
                yield events;
            }
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, CANCELLING, COMPLETED -> refuse(task, "retried");
        };
    }

    /** A wait that a cancellation cut off is open again, and gets a signal that has come since. */
    private static void endWaits(TaskModel task, List<TaskEvent> events) {
        for (Entry entry : task.entries()) {
            if (entry instanceof AwaitEntry wait && wait.state() == WaitState.CANCELLED) {
                task.signals().stream()
                        .filter(signal -> signal.name().equals(wait.signal()))
                        .findFirst()
                        .ifPresent(signal ->
                                events.add(new TaskEvent.AwaitCompleted(wait.key(), wait.signal(), signal.seq())));
            }
        }
    }

    private static List<TaskEvent> resolve(TaskModel task, Command.Resolve it) {
        if (!(task.find(it.key()) instanceof StepEntry step) || step.state() != StepState.UNKNOWN) {
            throw new PerdureException(
                    ErrorCode.INVALID_STATE,
                    "Task " + task.id() + " has no step " + it.key() + " whose outcome is unknown.");
        }
        var resolved = new TaskEvent.StepResolved(it.key(), it.done(), it.result());
        boolean last = task.open().stream()
                .noneMatch(entry -> entry instanceof StepEntry other
                        && other.state() == StepState.UNKNOWN
                        && !other.key().equals(it.key()));
        return task.state() == TaskState.NEEDS_ATTENTION && last
                ? List.of(resolved, new TaskEvent.Retried())
                : List.of(resolved);
    }

    private static List<TaskEvent> begin(TaskModel task, Command.Begin it) {
        return switch (task.state()) {
            case READY, RUNNING, WAITING, CANCELLING ->
                task.attemptEpoch() == it.epoch()
                        ? List.of(new TaskEvent.AttemptResumed(task.attempt(), it.worker()))
                        : List.of(new TaskEvent.AttemptStarted(task.attempt() + 1, it.epoch(), it.worker()));
            case SCHEDULED, PAUSED, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED -> refuse(task, "begun");
        };
    }

    private static List<TaskEvent> wake(TaskModel task, Command.Wake it, Instant now) {
        TaskState state = task.state();
        if (state.isFinal()) {
            return List.of();
        }
        if (state == TaskState.CANCELLING) {
            return isDue(task.graceUntil(), now) ? release(task, true) : List.of();
        }
        if (isDue(task.created().deadline(), now)) {
            return timeOut(task, now.plus(it.grace()));
        }
        List<TaskEvent> events = new ArrayList<>();
        for (Entry entry : task.open()) {
            switch (entry) {
                case TimerEntry timer -> {
                    if (isDue(timer.fireAt(), now)) {
                        events.add(new TaskEvent.TimerFired(timer.key()));
                    }
                }
                case AwaitEntry wait -> {
                    if (isDue(wait.deadline(), now)) {
                        events.add(new TaskEvent.AwaitTimedOut(wait.key()));
                    }
                }
                case StepEntry step -> {
                    if (isDue(step.retryAt(), now)) {
                        events.add(new TaskEvent.RetryDue(step.key()));
                    }
                }
                case ChildEntry _, LoopEntry _, ProgressEntry _ -> {}
            }
        }
        boolean due = state == TaskState.SCHEDULED && isDue(task.dueAt(), now);
        boolean evicted = state == TaskState.WAITING && !events.isEmpty() && !it.live();
        if (due || evicted) {
            events.add(new TaskEvent.Queued());
        }
        return events;
    }

    private static List<TaskEvent> timeOut(TaskModel task, Instant graceUntil) {
        String reason = "its deadline, " + task.created().deadline() + ", passed";
        var requested = new TaskEvent.CancelRequested(reason, graceUntil, FailureMode.TIMEOUT);
        boolean handlerKnows = task.attempt() > 0 && task.state() != TaskState.NEEDS_ATTENTION;
        if (handlerKnows) {
            return List.of(requested);
        }
        return task.hasOpenChild()
                ? List.of(requested, new TaskEvent.Released(false))
                : List.of(requested, new TaskEvent.Failed(Failure.of(FailureMode.TIMEOUT, reason)));
    }

    /** The cancelled handler is no longer waited for; the task ends unless children are still at work. */
    private static List<TaskEvent> release(TaskModel task, boolean forced) {
        if (task.hasOpenChild()) {
            return task.released() ? List.of() : List.of(new TaskEvent.Released(forced));
        }
        return List.of(cancelledAs(task, forced));
    }

    /** How the task ends whose cancellation is done. */
    static TaskEvent cancelledAs(TaskModel task, boolean forced) {
        String reason = Objects.requireNonNullElse(task.reason(), "");
        return task.cancelMode() == FailureMode.TIMEOUT
                ? new TaskEvent.Failed(Failure.of(FailureMode.TIMEOUT, reason))
                : new TaskEvent.Cancelled(reason, forced);
    }

    private static List<TaskEvent> ofAttempt(TaskModel task, Command.OfAttempt command) {
        if (command.attempt() != task.attempt()) {
            throw new StaleAttemptException(command.attempt(), task.id(), task.attempt());
        }
        boolean open =
                switch (task.state()) {
                    case RUNNING, WAITING, CANCELLING -> true;
                    case PAUSED, READY -> endsBody(command);
                    case SCHEDULED, NEEDS_ATTENTION, COMPLETED, FAILED, CANCELLED -> false;
                };
        if (!open || (task.released() && task.forced())) {
            return refuse(task, "worked on by attempt " + command.attempt());
        }
        if (task.entries().size() >= Bounds.ENTRIES && opens(command)) {
            throw new PerdureException(
                    ErrorCode.OVERLOADED,
                    "Task " + task.id() + " has " + Bounds.ENTRIES
                            + " recorded entries. Do repeated work in rounds of iterate, or in child tasks.");
        }
        return switch (command) {
            case Command.StartStep it -> startStep(task, it);
            case Command.CompleteStep it ->
                done(task, it.key()) ? List.of() : List.of(new TaskEvent.StepCompleted(it.key(), it.result()));
            case Command.FailStep it ->
                done(task, it.key())
                        ? List.of()
                        : List.of(new TaskEvent.StepFailed(it.key(), it.failures(), it.failure(), it.retryAt()));
            case Command.Heartbeat it ->
                done(task, it.key()) ? List.of() : List.of(new TaskEvent.StepHeartbeat(it.key(), it.details()));
            case Command.MarkUnknown it ->
                task.find(it.key()) instanceof StepEntry step && step.state() == StepState.STARTED
                        ? List.of(new TaskEvent.StepUnknown(it.key()))
                        : List.of();
            case Command.Reconcile it ->
                task.find(it.key()) instanceof StepEntry step && step.state() == StepState.UNKNOWN
                        ? List.of(new TaskEvent.StepResolved(it.key(), it.done(), it.result()))
                        : List.of();
            case Command.StartTimer it ->
                found(task, it.key(), TimerEntry.class, "a sleep")
                        ? List.of()
                        : List.of(new TaskEvent.TimerStarted(it.key(), it.fireAt()));
            case Command.PassTimers it -> passTimers(task, it);
            case Command.AwaitSignal it -> await(task, it);
            case Command.StartChild it -> ChildDecisions.start(task, it.key(), it.childId(), it.type());
            case Command.ShareChild it -> ChildDecisions.start(task, it.key(), it.childId(), it.type());
            case Command.JoinChildren it -> ChildDecisions.join(task, it);
            case Command.CompleteRound it -> round(task, it);
            case Command.ReportProgress it ->
                task.find(it.key()) instanceof ProgressEntry progress && progress.count() >= it.count()
                        ? List.of()
                        : List.of(new TaskEvent.ProgressMade(it.key(), it.count(), it.share(), it.message()));
            case Command.Complete it -> List.of(new TaskEvent.Completed(it.result()));
            case Command.Fail it ->
                task.state() == TaskState.CANCELLING
                        ? release(task, false)
                        : List.of(new TaskEvent.Failed(it.failure()));
            case Command.RetryAttempt it ->
                task.state() == TaskState.CANCELLING
                        ? release(task, false)
                        : List.of(new TaskEvent.AttemptFailed(it.failure(), it.retryAt()));
            case Command.Park it ->
                task.state() == TaskState.CANCELLING
                        ? release(task, false)
                        : List.of(new TaskEvent.Parked(it.failure()));
            case Command.Yield _ -> task.state() == TaskState.CANCELLING ? release(task, false) : List.of();
        };
    }

    /** Whether the command only records what a body that was allowed to begin came to. */
    private static boolean endsBody(Command.OfAttempt command) {
        return command instanceof Command.CompleteStep
                || command instanceof Command.FailStep
                || command instanceof Command.Heartbeat
                || command instanceof Command.PassTimers;
    }

    /** Also of a sleep that a cancellation has ended since: the handler had gone on before it heard of that. */
    private static List<TaskEvent> passTimers(TaskModel task, Command.PassTimers it) {
        List<TaskEvent> events = new ArrayList<>(it.keys().size());
        for (String key : it.keys()) {
            if (task.find(key) instanceof TimerEntry timer && timer.state() != WaitState.DONE) {
                events.add(new TaskEvent.TimerFired(key));
            }
        }
        return events;
    }

    private static boolean opens(Command.OfAttempt command) {
        return command instanceof Command.StartStep
                || command instanceof Command.CompleteStep
                || command instanceof Command.StartTimer
                || command instanceof Command.AwaitSignal
                || command instanceof Command.StartChild
                || command instanceof Command.ShareChild;
    }

    private static List<TaskEvent> startStep(TaskModel task, Command.StartStep it) {
        if (!found(task, it.key(), StepEntry.class, "a step")) {
            return List.of(new TaskEvent.StepStarted(it.key(), it.effect()));
        }
        StepEntry step = (StepEntry) Objects.requireNonNull(task.find(it.key()));
        return switch (step.state()) {
            case STARTED ->
                step.effect() == Effect.ONCE ? refuse(task, "asked to begin step " + it.key() + " twice") : List.of();
            case RETRYING, DUE -> List.of(new TaskEvent.StepStarted(it.key(), it.effect()));
            case UNKNOWN -> refuse(task, "asked to begin step " + it.key() + ", whose outcome is unknown");
            case DONE, FAILED -> List.of();
        };
    }

    private static List<TaskEvent> await(TaskModel task, Command.AwaitSignal it) {
        if (found(task, it.key(), AwaitEntry.class, "a wait for a signal")) {
            return List.of();
        }
        for (Signal signal : task.signals()) {
            if (signal.name().equals(it.signal())) {
                return List.of(new TaskEvent.AwaitCompleted(it.key(), it.signal(), signal.seq()));
            }
        }
        return List.of(new TaskEvent.AwaitStarted(it.key(), it.signal(), it.deadline()));
    }

    private static List<TaskEvent> round(TaskModel task, Command.CompleteRound it) {
        if (found(task, it.key(), LoopEntry.class, "a loop")) {
            LoopEntry loop = (LoopEntry) Objects.requireNonNull(task.find(it.key()));
            if (loop.finished() || loop.round() >= it.round()) {
                return List.of();
            }
        }
        return List.of(new TaskEvent.RoundCompleted(it.key(), it.round(), it.state(), it.finished()));
    }

    private static boolean done(TaskModel task, String key) {
        return found(task, key, StepEntry.class, "a step")
                && task.find(key) instanceof StepEntry step
                && (step.state() == StepState.DONE || step.state() == StepState.FAILED);
    }

    /** Whether there is an entry under a key. Throws if it is of another kind. */
    static boolean found(TaskModel task, String key, Class<? extends Entry> kind, String requested) {
        Entry entry = task.find(key);
        if (entry != null && !kind.isInstance(entry)) {
            throw new CodeChangedException(key, describe(entry), requested);
        }
        return entry != null;
    }

    /** What an entry is, in words. */
    public static String describe(Entry entry) {
        return switch (entry) {
            case StepEntry _ -> "a step";
            case TimerEntry _ -> "a sleep";
            case AwaitEntry _ -> "a wait for a signal";
            case ChildEntry child -> "a child task of type " + child.type();
            case LoopEntry _ -> "a loop";
            case ProgressEntry _ -> "progress";
        };
    }

    private static boolean isDue(@Nullable Instant time, Instant now) {
        return time != null && !time.isAfter(now);
    }

    private static List<TaskEvent> refuse(TaskModel task, String wanted) {
        throw new InvalidStateException(task.state(), task.id(), wanted);
    }
}
