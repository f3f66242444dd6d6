package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Passing an open descriptor from one process to another over a Unix domain socket: unix(7), {@code SCM_RIGHTS}. Who may
 * connect is decided by the permissions of the socket's folder.
 */
public final class HandOver {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    /** struct sockaddr_un: 2 bytes of family, 108 of path with its NUL. */
    private static final int ADDRESS_SIZE = 110;
    /** struct msghdr of 64-bit glibc: name 0, length 8, iov 16, count 24, control 32, length 40, flags 48. */
    private static final int MESSAGE_SIZE = 56;
    /** struct cmsghdr: length 0, level 8, type 12, then the data; with one descriptor 20 bytes, aligned to 24. */
    private static final int CONTROL_LENGTH = 20;

    private static final int CONTROL_SPACE = 24;

    private static final MethodHandle SOCKET = Libc.bind("socket", Libc.ints(3));
    private static final MethodHandle LISTEN = Libc.bind("listen", Libc.ints(2));
    private static final FunctionDescriptor NAMED = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle BIND = Libc.bind("bind", NAMED);
    private static final MethodHandle CONNECT = Libc.bind("connect", NAMED);
    private static final MethodHandle ACCEPT =
            Libc.bind("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final FunctionDescriptor MESSAGE = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDMSG = Libc.bind("sendmsg", MESSAGE);
    private static final MethodHandle RECVMSG = Libc.bind("recvmsg", MESSAGE);

    private HandOver() {}

    /** Waits for connections at {@code path}, of at most 107 bytes, in a folder that only the right ones may enter. */
    public static Descriptor listen(Path path) {
        Descriptor socket = socket();
        try {
            named(BIND, "bind " + path, socket, path);
            MemorySegment state = Libc.state();
            int result = Libc.result((int) LISTEN.invokeExact(state, socket.number(), 1), state);
            NativeException.check("listen " + path, result);
            return socket;
        } catch (Throwable t) {
            socket.close();
            throw rethrow(t);
        }
    }

    /** Takes the next connection and the descriptor that comes over it; empty when {@code limit} passed first. */
    public static Optional<Descriptor> receive(Descriptor listener, Duration limit) {
        if (!Poll.readable(listener, limit)) {
            return Optional.empty();
        }
        MemorySegment state = Libc.state();
        try (Arena arena = Arena.ofConfined()) {
            int accepted = Libc.result(
                    (int) ACCEPT.invokeExact(
                            state, listener.number(), MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC),
                    state);
            try (Descriptor connection = Descriptor.own(NativeException.check("accept", accepted))) {
                if (!Poll.readable(connection, limit)) {
                    return Optional.empty();
                }
                MemorySegment message = message(arena);
                int count = Libc.result(
                        (long) RECVMSG.invokeExact(state, connection.number(), message, MSG_CMSG_CLOEXEC), state);
                NativeException.check("recvmsg", count);
                MemorySegment control = message.get(ADDRESS, 32).reinterpret(CONTROL_SPACE);
                boolean carries = message.get(JAVA_LONG, 40) >= CONTROL_LENGTH
                        && control.get(JAVA_INT, 8) == SOL_SOCKET
                        && control.get(JAVA_INT, 12) == SCM_RIGHTS;
                return carries ? Optional.of(Descriptor.own(control.get(JAVA_INT, 16))) : Optional.empty();
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Connects to {@code path} and sends a copy of {@code descriptor}. */
    public static void send(Path path, Descriptor descriptor) {
        try (Descriptor socket = socket();
                Arena arena = Arena.ofConfined()) {
            named(CONNECT, "connect " + path, socket, path);
            MemorySegment message = message(arena);
            MemorySegment control = message.get(ADDRESS, 32).reinterpret(CONTROL_SPACE);
            control.set(JAVA_LONG, 0, CONTROL_LENGTH);
            control.set(JAVA_INT, 8, SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            control.set(JAVA_INT, 16, descriptor.number());
            MemorySegment state = Libc.state();
            int count = Libc.result((long) SENDMSG.invokeExact(state, socket.number(), message, MSG_NOSIGNAL), state);
            NativeException.check("sendmsg to " + path, count);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** A message of one byte, which stream sockets want, and room for one descriptor. */
    private static MemorySegment message(Arena arena) {
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, arena.allocate(1));
        vector.set(JAVA_LONG, 8, 1);
        MemorySegment message = arena.allocate(MESSAGE_SIZE, 8);
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, arena.allocate(CONTROL_SPACE, 8));
        message.set(JAVA_LONG, 40, CONTROL_SPACE);
        return message;
    }

    private static Descriptor socket() {
        MemorySegment state = Libc.state();
        try {
            int result = Libc.result((int) SOCKET.invokeExact(state, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), state);
            return Descriptor.own(NativeException.check("socket", result));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    private static void named(MethodHandle call, String name, Descriptor socket, Path path) throws Throwable {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ADDRESS_SIZE - 3) {
            throw new IllegalArgumentException("too long for a socket, above 107 bytes: " + path);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_SIZE, 8);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
            MemorySegment state = Libc.state();
            int result = Libc.result((int) call.invokeExact(state, socket.number(), address, ADDRESS_SIZE), state);
            NativeException.check(name, result);
        }
    }

    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        throw Libc.impossible(t);
    }
}
