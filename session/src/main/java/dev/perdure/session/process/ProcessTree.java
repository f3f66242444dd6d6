package dev.perdure.session.process;

import dev.perdure.session.linux.SystemFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The processes that belong together, as they are at the moment of the question. */
public final class ProcessTree {
    private ProcessTree() {}

    /**
     * The members of the session that {@code leader} leads or led: every process of that session, and every descendant
     * of one, whatever session it is in by now. What was daemonised, with its parents gone and a session of its own, can be
     * found only by a control group. Zombies are members.
     */
    public static List<ProcStat> members(int leader) {
        return members(leader, all());
    }

    static List<ProcStat> members(int leader, Collection<ProcStat> all) {
        Map<Integer, List<ProcStat>> children = all.stream().collect(Collectors.groupingBy(ProcStat::parent));
        Set<Integer> seen = new HashSet<>();
        List<ProcStat> members = new ArrayList<>();
        // The leader first, so that parents come before their children.
        all.stream()
                .filter(process -> process.pid() == leader)
                .forEach(process -> collect(process, children, seen, members));
        all.stream()
                .filter(process -> process.session() == leader)
                .forEach(process -> collect(process, children, seen, members));
        return members;
    }

    private static void collect(
            ProcStat process, Map<Integer, List<ProcStat>> children, Set<Integer> seen, List<ProcStat> members) {
        List<ProcStat> open = new ArrayList<>(List.of(process));
        while (!open.isEmpty()) {
            ProcStat next = open.removeFirst();
            if (seen.add(next.pid())) {
                members.add(next);
                open.addAll(children.getOrDefault(next.pid(), List.of()));
            }
        }
    }

    /** All processes of the machine that this process may see. */
    public static List<ProcStat> all() {
        List<ProcStat> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                Path.of("/proc"),
                path -> Character.isDigit(path.getFileName().toString().charAt(0)))) {
            for (Path entry : entries) {
                ProcStat.of(Integer.parseInt(entry.getFileName().toString())).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The members of a session in full, parents before children, started earlier before later. */
    public static List<ProcessInfo> of(int leader) {
        return describe(members(leader));
    }

    /** The given processes in full, in the same order, without those that have gone. */
    public static List<ProcessInfo> ofAll(Collection<Integer> pids) {
        return describe(
                pids.stream().map(ProcStat::of).flatMap(Optional::stream).toList());
    }

    private static List<ProcessInfo> describe(Collection<ProcStat> processes) {
        Instant boot = SystemFacts.boot();
        Map<Integer, ProcStat> byPid =
                processes.stream().collect(Collectors.toMap(ProcStat::pid, Function.identity(), (a, b) -> a));
        return processes.stream()
                .sorted(java.util.Comparator.comparingInt((ProcStat process) -> depth(process, byPid))
                        .thenComparingLong(ProcStat::startTicks)
                        .thenComparingInt(ProcStat::pid))
                .map(process -> describe(process, boot))
                .toList();
    }

    private static int depth(ProcStat process, Map<Integer, ProcStat> byPid) {
        int depth = 0;
        // A number that was reused between two reads could make a circle; no real tree is that deep.
        for (ProcStat at = byPid.get(process.parent()); at != null && depth < 10_000; at = byPid.get(at.parent())) {
            depth++;
        }
        return depth;
    }

    private static ProcessInfo describe(ProcStat stat, Instant boot) {
        Path folder = Path.of("/proc", Integer.toString(stat.pid()));
        String line = ProcStat.read(folder.resolve("cmdline")).orElse("");
        return new ProcessInfo(
                stat.pid(),
                stat.parent(),
                stat.group(),
                stat.session(),
                stat.command(),
                line.isEmpty() ? List.of() : List.of(line.split("\0")),
                directory(folder),
                stat.state(),
                ticks(stat.userTicks() + stat.systemTicks()),
                stat.residentPages() * SystemFacts.pageSize(),
                boot.plus(ticks(stat.startTicks())),
                stat.terminal() != 0 && stat.group() == stat.foregroundGroup());
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * (1000 / ProcStat.TICKS_PER_SECOND));
    }

    private static Optional<Path> directory(Path folder) {
        return Links.target(folder.resolve("cwd")).map(Path::of);
    }
}
