package dev.perdure.testkit.simulator;

import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a fork must begin with: the record of its original at the shared event, entry for entry, with children of its own in the place of
 * those that had not ended.
 */
final class ForkCheck {
    private final Witness witness;
    private final String fork;
    private final TaskModel original;
    private final TaskModel begun;

    private ForkCheck(Witness witness, String fork, TaskModel original, TaskModel begun) {
        this.witness = witness;
        this.fork = fork;
        this.original = original;
        this.begun = begun;
    }

    /** Throws if the fork of that task at that event is not as it must be. */
    static void check(Witness witness, String id, long at, String fork) {
        Witness.Seen seen = witness.task(fork);
        if (seen == null) {
            throw witness.found("the fork " + fork + " is acknowledged and not durable");
        }
        List<TaskEvent> shared = Objects.requireNonNull(witness.task(id)).events.subList(0, (int) at);
        // An attempt may begin in the same append.
        List<TaskEvent> own = seen.events.subList(0, seen.begunWith).stream()
                .takeWhile(event -> !(event instanceof TaskEvent.AttemptStarted))
                .toList();
        new ForkCheck(witness, fork, model(id, shared), model(fork, own)).check();
    }

    private static TaskModel model(String id, List<TaskEvent> events) {
        TaskModel model = new TaskModel(id);
        events.forEach(event -> model.apply(model.lastSeq() + 1, Instant.EPOCH, event));
        return model;
    }

    private void check() {
        // What a cancellation brought is left out, and no list of that would be shorter than the code that leaves it
        // out.
        boolean cancelled = original.cancelMode() != null;
        for (Entry entry : original.entries()) {
            Entry taken = begun.find(entry.key());
            if (!cancelled && (taken == null || !isTaken(entry, taken))) {
                throw witness.found(
                        "the fork " + fork + " of " + original.id() + " begins with " + taken + " for " + entry);
            }
        }
        for (Entry entry : begun.entries()) {
            if (original.find(entry.key()) == null) {
                throw witness.found("the fork " + fork + " begins with " + entry + ", which its original doesn't have");
            }
            if (entry instanceof Entry.ChildEntry child && child.ended() == null && !isOwn(child)) {
                throw witness.found("the fork " + fork + " waits for the child of another: " + child);
            }
        }
    }

    private boolean isOwn(Entry.ChildEntry child) {
        Witness.Seen seen = witness.task(child.childId());
        return seen != null && fork.equals(seen.model.created().parent());
    }

    private static boolean isTaken(Entry entry, @Nullable Entry taken) {
        return switch (entry) {
            case Entry.StepEntry it ->
                taken instanceof Entry.StepEntry other
                        && it.state() == other.state()
                        && it.failures() == other.failures()
                        && Objects.equals(it.result(), other.result())
                        && Objects.equals(it.retryAt(), other.retryAt())
                        && Objects.equals(it.heartbeat(), other.heartbeat());
            case Entry.TimerEntry it ->
                taken instanceof Entry.TimerEntry other
                        && it.state() == other.state()
                        && it.fireAt().equals(other.fireAt());
            case Entry.AwaitEntry it ->
                taken instanceof Entry.AwaitEntry other
                        && (it.state() == Entry.WaitState.OPEN
                                || (it.state() == other.state() && Objects.equals(it.payload(), other.payload())));
            case Entry.ChildEntry it ->
                taken instanceof Entry.ChildEntry other
                        && it.ended() == other.ended()
                        && Objects.equals(it.result(), other.result())
                        && it.ended() == null != it.childId().equals(other.childId());
            case Entry.LoopEntry it ->
                taken instanceof Entry.LoopEntry other
                        && it.round() == other.round()
                        && it.state().equals(other.state());
            case Entry.ProgressEntry it -> taken instanceof Entry.ProgressEntry other && it.count() == other.count();
        };
    }
}
