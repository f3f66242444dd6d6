package dev.perdure.session;

import dev.perdure.session.anchor.AdoptionException;
import dev.perdure.session.anchor.Anchor;
import dev.perdure.session.anchor.Placement;
import dev.perdure.session.anchor.Program;
import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.freezer.ControlGroups;
import dev.perdure.session.linux.Platform;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.SocketInfo;
import dev.perdure.session.process.Sockets;
import dev.perdure.session.pty.Reactor;
import dev.perdure.session.shell.ShellIntegration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions of a state directory, hosted by this process until it closes or dies; they don't notice which. One process
 * at a time hosts a directory.
 *
 * <p>Thread-safe; every method may be called on a virtual thread.
 */
public final class Sessions implements AutoCloseable {
    /** Clients of one session at a time. */
    public static final int MOST_ATTACHMENTS = 200;

    private static final Logger LOGGER = LoggerFactory.getLogger(Sessions.class);
    private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final long TICK_SECONDS = 2;
    private static final long IDLE_THREAD_SECONDS = 5;
    private static final int ADOPTERS = 8;

    private final Path directory;
    private final SessionsOptions options;
    private final FileChannel ownership;
    private final SessionHost host;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<SetAside> setAside = new CopyOnWriteArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private boolean closed;

    private Sessions(Path directory, SessionsOptions options, FileChannel ownership) {
        this.directory = directory;
        this.options = options;
        this.ownership = ownership;
        host = new SessionHost(
                options.clock(),
                new Reactor(options.readers()),
                ControlGroups.find(),
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        IDLE_THREAD_SECONDS,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("perdure-session-", 0).factory()),
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("perdure-ticks").factory()),
                new EventLine());
    }

    /**
     * Begins to host the sessions of a state directory and adopts every one that is found there: the running ones go on,
     * the others show how they ended. One that can't be adopted is {@linkplain #setAside set aside}.
     *
     * @throws dev.perdure.session.linux.UnsupportedPlatformException where sessions can't run
     * @throws IllegalStateException when another process hosts them
     */
    public static Sessions open(Path stateDirectory, SessionsOptions options) {
        Platform.require();
        Path directory = stateDirectory.toAbsolutePath().resolve("sessions");
        try {
            Files.createDirectories(directory);
            Sessions sessions = new Sessions(directory, options, own(directory));
            sessions.adoptAll();
            sessions.host
                    .ticks()
                    .scheduleWithFixedDelay(
                            () -> sessions.host.blocking().execute(sessions::tick),
                            TICK_SECONDS,
                            TICK_SECONDS,
                            TimeUnit.SECONDS);
            return sessions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel own(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("host.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException("another process hosts the sessions in " + directory);
        }
        return channel;
    }

    private void adoptAll() throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(directory)) {
            found = all.filter(Files::isDirectory).toList();
        }
        Queue<Path> left = new ConcurrentLinkedQueue<>(found);
        List<Future<?>> adopters = IntStream.range(0, Math.min(ADOPTERS, found.size()))
                .<Future<?>>mapToObj(i -> host.blocking().submit(() -> adoptEach(left)))
                .toList();
        for (Future<?> adopter : adopters) {
            host.call(() -> Optional.ofNullable(adopter.get()));
        }
    }

    private void adoptEach(Queue<Path> left) {
        for (Path path = left.poll(); path != null; path = left.poll()) {
            try {
                adopt(new SessionFiles(path));
            } catch (RuntimeException | OutOfMemoryError e) {
                LOGGER.error("the session in {} can't be hosted and is set aside; its program goes on", path, e);
                setAside.add(SetAside.of(path, e));
            }
        }
    }

    private void adopt(SessionFiles files) {
        Optional<SessionRecord> record = files.read(SessionRecord.FILE).map(SessionRecord::parse);
        if (record.isEmpty()) {
            // Killed before the session was: nothing was started.
            files.delete();
            return;
        }
        Session session = found(files, record.get());
        try {
            session.begin(Optional.empty());
        } catch (RuntimeException | OutOfMemoryError e) {
            abandon(session, e);
            throw e;
        }
        sessions.put(session.id(), session);
    }

    private static void abandon(Session session, Throwable reason) {
        try {
            session.stop();
            session.leave();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private Session found(SessionFiles files, SessionRecord record) {
        try {
            Anchor anchor = Anchor.adopt(files);
            try {
                return new Session(host, files, record, anchor, new SessionState.Running());
            } catch (RuntimeException | OutOfMemoryError e) {
                anchor.close();
                throw e;
            }
        } catch (AdoptionException e) {
            SessionState state = files.exit()
                    .<SessionState>map(SessionState.Ended::new)
                    .orElseGet(() -> new SessionState.Lost(String.valueOf(e.getMessage())));
            return new Session(host, files, record, null, state);
        }
    }

    /**
     * Starts a session and returns when its program is under way.
     *
     * @throws dev.perdure.session.anchor.ProgramException when there is no such program, directory or user
     * @throws SessionException when the name is taken or there are too many
     */
    public Session start(SessionSpec spec) {
        return start(null, spec);
    }

    /** As {@link #start(SessionSpec)}, keeping who started it, which says nothing of rights by itself. */
    public Session start(@Nullable Operator starter, SessionSpec spec) {
        String id = newId();
        String name = spec.name().orElse(id);
        Instant now = options.clock().instant();
        SessionFiles files;
        SessionRecord record = SessionRecord.of(id, name, spec, now, starter);
        synchronized (this) {
            requireOpen();
            requireFree(name);
            if (list().stream().filter(session -> session.state().alive()).count() >= options.mostSessions()) {
                throw new SessionException(
                        SessionException.Reason.LIMIT, options.mostSessions() + " sessions are alive already; end one");
            }
            files = SessionFiles.create(directory.resolve(id));
            StateFile.in(files.directory(), SessionRecord.FILE).write(record.json());
        }
        Session session;
        try {
            Program program = ShellIntegration.into(files, spec.program());
            Anchor anchor = host.call(() -> Anchor.start(files, program, spec.size(), placement(id)));
            session = new Session(host, files, record, anchor, new SessionState.Running());
        } catch (RuntimeException e) {
            files.delete();
            throw e;
        }
        sessions.put(id, session);
        session.begin(Optional.of(spec.size()));
        return session;
    }

    private Placement placement(String id) {
        return host.groups()
                .map(groups -> new Placement(
                        Optional.of(groups.anchors().entrance()),
                        Optional.of(groups.session(id).entrance())))
                .orElse(Placement.NONE);
    }

    private void requireFree(String name) {
        boolean taken = list().stream()
                .anyMatch(session -> session.state().alive() && session.name().equals(name));
        if (taken || sessions.containsKey(name)) {
            throw new SessionException(
                    SessionException.Reason.NAME_TAKEN, "a living session is called " + name + " already");
        }
    }

    private String newId() {
        StringBuilder id = new StringBuilder("s");
        random.ints(9, 0, LETTERS.length()).forEach(letter -> id.append(LETTERS.charAt(letter)));
        return id.toString();
    }

    /** The session of an identity or a name; of several with a name the living one, else the one started last. */
    public Optional<Session> find(String nameOrId) {
        return Optional.ofNullable(sessions.get(nameOrId))
                .or(() -> list().stream()
                        .filter(session -> session.name().equals(nameOrId))
                        .max(Comparator.comparing(
                                        (Session session) -> session.state().alive())
                                .thenComparing(Session::started)));
    }

    /** As {@link #find}, with an exception where there is none. */
    public Session get(String nameOrId) {
        return find(nameOrId)
                .orElseThrow(() -> new SessionException(
                        SessionException.Reason.NOT_FOUND, "there is no session called " + nameOrId));
    }

    /** All sessions that are alive or whose files are kept, the oldest first. */
    public List<Session> list() {
        return sessions.values().stream()
                .sorted(Comparator.comparing(Session::started).thenComparing(Session::id))
                .toList();
    }

    /** The sessions found on opening that can't be hosted. They are tried again by the next host. */
    public List<SetAside> setAside() {
        return List.copyOf(setAside);
    }

    /** Who serves a TCP port of this machine, by the kernel's word, and in which session, if it is in one. */
    public List<PortOwner> whoServes(int port) {
        return Sockets.whoServes(port).stream()
                .map(socket -> new PortOwner(
                        socket,
                        list().stream()
                                .filter(session -> session.has(socket.owner().orElse(0)))
                                .findFirst()))
                .toList();
    }

    /**
     * A listening socket with the session that it is part of.
     *
     * @param session empty when its process isn't part of any, or can't be seen
     */
    public record PortOwner(SocketInfo socket, Optional<Session> session) {}

    /** Gives a session another name. For who governs it. */
    public void rename(Operator by, Session session, String name) {
        SessionSpec.checkName(name);
        session.require(by, Right.GOVERN);
        synchronized (this) {
            if (!session.name().equals(name)) {
                requireFree(name);
                session.rename(name);
            }
        }
    }

    /** Ends every living session, as {@code perdure down --end-sessions} asks. */
    public void endAll() {
        List<Future<?>> ends = list().stream()
                .<Future<?>>map(session -> host.blocking().submit(() -> session.end()))
                .toList();
        for (Future<?> end : ends) {
            host.call(() -> Optional.ofNullable(end.get()));
        }
    }

    /** Forgets a session that isn't alive, with its files. For who governs it. */
    public void remove(Operator by, Session session) {
        session.require(by, Right.GOVERN);
        if (session.state().alive()) {
            throw new SessionException(
                    SessionException.Reason.ALIVE, "the session " + session.name() + " is alive; end it first");
        }
        forget(session);
    }

    private void forget(Session session) {
        sessions.remove(session.id());
        session.leave();
        session.files().delete();
    }

    /** Adds somebody who is told of what happens to all sessions. */
    public void listen(SessionListener listener) {
        host.events().add(listener);
    }

    /** Takes a listener away. */
    public void forget(SessionListener listener) {
        host.events().remove(listener);
    }

    private void tick() {
        Instant now = options.clock().instant();
        for (Session session : list()) {
            try {
                session.tick(now);
                if (!session.state().alive() && session.isPast(now)) {
                    forget(session);
                }
            } catch (RuntimeException e) {
                LOGGER.warn("what was due for {} failed", session, e);
            }
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new SessionException(
                    SessionException.Reason.CLOSED, "the sessions in " + directory + " are closed here");
        }
    }

    /** Lets go of all sessions, which go on. The next host finds every byte: what was read is recorded before this ends. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        list().forEach(Session::stop);
        LastReading.await(host.reactor(), options.readers());
        list().forEach(Session::leave);
        host.close();
        try {
            ownership.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
