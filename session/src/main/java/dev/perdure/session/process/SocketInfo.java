package dev.perdure.session.process;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A socket as the kernel lists it.
 *
 * @param kind its family and type
 * @param local address and port, as in {@code 127.0.0.1:8000} or {@code [::]:8000}; for {@code UNIX} its path, {@code @}
 *     before an abstract one, empty for one without a name
 * @param localPort the local port; empty for {@code UNIX}
 * @param remote the other end, where it is connected to one
 * @param listening true when it waits for connections
 * @param state the kernel's word for its state, as in {@code LISTEN} or {@code ESTABLISHED}
 * @param inode the kernel's number for it
 * @param owner a process that has it open; empty when none does that this process may look into
 */
public record SocketInfo(
        Kind kind,
        String local,
        OptionalInt localPort,
        Optional<String> remote,
        boolean listening,
        String state,
        long inode,
        OptionalInt owner) {
    /** The kinds that are looked at. */
    public enum Kind {
        TCP,
        TCP6,
        UDP,
        UDP6,
        UNIX
    }

    SocketInfo ownedBy(int pid) {
        return new SocketInfo(kind, local, localPort, remote, listening, state, inode, OptionalInt.of(pid));
    }
}
