package dev.perdure.session.process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The kernel's tables of sockets in one network namespace: proc_net(5), {@code tcp}, {@code tcp6}, {@code udp},
 * {@code udp6}, {@code unix}.
 */
final class SocketTable {
    /** Names of include/net/tcp_states.h, from number 1. */
    private static final List<String> STATES = List.of(
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING",
            "NEW_SYN_RECV");

    /** {@code __SO_ACCEPTCON} of include/linux/net.h: the socket listens. */
    private static final int ACCEPTS = 1 << 16;

    private SocketTable() {}

    /** All sockets of the namespace that {@code pid} is in, owners not looked up. */
    static List<SocketInfo> of(String pid) {
        List<SocketInfo> sockets = new ArrayList<>();
        for (SocketInfo.Kind kind : SocketInfo.Kind.values()) {
            String name = kind.name().toLowerCase(java.util.Locale.ROOT);
            ProcStat.read(Path.of("/proc", pid, "net", name))
                    .ifPresent(table -> table.lines()
                            .skip(1)
                            .map(line -> kind == SocketInfo.Kind.UNIX ? unix(line) : internet(kind, line))
                            .forEach(sockets::add));
        }
        return sockets;
    }

    /** As in {@code 0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 ...}. */
    static SocketInfo internet(SocketInfo.Kind kind, String line) {
        String[] fields = line.strip().split("\\s+");
        int number = Integer.parseInt(fields[3], 16);
        boolean udp = kind == SocketInfo.Kind.UDP || kind == SocketInfo.Kind.UDP6;
        int localPort = port(fields[1]);
        int remotePort = port(fields[2]);
        String state = number >= 1 && number <= STATES.size() ? STATES.get(number - 1) : fields[3];
        return new SocketInfo(
                kind,
                address(fields[1]) + ":" + localPort,
                OptionalInt.of(localPort),
                remotePort == 0 ? Optional.empty() : Optional.of(address(fields[2]) + ":" + remotePort),
                udp ? remotePort == 0 : state.equals("LISTEN"),
                udp ? (remotePort == 0 ? "UNCONNECTED" : "ESTABLISHED") : state,
                Long.parseLong(fields[9]),
                OptionalInt.empty());
    }

    /** As in {@code 0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/socket}. */
    static SocketInfo unix(String line) {
        String[] fields = line.strip().split("\\s+", 8);
        boolean listening = (Integer.parseInt(fields[3], 16) & ACCEPTS) != 0;
        boolean connected = fields[5].equals("03");
        return new SocketInfo(
                SocketInfo.Kind.UNIX,
                fields.length > 7 ? fields[7] : "",
                OptionalInt.empty(),
                Optional.empty(),
                listening,
                listening ? "LISTEN" : connected ? "ESTABLISHED" : "UNCONNECTED",
                Long.parseLong(fields[6]),
                OptionalInt.empty());
    }

    private static int port(String field) {
        return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
    }

    /** The kernel prints an address as 32-bit words in the byte order of the machine, which is little-endian on both. */
    private static String address(String field) {
        byte[] printed = HexFormat.of().parseHex(field, 0, field.indexOf(':'));
        ByteBuffer words = ByteBuffer.wrap(printed).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bytes = ByteBuffer.allocate(printed.length);
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        try {
            String text = InetAddress.getByAddress(bytes.array()).getHostAddress();
            return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + field, e);
        }
    }
}
