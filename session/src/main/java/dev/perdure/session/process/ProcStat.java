package dev.perdure.session.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The line that the kernel keeps on a process: proc_pid_stat(5). Times are in clock ticks, 100 a second for user space
 * on both architectures ({@code USER_HZ}); the start counts from boot and, with the number, names one process for good.
 */
public record ProcStat(
        int pid,
        String command,
        char state,
        int parent,
        int group,
        int session,
        int terminal,
        int foregroundGroup,
        long userTicks,
        long systemTicks,
        int threads,
        long startTicks,
        long residentPages) {
    static final long TICKS_PER_SECOND = 100;

    /** The process with this number now, or empty when there is none. A zombie counts: its state is {@code Z}. */
    public static Optional<ProcStat> of(int pid) {
        return read(Path.of("/proc", Integer.toString(pid), "stat")).map(ProcStat::parse);
    }

    /** Parses a line of the kernel. The command stands in parentheses and may itself hold spaces and parentheses. */
    public static ProcStat parse(String line) {
        int opening = line.indexOf('(');
        int closing = line.lastIndexOf(')');
        if (opening < 0 || closing < opening) {
            throw new IllegalArgumentException("not a stat line: " + line);
        }
        List<String> rest = List.of(line.substring(closing + 2).strip().split(" "));
        if (rest.size() < 22) {
            throw new IllegalArgumentException("stat line is short: " + line);
        }
        return new ProcStat(
                Integer.parseInt(line.substring(0, opening).strip()),
                line.substring(opening + 1, closing),
                rest.get(0).charAt(0),
                integer(rest, 1),
                integer(rest, 2),
                integer(rest, 3),
                integer(rest, 4),
                integer(rest, 5),
                number(rest, 11),
                number(rest, 12),
                integer(rest, 17),
                number(rest, 19),
                number(rest, 21));
    }

    /** True when the process has ended and only waits to be collected by its parent. */
    public boolean ended() {
        return state == 'Z' || state == 'X';
    }

    private static int integer(List<String> fields, int index) {
        return Integer.parseInt(fields.get(index));
    }

    private static long number(List<String> fields, int index) {
        return Long.parseLong(fields.get(index));
    }

    /** A file of /proc as text, or empty when its process is gone. */
    static Optional<String> read(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // ESRCH between open and read: the process ended meanwhile.
            if (Files.notExists(file.getParent())
                    || String.valueOf(e.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }
}
