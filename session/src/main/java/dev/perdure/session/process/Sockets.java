package dev.perdure.session.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who has which socket: the kernel's tables joined with the descriptors of processes. */
public final class Sockets {
    private static final String PREFIX = "socket:[";

    private Sockets() {}

    /** The sockets that the given processes have open; one that several share is listed for each. */
    public static List<SocketInfo> of(Collection<Integer> pids) {
        List<SocketInfo> found = new ArrayList<>();
        Map<String, Map<Long, SocketInfo>> tables = new HashMap<>();
        for (int pid : pids) {
            List<Long> inodes = inodes(pid);
            if (inodes.isEmpty()) {
                continue;
            }
            // Processes of one network namespace share the tables.
            String namespace = Links.target(java.nio.file.Path.of("/proc", Integer.toString(pid), "ns", "net"))
                    .orElse("");
            Map<Long, SocketInfo> table = tables.computeIfAbsent(namespace, n -> table(Integer.toString(pid)));
            for (long inode : inodes) {
                SocketInfo socket = table.get(inode);
                if (socket != null) {
                    found.add(socket.ownedBy(pid));
                }
            }
        }
        return found;
    }

    /**
     * Who serves a TCP port of this machine, in this process's network namespace: the listening sockets with their
     * owners, one entry per owner. A socket whose owner this process may not see is listed without one; nobody serves the
     * port when the list is empty.
     */
    public static List<SocketInfo> whoServes(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port is not from 1 to 65535: " + port);
        }
        List<SocketInfo> listening = SocketTable.of("self").stream()
                .filter(socket -> socket.listening()
                        && (socket.kind() == SocketInfo.Kind.TCP || socket.kind() == SocketInfo.Kind.TCP6)
                        && socket.localPort().orElse(0) == port)
                .toList();
        if (listening.isEmpty()) {
            return List.of();
        }
        Map<Long, List<Integer>> owners = new HashMap<>();
        for (ProcStat process : ProcessTree.all()) {
            for (long inode : inodes(process.pid())) {
                owners.computeIfAbsent(inode, i -> new ArrayList<>()).add(process.pid());
            }
        }
        List<SocketInfo> served = new ArrayList<>();
        for (SocketInfo socket : listening) {
            List<Integer> pids = owners.getOrDefault(socket.inode(), List.of());
            if (pids.isEmpty()) {
                served.add(socket);
            }
            pids.forEach(pid -> served.add(socket.ownedBy(pid)));
        }
        return served;
    }

    private static Map<Long, SocketInfo> table(String pid) {
        Map<Long, SocketInfo> table = new HashMap<>();
        SocketTable.of(pid).forEach(socket -> table.put(socket.inode(), socket));
        return table;
    }

    private static List<Long> inodes(int pid) {
        return Links.descriptors(pid).values().stream()
                .filter(target -> target.startsWith(PREFIX))
                .map(target -> Long.parseLong(target.substring(PREFIX.length(), target.length() - 1)))
                .distinct()
                .toList();
    }
}
