package dev.perdure.engine.runtime;

import dev.perdure.api.CommandResult;
import dev.perdure.api.InvalidStateException;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.StepContext;
import dev.perdure.api.spi.HostedCommand;
import dev.perdure.api.spi.HostedCommand.Standing;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.api.spi.SessionHost.Readiness;
import dev.perdure.api.spi.SessionHost.Ticket;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.json.PayloadCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A step that runs a command in a session.
 *
 * <p>Before the command is typed, the way back to it is recorded as the step's heartbeat. So after a crash the record alone tells: no
 * heartbeat, then it was never typed; a heartbeat, then the host looks whether it was typed, runs, or has ended, and the check waits
 * for it as the body would have. It is not kept with the session, whose files may be gone before the step is settled: that would look
 * as if it had never been typed.
 *
 * <p>Waiting is a loop of short looks on the step's own thread. The end of the run (a close, a pause) leaves the loop and the command
 * alone; a cancellation interrupts both.
 */
final class CommandStep {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(3);

    private final Run run;
    private final Payloads payloads;
    private final Hosting hosting;
    private final SessionBinding binding;
    private final SessionCommand command;
    private final String progressKey;
    private String told = "";

    /** {@code progressKey} is the key under which it tells people how the command is. */
    CommandStep(
            Run run,
            Payloads payloads,
            Hosting hosting,
            SessionBinding binding,
            SessionCommand command,
            String progressKey) {
        this.run = run;
        this.payloads = payloads;
        this.hosting = hosting;
        this.binding = binding;
        this.command = command;
        this.progressKey = progressKey;
    }

    /**
     * The way back to a command, as it is recorded.
     *
     * @param attempt which run of the step's body it is
     * @param at when it was about to be typed
     * @param limited whether its time limit has passed and it is being interrupted
     */
    record Note(Ticket ticket, int attempt, Instant at, boolean limited) {}

    /** A command was over its time limit. */
    static final class CommandTimeoutException extends Exception {
        private static final long serialVersionUID = 1;

        private final String output;

        CommandTimeoutException(String message, String output) {
            super(message, null, false, false);
            this.output = output;
        }

        /** What it had printed. */
        String output() {
            return output;
        }
    }

    /** Nobody can tell in this process either what became of a command. */
    static final class UnsettledException extends Exception {
        private static final long serialVersionUID = 1;

        UnsettledException(String message) {
            super(message, null, false, false);
        }
    }

    CommandResult body(StepContext step) throws InterruptedException, CommandTimeoutException, UnsettledException {
        SessionHost host = hosting.host();
        while (true) {
            Ticket ticket = ready(host);
            Note note = new Note(ticket, step.attempt(), run.scheduler().now(), false);
            record(step, note);
            leaveIfStopping();
            Optional<HostedCommand> typed = type(host, ticket);
            if (typed.isPresent()) {
                Standing standing = follow(step, typed.get(), note);
                switch (standing) {
                    case Standing.Ended ended -> {
                        return ended.result();
                    }
                    case Standing.Unknown unknown -> throw new UnsettledException(unknown.why());
                    case Standing.Running _ -> throw new UnsettledException("It still runs.");
                    // It didn't arrive whole, and nothing of it ran: once more, with another ticket.
                    case Standing.NeverTyped _ -> {}
                }
            }
        }
    }

    /** What became of the command of a body that was cut off; waits for it while it runs. */
    Outcome<CommandResult> reconcile(StepContext step) throws InterruptedException, CommandTimeoutException {
        // The note of an earlier body, which failed for good and was retried, says nothing of this one.
        Optional<Note> note = step.lastHeartbeat(Note.class).filter(last -> last.attempt() == step.attempt());
        if (note.isEmpty()) {
            return Outcome.notDone();
        }
        HostedCommand found = hosting.host().find(binding, note.get().ticket());
        return switch (follow(step, found, note.get())) {
            case Standing.Ended ended -> Outcome.done(ended.result());
            case Standing.NeverTyped _ -> Outcome.notDone();
            case Standing.Unknown unknown -> Outcome.unknown(unknown.why());
            case Standing.Running _ -> Outcome.unknown("It still runs.");
        };
    }

    /** From here on nothing that goes wrong with the host may count as the command's failure: it may have been typed. */
    private Optional<HostedCommand> type(SessionHost host, Ticket ticket)
            throws InterruptedException, UnsettledException {
        try {
            return host.type(binding, ticket, command.command());
        } catch (PerdureException e) {
            // By contract: it can never be typed, and was not.
            throw e;
        } catch (RuntimeException e) {
            throw new UnsettledException("Typing it in session " + binding.address()
                    + " went wrong, and nobody can tell" + " how far it came: " + Texts.message(e));
        }
    }

