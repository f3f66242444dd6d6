package dev.perdure.session;

import dev.perdure.session.anchor.Anchor;
import dev.perdure.session.anchor.Exit;
import dev.perdure.session.freezer.ControlGroup;
import dev.perdure.session.freezer.FreezeException;
import dev.perdure.session.freezer.SessionTree;
import dev.perdure.session.linux.Errno;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.pty.OutputListener;
import dev.perdure.session.pty.Reactor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of a living session, from its start or adoption to its end: reads its terminal, freezes and thaws, ends
 * it, and when its program has ended collects the last output, ends what the program left behind, and lets the anchor go.
 */
final class SessionLife {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionLife.class);
    private static final Duration CONFIRM = Duration.ofSeconds(5);
    private static final Duration COLLECT = Duration.ofSeconds(15);
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long WATCH_AGAIN_MILLISECONDS = 300;

    private final SessionHost host;
    private final Anchor anchor;
    private final SessionTree tree;
    private final LifeCycle lifeCycle;
    private final SessionOutput output;
    private final SessionInput input;
    private final Consumer<SessionState> changes;
    private final CountDownLatch outputOver = new CountDownLatch(1);
    private final Object transition = new Object();
    private Reactor.@Nullable Watch reading;
    private Reactor.@Nullable Watch ending;
    private final AtomicBoolean takingIn = new AtomicBoolean();
    private volatile boolean left;
    private volatile boolean finished;

    SessionLife(
            SessionHost host,
            Anchor anchor,
            LifeCycle lifeCycle,
            SessionOutput output,
            SessionInput input,
            Consumer<SessionState> changes) {
        this.host = host;
        this.anchor = anchor;
        this.tree = SessionTree.of(anchor);
        this.lifeCycle = lifeCycle;
        this.output = output;
        this.input = input;
        this.changes = changes;
    }

    Anchor anchor() {
        return anchor;
    }

    /** The living processes. A control group that is being removed at this moment, after its last process, has none. */
    List<Integer> processes() {
        try {
            return tree.processes();
        } catch (UncheckedIOException e) {
            if (finished) {
                return List.of();
            }
            throw e;
        }
    }

    /** Begins to read, and to wait for the program's end. Tells a freeze of an earlier host. */
    void begin() {
        if (anchor.programProcess().isPresent() && tree.isFrozen()) {
            input.hold();
            changes.accept(new SessionState.Frozen());
        }
        watch();
        synchronized (transition) {
            ending = anchor.programProcess()
                    .map(program -> host.reactor()
                            .watchEnd(program, () -> host.blocking().execute(this::finish)))
                    .orElse(null);
        }
        if (anchor.programProcess().isEmpty()) {
            host.blocking().execute(this::finish);
        }
    }

    private void watch() {
        synchronized (transition) {
            if (!left && !finished) {
                reading = host.reactor().watch(anchor.pty(), new Reading());
            }
        }
    }

    private final class Reading implements OutputListener {
        @Override
        public void output(byte[] bytes, int length) {
            if (!output.append(bytes, length) && takingIn.compareAndSet(false, true)) {
                // Others are read by this thread too.
                host.blocking().execute(this::takeIn);
            }
        }

        private void takeIn() {
            Reactor.Watch watch;
            synchronized (transition) {
                watch = reading;
            }
            if (watch != null) {
                watch.pause();
            }
            do {
                output.takeAllIn();
                takingIn.set(false);
                // More may have been read before the pause.
            } while (!output.takeIn() && takingIn.compareAndSet(false, true));
            if (watch != null) {
                watch.resume();
            }
        }

        @Override
        public void end() {
            boolean running = anchor.programProcess()
                    .filter(program -> !program.hasEnded())
                    .isPresent();
            if (running) {
                host.later(SessionLife.this::watch, WATCH_AGAIN_MILLISECONDS);
            } else {
                outputOver.countDown();
            }
        }

        @Override
        public void failed(RuntimeException failure) {
            if (!left) {
                LOGGER.error("the output of {} isn't read any more", anchor.pty(), failure);
            }
            outputOver.countDown();
        }
    }

    void freeze() {
        synchronized (transition) {
            requireHere();
            input.hold();
            try {
                tree.freeze(CONFIRM);
            } catch (FreezeException e) {
                tree.thaw();
                input.release();
                throw e;
            }
            changes.accept(new SessionState.Frozen());
        }
    }

    void thaw() {
        synchronized (transition) {
            requireHere();
            tree.thaw();
            changes.accept(new SessionState.Running());
            input.release();
        }
    }

    private void requireHere() {
        if (left || finished) {
            throw new SessionException(SessionException.Reason.NOT_ALIVE, "the session has ended");
        }
    }

    /** SIGHUP to every process, SIGKILL to those that are left after the grace; returns when none is. */
    void end() {
        synchronized (transition) {
            if (left || finished) {
                return;
            }
            if (tree.isFrozen()) {
                tree.thaw();
            }
        }
        sweep();
    }

    /** As {@link #end}, whoever is left. */
    private void sweep() {
        processes().forEach(process -> signal(process, Pid.SIGHUP));
        processes().forEach(process -> signal(process, Pid.SIGCONT));
        long deadline = System.nanoTime() + lifeCycle.grace().toNanos();
        while (!processes().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        // Not while the group is removed under it.
        synchronized (transition) {
            if (!finished && !tree.processes().isEmpty()) {
                tree.kill(CONFIRM);
            }
        }
    }

    private static void signal(int process, int signal) {
        try {
            Pid.kill(process, signal);
        } catch (NativeException e) {
            // A set-user-id program of another user: SIGKILL by the control group reaches it.
            if (!e.errno().equals(Errno.EPERM)) {
                throw e;
            }
        }
    }

    /** Collects the end. Runs once, on a platform thread. */
    private void finish() {
        try {
            Exit exit = anchor.awaitExit(COLLECT)
                    .orElseGet(() -> new Exit.Unknown("its anchor hasn't written how it ended"));
            if (left) {
                return;
            }
            if (!processes().isEmpty()) {
                if (tree.isFrozen()) {
                    tree.thaw();
                }
                sweep();
            }
            if (!outputOver.await(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warn("{} is still held open after the end of its session", anchor.pty());
            }
            close(exit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (left) {
                // Let go of meanwhile, with the descriptors that this waits on. The next host collects the end.
                return;
            }
            LOGGER.error("the end of the session in {} could not be collected", directory(), e);
            changes.accept(
                    new SessionState.Ended(new Exit.Unknown("its end could not be collected: " + e.getMessage())));
        }
    }

    private void close(Exit exit) {
        synchronized (transition) {
            if (left || finished) {
                return;
            }
            finished = true;
            stopWatching();
            output.rest();
            output.close();
            input.close();
            anchor.release();
            if (tree instanceof ControlGroup group) {
                group.remove();
            }
        }
        changes.accept(new SessionState.Ended(exit));
    }

    private Path directory() {
        return anchor.files().directory();
    }

    private void stopWatching() {
        Reactor.Watch reader = reading;
        if (reader != null) {
            reader.close();
        }
        Reactor.Watch waiter = ending;
        if (waiter != null) {
            waiter.close();
        }
    }

    /** Stops reading; the session goes on. Its last reading may still be under way. */
    void stop() {
        synchronized (transition) {
            left = true;
            if (!finished) {
                stopWatching();
            }
        }
    }

    /** Lets go of the terminal, after {@link #stop} and the last reading. */
    void leave() {
        synchronized (transition) {
            if (!finished) {
                anchor.close();
            }
        }
    }
}
