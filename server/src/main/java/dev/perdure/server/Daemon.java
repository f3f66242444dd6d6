package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.engine.Engine;
import dev.perdure.engine.EngineProvider;
import dev.perdure.session.task.TaskSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one process of a state directory: the layer with its task types, and the HTTP door to it.
 *
 * <p>The order of things makes it safe to start two at once. The store's lock comes first and decides; only its holder removes a stale
 * socket and binds a new one. At the end the socket goes before the lock, so what a successor binds is never removed. Thread-safe.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);

    private final StateDirectory state;
    private final Engine engine;
    private final Perdure perdure;
    private final TaskLibraries libraries;
    private final HostedSessions sessions;
    private final EventStreamResource events;
    private final HttpDoor door;
    private final AttachDoor attachDoor;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean endsSessions;

    private Daemon(DaemonOptions options, Engine engine, TaskLibraries libraries, HostedSessions sessions)
            throws IOException {
        UserPrincipal owner = Owner.ofThisProcess();
        this.state = options.state();
        this.engine = engine;
        // The socket tells whose process a client is, and no more than that.
        this.perdure = engine.actingAs("user:" + owner.getName());
        this.libraries = libraries;
        this.sessions = sessions;
        var operators = new Operators(owner);
        this.events = new EventStreamResource(perdure);
        engine.hostSessionsBy(() -> TaskSessions.on(sessions.all()));
        if (sessions.sessions().isPresent()) {
            engine.takeUpSessions();
        }
        libraries.registerWith(perdure, options.types(), state.types());
        var self = DaemonFile.ofThisProcess(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Path socket = SocketPath.of(state);
        this.door = new HttpDoor(socket, owner, resources(options, self, operators));
        this.attachDoor = new AttachDoor(SocketPath.ofAttach(state), owner, sessions, operators);
        perdure.launch();
        if (Files.deleteIfExists(state.socket())) {
            log.info("Removed the socket of a daemon that is no more");
        }
        // Before the other, whose answer says that the daemon is there.
        Files.deleteIfExists(state.attachSocket());
        attachDoor.open();
        door.open();
        tell(self);
        log.info(
                "Perdure {} answers at {} with {} task types",
                self.version(),
                socket,
                perdure.types().size());
    }

    /** Only for people and scripts, so a full disk, on which the layer can still read, is no reason not to start. */
    private void tell(DaemonFile self) {
        try {
            self.writeTo(state.daemonFile());
        } catch (IOException e) {
            log.warn("{} could not be written: {}", state.daemonFile(), Reason.of(e));
        }
    }

    private List<Resource> resources(DaemonOptions options, DaemonFile self, Operators operators) {
        long payloadLimit = options.bounds().payloadLimit();
        return List.of(
                new InfoResource(engine, state, self),
                new TypesResource(perdure),
                new TasksResource(perdure, payloadLimit),
                new TaskResource(perdure),
                new ResultResource(perdure, stopping),
                new ControlResource(perdure, payloadLimit),
                events,
                new SessionsResource(sessions, operators),
                new SessionResource(sessions, operators),
                new SessionRecordResource(sessions, operators),
                new SessionControlResource(sessions, operators),
                new SessionRunResource(sessions, operators),
                new SessionWaitResource(sessions, operators),
                new SessionSearchResource(sessions, operators),
                new PortResource(sessions),
                new ExecResource(stopping),
                new DoctorResource(engine, libraries),
                new ShutdownResource(this::stopSoon),
                new OpenApiResource());
    }

    /**
     * Starts the daemon of a state directory in this process.
     *
     * @throws dev.perdure.api.StoreLockedException if another process has the directory
     * @throws PerdureException if it can't be started for another reason
     */
    public static Daemon start(DaemonOptions options) {
        options.state().prepare();
        Engine engine = EngineProvider.openEngine(options.state().path(), options.bounds());
        var libraries = new TaskLibraries();
        try {
            return start(
                    options,
                    engine,
                    libraries,
                    HostedSessions.open(options.state().path()));
        } catch (IOException | RuntimeException e) {
            try (engine;
                    libraries) {
                throw failedStart(options.state(), e);
            } catch (IOException closing) {
                e.addSuppressed(closing);
                throw failedStart(options.state(), e);
            }
        }
    }

    private static Daemon start(DaemonOptions options, Engine engine, TaskLibraries libraries, HostedSessions sessions)
            throws IOException {
        try {
            return new Daemon(options, engine, libraries, sessions);
        } catch (IOException | RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private static PerdureException failedStart(StateDirectory state, Exception e) {
        if (e instanceof PerdureException known) {
            return known;
        }
        String reason = e instanceof IOException io ? Reason.of(io) : String.valueOf(e.getMessage());
        return new PerdureException(
                ErrorCode.INTERNAL, "The daemon of " + state.path() + " could not start: " + reason, e);
    }

    /** Stops the daemon from another thread, so that a request can ask for it and still be answered. */
    private void stopSoon(boolean endSessions) {
        // Noted at once: another that stops it a moment later must not win and leave the sessions.
        if (endSessions) {
            endsSessions = true;
        }
        Thread.ofPlatform().name("stop").start(this::stop);
    }

    /** What it answers to, such as {@code GET /v1/info}. */
    List<String> routes() {
        return door.routes();
    }

    /** Waits until the daemon is stopped. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Stops answering, ends the handlers between two recorded actions, closes the store, and lets go of the sessions, which go on. Calling it again waits for the same. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        if (!stopping.complete(null)) {
            awaitQuietly();
            return;
        }
        log.info("Stopping");
        if (endsSessions) {
            // First, so that attached clients see the end of their sessions and not the daemon's.
            sessions.endAll();
        }
        // The sessions last: a handler under way may wait for one, and must not take their closing for a failure.
        try (sessions;
                libraries;
                engine;
                door;
                attachDoor;
                events) {
            Files.deleteIfExists(state.daemonFile());
        } catch (IOException e) {
            log.warn("Something could not be closed", e);
        } finally {
            log.info("Stopped");
            closed.countDown();
        }
    }

    private void awaitQuietly() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
