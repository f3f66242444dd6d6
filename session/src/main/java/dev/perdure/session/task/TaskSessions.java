package dev.perdure.session.task;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.spi.HostedCommand;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.api.spi.SessionHost;
import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionState;
import dev.perdure.session.Sessions;
import dev.perdure.session.TaskBinding;
import dev.perdure.session.agent.AgentTerminal;
import dev.perdure.session.agent.Until;
import dev.perdure.session.agent.Waited;
import dev.perdure.session.anchor.ProgramException;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands of tasks in sessions. A task's session is found by the binding that its record keeps, so neither this process nor an
 * earlier one needs to remember it; the commands are attributed to the task. Thread-safe.
 */
public final class TaskSessions implements SessionHost {
    private static final Duration STARTING = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(TaskSessions.class);

    private final Sessions sessions;
    private final boolean owned;
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable EndedTasks ended;

    private TaskSessions(Sessions sessions, boolean owned) {
        this.sessions = sessions;
        this.owned = owned;
    }

    /** A host on sessions that somebody else opened and closes after this. */
    public static TaskSessions on(Sessions sessions) {
        return new TaskSessions(sessions, false);
    }

    /** A host on sessions that are closed with it. */
    static TaskSessions owning(Sessions sessions) {
        return new TaskSessions(sessions, true);
    }

    @Override
    public Readiness prepare(SessionBinding binding, Duration patience) throws InterruptedException {
        try {
            Optional<Session> living = living(ofTask(binding));
            return ready(living.isPresent() ? living.get() : started(binding), binding, patience);
        } catch (SessionException e) {
            if (e.reason() != SessionException.Reason.LIMIT) {
                throw new PerdureException(
                        ErrorCode.BAD_INPUT, "Session " + binding.address() + ": " + e.getMessage() + ".", e);
            }
            Thread.sleep(patience);
            return new Readiness.Busy("Session " + binding.address() + " waits to be started: " + e.getMessage() + ".");
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InterruptedException) {
                // Before the class's own word for it, so that a cancellation isn't taken for a failure.
                boolean _ = Thread.interrupted();
                throw (InterruptedException) e.getCause();
            }
            throw e;
        }
    }

    private Readiness ready(Session session, SessionBinding binding, Duration patience) throws InterruptedException {
        Operator operator = operator(binding);
        Optional<String> obstacle = obstacle(session, operator);
        if (obstacle.isPresent()) {
            Thread.sleep(patience);
            return new Readiness.Busy(obstacle.get());
        }
        AgentTerminal terminal = new AgentTerminal(session, operator);
        boolean prompt = terminal.waitFor(new Until.Prompt(), patience) instanceof Waited.Met;
        if (!prompt && session.state().alive()) {
            terminal.revive();
            if (Duration.between(session.started(), Instant.now()).compareTo(STARTING) < 0) {
                return new Readiness.Busy("");
            }
            return new Readiness.Busy(
                    "Session " + session.name() + " is busy with something else; the task waits for its"
                            + " prompt. Look: perdure attach " + session.name());
        }
        try {
            boolean fresh = ofTask(binding).size() > 1 && !hasTyped(operator, session);
            return new Readiness.Ready(CommandTicket.next(session, terminal).ticket(), fresh);
        } catch (SessionException | AccessException e) {
            Thread.sleep(patience);
            return new Readiness.Busy("Session " + session.name() + " takes no command now: " + e.getMessage() + ".");
        }
    }

    private static Optional<String> obstacle(Session session, Operator operator) {
        if (session.state() instanceof SessionState.Frozen) {
            return Optional.of(
                    "Session " + session.name() + " is frozen. Let it go on: perdure thaw " + session.name());
        }
        if (!session.allow(operator, Right.STEER).includes(Right.STEER)) {
            return Optional.of("Session " + session.name() + ": the task's right to type was revoked.");
        }
        return session.helm()
                .holder()
                .filter(holder -> !holder.id().equals(operator.id()))
                .map(holder -> "Session " + session.name() + ": " + holder + " has the helm; the task waits for it.");
    }

    private static boolean hasTyped(Operator operator, Session session) {
        boolean[] typed = {false};
        session.input().entries(0, entry -> typed[0] |= entry.operator().equals(operator.id()));
        return typed[0];
    }

    private Session started(SessionBinding binding) {
        starting.lock();
        try {
            // Another step of the task, or a host that died right after it, may have started it.
            Optional<Session> living = living(ofTask(binding));
            return living.isPresent() ? living.get() : TaskShell.start(sessions, binding);
        } catch (ProgramException | NativeException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "Session " + binding.address() + " can't be started: " + e.getMessage(), e);
        } finally {
            starting.unlock();
        }
    }

    private List<Session> ofTask(SessionBinding binding) {
        return sessions.list().stream()
                .filter(session -> session.task()
                        .filter(task -> task.task().equals(binding.taskId())
                                && task.name().equals(binding.name()))
                        .isPresent())
                .toList();
    }

    private static Optional<Session> living(List<Session> known) {
        return known.stream().filter(session -> session.state().alive()).findFirst();
    }

    @Override
    public Optional<HostedCommand> type(SessionBinding binding, Ticket ticket, String command)
            throws InterruptedException {
        CommandTicket known = CommandTicket.of(ticket);
        Operator operator = operator(binding);
        try {
            Session session = sessions.get(known.session());
            session.allow(operator, Right.STEER);
            new AgentTerminal(session, operator).type(known.handle(), command);
            return Optional.of(new FollowedCommand(Optional.of(session), known, operator, true));
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The command can't be run: " + e.getMessage() + ".", e);
        } catch (SessionException | AccessException e) {
            LOGGER.debug("Nothing was typed for task {}: {}", binding.taskId(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public HostedCommand find(SessionBinding binding, Ticket ticket) {
        CommandTicket known = CommandTicket.of(ticket);
        Operator operator = operator(binding);
        Optional<Session> session = sessions.find(known.session());
        session.ifPresent(found -> found.allow(operator, Right.STEER));
        return new FollowedCommand(session, known, operator, false);
    }

    private static Operator operator(SessionBinding binding) {
        return Operator.agent("task:" + binding.taskId());
    }

    @Override
    public void endWithTasks(Predicate<String> hasEnded) {
        ended = new EndedTasks(sessions, hasEnded);
    }

    /** Whether a session ends when its task has. */
    static boolean endsWithTask(Session session) {
        return session.state().alive()
                && session.task().filter(TaskBinding::endsWithTask).isPresent();
    }

    @Override
    public void close() {
        EndedTasks watch = ended;
        if (watch != null) {
            watch.close();
        }
        if (owned) {
            sessions.close();
        }
    }
}
