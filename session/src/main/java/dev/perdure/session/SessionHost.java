package dev.perdure.session;

import dev.perdure.session.freezer.ControlGroups;
import dev.perdure.session.pty.Reactor;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the sessions of one host share.
 *
 * @param blocking runs what waits in the kernel, on platform threads
 * @param ticks runs what is due later; must not be held up
 */
record SessionHost(
        Clock clock,
        Reactor reactor,
        Optional<ControlGroups> groups,
        ExecutorService blocking,
        ScheduledExecutorService ticks,
        EventLine events) {

    /** Runs an action that may wait in the kernel on a platform thread, and waits for it here, on any thread. */
    <T> T call(Callable<T> action) {
        try {
            return blocking.submit(action).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("an operation on a session failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while operating on a session", e);
        }
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    void later(Runnable action, long milliseconds) {
        ticks.schedule(() -> blocking.execute(action), milliseconds, TimeUnit.MILLISECONDS);
    }

    void close() {
        reactor.close();
        ticks.shutdownNow();
        blocking.shutdown();
    }
}
