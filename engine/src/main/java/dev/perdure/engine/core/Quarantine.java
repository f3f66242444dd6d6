package dev.perdure.engine.core;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskState;
import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Decides commands on a task whose history can't be read to its end. Few are possible: what the task has done since the damage is not
 * known, so nothing may build on its state. Pure.
 */
final class Quarantine {
    private Quarantine() {}

    static List<TaskEvent> decide(TaskModel task, Damage damage, Command command, Instant now) {
        return switch (command) {
            case Command.Quarantine _ -> quarantine(task, damage);
            case Command.Cancel it ->
                task.state().isFinal()
                        ? List.of()
                        : List.of(
                                new TaskEvent.CancelRequested(
                                        it.reason(), Timeline.after(now, it.grace()), FailureMode.CANCELLED),
                                new TaskEvent.Cancelled(it.reason(), false));
            case Command.Wake it -> wake(task, now, it.grace());
            case Command.Repair it -> repair(task, damage, it);
            // The end of a child is noted when the task goes on: it is still recorded in the child.
            case Command.NoteChild _, Command.SetAside _, Command.LetGo _ -> List.of();
            case Command.Begin _ -> throw damage.refusal(task.id(), "begun");
            case Command.SendSignal _ -> throw damage.refusal(task.id(), "signalled");
            case Command.DropSignal _ -> throw damage.refusal(task.id(), "freed of a signal");
            case Command.Pause _ -> throw damage.refusal(task.id(), "paused");
            case Command.Resume _ -> throw damage.refusal(task.id(), "resumed");
            case Command.Retry _ -> throw damage.refusal(task.id(), "retried");
            case Command.Resolve it -> throw damage.refusal(task.id(), "told how step " + it.key() + " came out");
            case Command.OfAttempt it -> throw damage.refusal(task.id(), "worked on by attempt " + it.attempt());
        };
    }

    /** A task that was to be cancelled needs nobody's attention any more: it ends. */
    private static List<TaskEvent> quarantine(TaskModel task, Damage damage) {
        if (!task.isUnrecorded()) {
            return List.of();
        }
        var quarantined = new TaskEvent.Quarantined(damage.at(), damage.kind(), damage.why());
        if (task.state() != TaskState.CANCELLING) {
            return List.of(quarantined);
        }
        String reason = Objects.requireNonNullElse(task.reason(), "");
        return List.of(
                quarantined,
                task.cancelMode() == FailureMode.TIMEOUT
                        ? new TaskEvent.Failed(Failure.of(FailureMode.TIMEOUT, reason))
                        : new TaskEvent.Cancelled(reason, false));
    }

    private static List<TaskEvent> wake(TaskModel task, Instant now, Duration grace) {
        Instant deadline = task.created().deadline();
        if (task.state().isFinal() || deadline == null || deadline.isAfter(now)) {
            return List.of();
        }
        String reason = "its deadline, " + deadline + ", passed";
        return List.of(
                new TaskEvent.CancelRequested(reason, Timeline.after(now, grace), FailureMode.TIMEOUT),
                new TaskEvent.Failed(Failure.of(FailureMode.TIMEOUT, reason)));
    }

    private static List<TaskEvent> repair(TaskModel task, Damage damage, Command.Repair it) {
        if (damage.at() <= 1 || task.state() != TaskState.NEEDS_ATTENTION) {
            throw damage.refusal(
                    task.id(),
                    "repaired, since " + (damage.at() <= 1 ? "there is nothing before the damage" : "it has ended"));
        }
        return List.of(new TaskEvent.Repaired(damage.at() - 1, it.unknown()));
    }
}
