package dev.perdure.session.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A descriptor that a process has open: proc_pid_fd(5), proc_pid_fdinfo(5).
 *
 * @param pid the process
 * @param number the descriptor
 * @param target a path, or a kernel's name such as {@code socket:[4711]}, {@code pipe:[12]}, {@code anon_inode:[eventfd]}
 * @param offset the position of the next read or write, in bytes
 * @param access what it was opened for
 * @param deleted true when the file has no name any more and goes with its last descriptor
 * @param locks the locks held through it: proc_locks(5)
 */
public record OpenFile(
        int pid, int number, String target, long offset, Access access, boolean deleted, List<Lock> locks) {
    private static final String DELETED = " (deleted)";

    /** What a descriptor was opened for. */
    public enum Access {
        READ,
        WRITE,
        READ_WRITE
    }

    /**
     * A lock on a file.
     *
     * @param kind {@code POSIX}, {@code FLOCK}, {@code OFDLCK} or {@code LEASE}
     * @param exclusive true for a write lock
     * @param range the locked bytes, as in {@code 0 EOF}
     */
    public record Lock(String kind, boolean exclusive, String range) {}

    public OpenFile {
        locks = List.copyOf(locks);
    }

    /** What a process has open; nothing when it is gone or another user's. */
    public static List<OpenFile> of(int pid) {
        List<OpenFile> files = new ArrayList<>();
        Links.descriptors(pid)
                .forEach((number, target) -> ProcStat.read(
                                Path.of("/proc", Integer.toString(pid), "fdinfo", number.toString()))
                        .ifPresent(info -> files.add(parse(pid, number, target, info))));
        return files;
    }

    static OpenFile parse(int pid, int number, String target, String info) {
        List<Lock> locks = info.lines()
                .filter(line -> line.startsWith("lock:"))
                .map(OpenFile::lock)
                .flatMap(Optional::stream)
                .toList();
        boolean deleted = target.endsWith(DELETED);
        return new OpenFile(
                pid,
                number,
                deleted ? target.substring(0, target.length() - DELETED.length()) : target,
                Long.parseLong(value(info, "pos:")),
                access(Integer.parseInt(value(info, "flags:"), 8)),
                deleted,
                locks);
    }

    private static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("0");
    }

    private static Access access(int flags) {
        return switch (flags & 3) {
            case 0 -> Access.READ;
            case 1 -> Access.WRITE;
            default -> Access.READ_WRITE;
        };
    }

    /** As in {@code lock: 1: FLOCK  ADVISORY  WRITE 359 00:13:11691 0 EOF}. */
    private static Optional<Lock> lock(String line) {
        String[] words = line.split("\\s+");
        return words.length < 9
                ? Optional.empty()
                : Optional.of(new Lock(words[2], words[4].equals("WRITE"), words[7] + " " + words[8]));
    }
}
