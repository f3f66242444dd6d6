package dev.perdure.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * The connector of the socket, which talks to processes of one user only.
 *
 * <p>The kernel says whose process is at the other end (SO_PEERCRED, unix(7)). The socket's mode and its directory's mode say the same;
 * this also holds while the socket has just been made, and in a directory that others can enter.
 */
final class OwnerConnector extends UnixDomainServerConnector {
    private static final long IDLE_TIMEOUT_MILLIS = 90_000;

    private final UserPrincipal owner;

    /** On {@code path} for processes of {@code owner}. */
    OwnerConnector(Server server, HttpConnectionFactory http, Path path, UserPrincipal owner) {
        // One selector that also accepts: no thread waits in accept(2), and one user's clients need no more.
        super(server, 0, 1, http);
        this.owner = owner;
        setUnixDomainPath(path);
        setAcceptQueueSize(128);
        setIdleTimeout(IDLE_TIMEOUT_MILLIS);
    }

    @Override
    protected void configure(SocketChannel channel) throws IOException {
        super.configure(channel);
        if (!isOf(channel, owner)) {
            throw new IOException(
                    "Another user's process was refused; only " + owner.getName() + " may use this daemon.");
        }
    }

    /** Whether the process at the other end is the user's; also true where the system doesn't tell. */
    static boolean isOf(SocketChannel channel, UserPrincipal owner) throws IOException {
        return !channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                || channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
    }
}
