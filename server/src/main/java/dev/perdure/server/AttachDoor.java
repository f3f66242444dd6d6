package dev.perdure.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of attachments: accepts processes of one user and gives each connection two virtual threads, one for each direction, so that a client that
 * stalls holds up nobody. Thread-safe.
 */
final class AttachDoor implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 2_000;
    private static final int BACKLOG = 128;
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(AttachDoor.class);

    private final Path socket;
    private final UserPrincipal owner;
    private final HostedSessions sessions;
    private final Operators operators;
    private final ServerSocketChannel server;
    private final Set<AttachConnection> connections = ConcurrentHashMap.newKeySet();

    /** Prepares a door at a socket that does not exist yet. */
    AttachDoor(Path socket, UserPrincipal owner, HostedSessions sessions, Operators operators) throws IOException {
        this.socket = socket;
        this.owner = owner;
        this.sessions = sessions;
        this.operators = operators;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    /** Binds the socket, which is then its owner's alone, and begins to accept. */
    void open() throws IOException {
        server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        Thread.ofPlatform().daemon().name("attach").start(this::accept);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                admit(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // Out of descriptors, mostly: others may be closed meanwhile.
                log.warn("An attachment could not be accepted", e);
                pause();
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        if (!OwnerConnector.isOf(channel, owner) || connections.size() >= MOST_CONNECTIONS) {
            log.warn("An attachment was refused: another user's process, or too many");
            channel.close();
            return;
        }
        var connection = new AttachConnection(channel, sessions, operators);
        connections.add(connection);
        Thread.ofVirtual().name("attachment").start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells every client that the daemon stops, and closes and removes the socket. The sessions go on. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        connections.forEach(AttachConnection::dismiss);
        long deadline = System.nanoTime() + GOODBYE.toNanos();
        while (!connections.isEmpty() && System.nanoTime() < deadline) {
            pause();
        }
        connections.forEach(AttachConnection::cut);
    }
}