    private Standing look(HostedCommand hosted, Duration patience) throws InterruptedException {
        try {
            return hosted.look(patience);
        } catch (RuntimeException e) {
            leaveIfStopping();
            return new Standing.Unknown("Session " + binding.address() + " can't be looked at: " + Texts.message(e));
        }
    }

    private Ticket ready(SessionHost host) throws InterruptedException {
        while (true) {
            leaveIfStopping();
            switch (host.prepare(binding, LOOK)) {
                case Readiness.Busy busy -> tell(busy.why());
                case Readiness.Ready ready -> {
                    if (ready.fresh()) {
                        tell("The task's session " + binding.address() + " had ended; " + command.shown()
                                + " runs in a fresh one, without the variables of the old.");
                    }
                    return ready.ticket();
                }
            }
        }
    }

    /** Waits until the command isn't running any more, or its time is over. */
    private Standing follow(StepContext step, HostedCommand hosted, Note note)
            throws InterruptedException, CommandTimeoutException {
        try {
            while (true) {
                leaveIfStopping();
                Standing standing = look(hosted, patience(note));
                if (!(standing instanceof Standing.Running running)) {
                    return note.limited() ? limited(hosted, standing) : standing;
                }
                if (isOver(note)) {
                    // First the record, so that an end that is forced is not taken for the command's own after a crash.
                    record(step, new Note(note.ticket(), note.attempt(), note.at(), true));
                    Optional<String> obstacle = hosted.interrupt();
                    if (obstacle.isPresent()) {
                        throw over(hosted.output(), " It still runs: " + obstacle.get());
                    }
                    return limited(hosted, look(hosted, AFTER_INTERRUPT));
                }
                tell(running.remark());
            }
        } catch (InterruptedException e) {
            if (run.isCancelled()) {
                run.scheduler().clearInterrupt();
                hosted.interrupt().ifPresent(this::tell);
            }
            throw e;
        }
    }

    /** What is told of a command that was interrupted because its time was over. */
    private Standing limited(HostedCommand hosted, Standing standing) throws CommandTimeoutException {
        return switch (standing) {
            case Standing.Ended ended -> throw over(ended.result().output(), "");
            case Standing.Running _ -> throw over(hosted.output(), " It still runs.");
            case Standing.NeverTyped _, Standing.Unknown _ -> standing;
        };
    }

    private CommandTimeoutException over(String output, String remark) {
        return new CommandTimeoutException(
                "'" + command.shown() + "' took longer than " + command.timeout() + " in session " + binding.address()
                        + " and was interrupted." + remark,
                output);
    }

    private Duration patience(Note note) {
        Duration limit = command.timeout();
        if (limit == null) {
            return LOOK;
        }
        Duration left = Duration.between(run.scheduler().now(), note.at().plus(limit));
        return left.isNegative() ? Duration.ZERO : left.compareTo(LOOK) < 0 ? left : LOOK;
    }

    private boolean isOver(Note note) {
        Duration limit = command.timeout();
        return limit != null && !run.scheduler().now().isBefore(note.at().plus(limit));
    }

    private void leaveIfStopping() {
        if (run.isStopping()) {
            throw Unwind.leave();
        }
    }

    private void record(StepContext step, Note note) {
        PayloadCodec.Encoded encoded = payloads.encode(note);
        run.record(
                new Command.Heartbeat(run.attempt(), step.key(), encoded.payload()),
                step.key(),
                payloads.blobs(encoded));
    }

    /** Says once how the command is, and once that nothing holds it up any more. */
    private void tell(String remark) {
        if (remark.equals(told)) {
            return;
        }
        told = remark;
        String message =
                remark.isEmpty() ? "'" + command.shown() + "' goes on in session " + binding.address() + "." : remark;
        ProgressEntry before = (ProgressEntry) run.find(progressKey);
        int count = before == null ? 1 : before.count() + 1;
        try {
            run.record(
                    new Command.ReportProgress(run.attempt(), progressKey, count, null, Texts.bounded(message)),
                    progressKey,
                    List.of());
        } catch (InvalidStateException _) {
            // The task was paused at this moment. That must not count as the command's failure; the next look leaves.
            told = "";
        }
    }
}
