package dev.perdure.engine.core;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.InvalidStateException;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.WaitState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which events follow from commands about signals and waits for them: the part of {@link Decider} that is about these. Pure. */
final class SignalRules {
    private SignalRules() {}

    static List<TaskEvent> send(TaskModel task, Command.SendSignal it) {
        // Sent again by somebody who didn't hear of the first: what it was for may be over by now.
        if (it.key() != null && task.hasSignalKey(it.key())) {
            return List.of();
        }
        if (task.state().isFinal()) {
            throw new InvalidStateException(task.state(), task.id(), "signalled");
        }
        if (task.setAside().size() >= Bounds.WAITING_SIGNALS) {
            throw new PerdureException(
                    ErrorCode.OVERLOADED,
                    "Task " + task.id() + " has " + Bounds.WAITING_SIGNALS
                            + " signals that were set aside. Drop some, then send again.");
        }
        var received = new TaskEvent.SignalReceived(it.name(), it.payload(), it.key());
        for (Entry entry : task.open()) {
            if (entry instanceof AwaitEntry wait && wait.signal().equals(it.name())) {
                return List.of(received, new TaskEvent.AwaitCompleted(wait.key(), it.name(), task.lastSeq() + 1));
            }
        }
        if (task.signals().size() + task.setAside().size() >= Bounds.WAITING_SIGNALS) {
            throw new PerdureException(
                    ErrorCode.OVERLOADED,
                    "Task " + task.id() + " has " + Bounds.WAITING_SIGNALS
                            + " signals that it has not awaited yet. Send again when it has taken some.");
        }
        return List.of(received);
    }

    static List<TaskEvent> drop(TaskModel task, Command.DropSignal it) {
        return Stream.concat(task.signals().stream(), task.setAside().stream().map(SetAside::signal))
                .filter(signal -> signal.seq() == it.signalSeq())
                .findFirst()
                .<List<TaskEvent>>map(signal -> List.of(new TaskEvent.SignalDropped(signal.seq(), signal.name())))
                .orElseThrow(() -> new PerdureException(
                        ErrorCode.INVALID_STATE,
                        "Task " + task.id() + " keeps no signal of event " + it.signalSeq()
                                + ". Look at the signals that it keeps."));
    }

    /** A signal that doesn't fit makes room for the next of its name. */
    static List<TaskEvent> setAside(TaskModel task, Command.SetSignalAside it) {
        if (!(task.find(it.key()) instanceof AwaitEntry wait) || wait.state() != WaitState.DONE) {
            return List.of();
        }
        List<TaskEvent> events = new ArrayList<>(2);
        events.add(new TaskEvent.SignalSetAside(it.key(), wait.signalSeq(), it.reason(), it.deadline()));
        task.signals().stream()
                .filter(signal -> signal.name().equals(wait.signal()))
                .findFirst()
                .ifPresent(next -> events.add(new TaskEvent.AwaitCompleted(it.key(), next.name(), next.seq())));
        return events;
    }

    static List<TaskEvent> await(TaskModel task, Command.AwaitSignal it) {
        if (Decider.found(task, it.key(), AwaitEntry.class, "a wait for a signal")) {
            return List.of();
        }
        for (Signal signal : task.signals()) {
            if (signal.name().equals(it.signal())) {
                return List.of(new TaskEvent.AwaitCompleted(it.key(), it.signal(), signal.seq()));
            }
        }
        return List.of(new TaskEvent.AwaitStarted(it.key(), it.signal(), it.deadline()));
    }
}
