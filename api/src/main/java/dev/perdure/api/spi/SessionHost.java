package dev.perdure.api.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What runs commands of tasks in live sessions. It remembers nothing of a task: the way back to a command is the {@link Ticket}, which
 * the engine has recorded before the command is typed. Thread-safe; every call may be made on a virtual thread.
 */
public interface SessionHost extends AutoCloseable {

    /**
     * The way back to a command, for whoever has it, in this process or a later one.
     *
     * @param session the id of the session
     * @param command what finds the command there; the host's own words
     */
    record Ticket(String session, String command) {
        public Ticket {
            requireNonNull(session, "session is null");
            requireNonNull(command, "command is null");
        }
    }

    /** Whether a command can be typed now. */
    sealed interface Readiness {
        /**
         * It can; nothing is typed yet.
         *
         * @param fresh whether the session was started anew, since the task's earlier one has ended
         */
        record Ready(Ticket ticket, boolean fresh) implements Readiness {}

        /** It can't now, but may soon; {@code why} is a sentence for people, empty while the session only starts. */
        record Busy(String why) implements Readiness {}
    }

    /**
     * Finds the task's living session, or starts one, and waits at most {@code patience} until its shell takes a command.
     *
     * @throws dev.perdure.api.PerdureException if there can be no such session
     */
    Readiness prepare(SessionBinding binding, Duration patience) throws InterruptedException;

    /**
     * Types a command for the ticket that {@link #prepare} gave. Empty when something came between and nothing was typed: prepare again,
     * which says what it is.
     *
     * @throws dev.perdure.api.PerdureException if it can never be typed; it was not
     */
    Optional<HostedCommand> type(SessionBinding binding, Ticket ticket, String command) throws InterruptedException;

    /** A command that may have been typed earlier, by whomever. */
    HostedCommand find(SessionBinding binding, Ticket ticket);

    /**
     * From now on until this host is closed, ends the sessions whose policy is to end with their task, some seconds at most after
     * {@code hasEnded} says so of the task's id. The predicate may throw when it can't tell now. Closing asks once more.
     */
    void endWithTasks(Predicate<String> hasEnded);

    /** Lets go of the sessions, which go on. */
    @Override
    void close();
}
