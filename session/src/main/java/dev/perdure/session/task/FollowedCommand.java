package dev.perdure.session.task;

import dev.perdure.api.CommandResult;
import dev.perdure.api.spi.HostedCommand;
import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionState;
import dev.perdure.session.agent.TypedCommand;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task's command in a session that may be gone, may have ended, or may never have got the command.
 *
 * <p>Two records tell which: the output has the command's marks, and the input has the line, recorded before the terminal gets it. No
 * line means never typed. A line without a beginning is waited for while the shell has something else to do, and nobody can tell when
 * it hasn't.
 */
final class FollowedCommand implements HostedCommand {
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Optional<Session> session;
    private final CommandTicket ticket;
    private final Operator operator;
    private final Optional<TypedCommand> command;
    private final boolean typedHere;
    private @Nullable Instant idleSince;

    /** {@code typedHere} says that this process has just typed it. */
    FollowedCommand(Optional<Session> session, CommandTicket ticket, Operator operator, boolean typedHere) {
        this.session = session;
        this.ticket = ticket;
        this.operator = operator;
        this.typedHere = typedHere;
        command = session.filter(
                        found -> found.output().end() >= ticket.handle().offset())
                .map(found -> TypedCommand.of(found, operator, ticket.handle()));
    }

    @Override
    public Standing look(Duration patience) throws InterruptedException {
        try {
            return stands(patience);
        } catch (AccessException | SessionException e) {
            // To look needs no right to type; whatever refuses it says nothing of the command, which goes on or has
            // ended.
            return new Standing.Running(
                    "Session " + ticket.session() + " can't be looked at now: " + e.getMessage() + ".");
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ClosedByInterruptException) {
                boolean _ = Thread.interrupted();
                InterruptedException interrupted = new InterruptedException("interrupted while a command was followed");
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        }
    }

    private Standing stands(Duration patience) throws InterruptedException {
        if (session.isEmpty()) {
            return new Standing.Unknown("Session " + ticket.session() + " is gone, with all that was recorded of it.");
        }
        Session found = session.get();
        if (command.isEmpty()) {
            return new Standing.Unknown("The record of session " + found.name()
                    + " ends before the command: it was lost with the machine.");
        }
        return switch (command.get().look(patience)) {
            case TypedCommand.Standing.Ended ended ->
                new Standing.Ended(new CommandResult(
                        ended.exit(), ended.output(), ended.truncated(), found.id(), ended.from(), ended.to()));
            case TypedCommand.Standing.Over over -> over(found, over);
            case TypedCommand.Standing.Refused _ -> new Standing.NeverTyped();
            case TypedCommand.Standing.Gone gone -> new Standing.Unknown(gone.why());
            case TypedCommand.Standing.Waiting waiting -> {
                idleSince = null;
                // Until it is answered there is nothing to see.
                boolean _ = found.output().await(found.output().end(), patience);
                yield new Standing.Running(waitingIn(found, waiting));
            }
            case TypedCommand.Standing.Running running -> running(found, running);
        };
    }

    private static String waitingIn(Session session, TypedCommand.Standing.Waiting waiting) {
        return "Waits for " + (waiting.secret() ? "a secret" : "input") + " in session " + session.name() + ": "
                + waiting.prompt() + " Answer it: perdure attach " + session.name();
    }

    private Standing over(Session found, TypedCommand.Standing.Over over) {
        if (!over.begun() && over.state() instanceof SessionState.Ended && !mayHaveBeenTyped(found)) {
            return new Standing.NeverTyped();
        }
        String how =
                switch (over.state()) {
                    case SessionState.Ended ended ->
                        "has ended (" + ended.exit().shellCode() + ") before the command's end was seen";
                    case SessionState.Lost lost -> "is lost: " + lost.reason();
                    case SessionState.Running _, SessionState.Frozen _ ->
                        "is " + over.state().word();
                };
        return new Standing.Unknown(
                "Session " + found.name() + " " + how + ". What it printed: perdure log " + found.name());
    }

    private Standing running(Session found, TypedCommand.Standing.Running running) {
        boolean waitsToBeTyped = found.waitingInput() > 0;
        if (!running.begun() && !typedHere && !waitsToBeTyped && !mayHaveBeenTyped(found)) {
            return new Standing.NeverTyped();
        }
        if (found.state() instanceof SessionState.Frozen) {
            idleSince = null;
            return new Standing.Running(
                    "Session " + found.name() + " is frozen. Let it go on: perdure thaw " + found.name());
        }
        if (running.atPrompt() && !waitsToBeTyped && isSettled()) {
            return new Standing.Unknown("The shell of session " + found.name()
                    + " is at its prompt again, but the command's " + (running.begun() ? "end" : "beginning")
                    + " was not seen. Look: perdure attach " + found.name());
        }
        if (!running.atPrompt()) {
            idleSince = null;
        }
        boolean held = !running.begun() && running.quiet().compareTo(SETTLED) > 0;
        return new Standing.Running(
                held
                        ? "Session " + found.name() + " has not begun the command yet; something else has its keyboard."
                                + " Look: perdure attach " + found.name()
                        : "");
    }

    /** Whether the shell has been at its prompt for a while, as seen by this one, so that nothing unread can say otherwise. */
    private boolean isSettled() {
        Instant now = Instant.now();
        if (idleSince == null) {
            idleSince = now;
        }
        return !now.isBefore(idleSince.plus(SETTLED));
    }

    /** False only when the record of the input is whole from the ticket on and has no such line. */
    private boolean mayHaveBeenTyped(Session found) {
        if (found.input().start() > ticket.input()) {
            return true;
        }
        if (found.input().end() < ticket.input()) {
            return true;
        }
        boolean[] there = {false};
        found.input().entries(ticket.input(), entry -> {
            String text = new String(entry.bytes(), StandardCharsets.ISO_8859_1);
            there[0] |= text.contains(ticket.handle().nonce());
        });
        return there[0];
    }

    @Override
    public String output() {
        return command.map(TypedCommand::output).orElse("");
    }

    @Override
    public Optional<String> interrupt() {
        if (session.isEmpty()) {
            return Optional.empty();
        }
        try {
            session.get().send(operator, new byte[] {3});
            return Optional.empty();
        } catch (AccessException | SessionException e) {
            return Optional.of(
                    "C-c could not be typed in session " + session.get().name() + ": " + e.getMessage() + ".");
        }
    }
}
