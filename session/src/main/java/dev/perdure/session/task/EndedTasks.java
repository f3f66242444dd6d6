package dev.perdure.session.task;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.Sessions;
import dev.perdure.session.TaskBinding;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the sessions whose tasks have ended. It asks about every living one again and again, so an end that nobody heard of, because the
 * process died between the two, is found out too. A session costs one look at the store a second, and only while it lives.
 */
final class EndedTasks implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EndedTasks.class);
    private static final Operator HOST = new Operator("service:tasks", Operator.Kind.SERVICE);
    private static final long AGAIN_MILLISECONDS = 1_000;
    private static final long LONGEST_SECONDS = 15;

    private final Sessions sessions;
    private final Predicate<String> hasEnded;
    private final ScheduledExecutorService thread;

    EndedTasks(Sessions sessions, Predicate<String> hasEnded) {
        this.sessions = sessions;
        this.hasEnded = hasEnded;
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("perdure-ended-tasks").factory());
        thread.scheduleWithFixedDelay(this::look, 0, AGAIN_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<Thread> ends = new ArrayList<>();
            for (Session session : sessions.list()) {
                if (TaskSessions.endsWithTask(session)
                        && session.task()
                                .map(TaskBinding::task)
                                .filter(hasEnded)
                                .isPresent()) {
                    ends.add(Thread.ofPlatform().daemon().name("perdure-end").start(() -> end(session)));
                }
            }
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The store can't be read now. The next look tries again.
            LOGGER.debug("It can't be told now which tasks have ended: {}", e.getMessage());
        }
    }

    private static void end(Session session) {
        try {
            session.allow(HOST, Right.GOVERN);
            session.end(HOST);
        } catch (SessionException e) {
            LOGGER.debug("{} has ended already", session);
        } catch (RuntimeException e) {
            LOGGER.warn("{} could not be ended after its task", session, e);
        }
    }

    /** Looks once more and stops. */
    @Override
    public void close() {
        thread.execute(this::look);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("Sessions of ended tasks are left to the next host");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
