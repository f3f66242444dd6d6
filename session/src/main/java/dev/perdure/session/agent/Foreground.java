package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.linux.Terminals;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.SystemCall;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.screen.Mode;
import dev.perdure.session.screen.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who has the keyboard now and what for, by what the kernel knows: the terminal's foreground process group, its modes,
 * and the system call that a process waits in (where this process may know it, as root and a user's own processes may
 * under the usual settings).
 *
 * @param group the foreground process group, 0 when there is none
 * @param command the kernel's name of its leader, or of one of its members
 * @param commandLine the leader's, as far as it can be known
 * @param modes of the terminal
 * @param pasting true when bracketed paste is on, as most line editors turn it on at their prompts
 * @param waits for what the leader waits
 * @param reading true when a member of the group surely waits for input from the terminal
 */
record Foreground(
        int group,
        String command,
        List<String> commandLine,
        Terminals.Modes modes,
        boolean pasting,
        Waits waits,
        boolean reading) {
    private static final Set<String> BY_CHARACTER = Set.of("dash", "ash", "busybox");
    private static final Set<String> STARTERS = Set.of("env", "setsid", "prlimit", "setpriv");

    /** For what a process waits. */
    enum Waits {
        /** For input, and takes a buffer full of it: a shell that reads its next command. */
        FOR_INPUT,
        /** For one character of input: a shell's {@code read}. */
        FOR_CHARACTER,
        /** For something else, or it runs. */
        ELSE,
        /** That isn't ours to know. */
        UNKNOWN
    }

    /** As it is now; empty when the session has ended. */
    static Optional<Foreground> of(Session session) {
        Optional<Pty> terminal = session.terminal();
        if (terminal.isEmpty()) {
            return Optional.empty();
        }
        try {
            int group = terminal.get().foregroundGroup();
            Terminals.Modes modes = terminal.get().modes();
            boolean pasting = session.look(screen -> screen.modes().contains(Mode.BRACKETED_PASTE));
            List<ProcessInfo> members = session.processes().stream()
                    .filter(process -> process.group() == group)
                    .toList();
            Optional<ProcessInfo> leader = members.stream()
                    .filter(process -> process.pid() == group)
                    .findFirst()
                    .or(() -> members.stream().findFirst());
            String command = leader.map(ProcessInfo::command)
                    .or(() -> ProcStat.of(group).map(ProcStat::command))
                    .orElse("");
            String slave = terminal.get().slave();
            boolean reading = members.stream().anyMatch(process -> isReading(process.pid(), slave));
            Waits waits = leader.map(process -> waits(process.pid(), slave)).orElse(Waits.UNKNOWN);
            return Optional.of(new Foreground(
                    group,
                    command,
                    leader.map(ProcessInfo::commandLine).orElse(List.of()),
                    modes,
                    pasting,
                    waits,
                    reading));
        } catch (IllegalStateException e) {
            // The terminal was closed meanwhile.
            return Optional.empty();
        }
    }

    /** True as long as it is one of the programs that become the session's own, one after the other. */
    boolean isStarting(int program) {
        return group == 0
                || (group == program && (STARTERS.contains(command) || commandLine.contains("perdure-anchor")));
    }

    /**
     * True for dash and busybox, whose {@code read} takes one character at a time, so that their prompt can be told from it. Others that
     * are called sh take a buffer full for both, but have a line editor.
     */
    boolean readsCharacterByCharacter() {
        return BY_CHARACTER.contains(command) || BY_CHARACTER.contains(program(group));
    }

    private static String program(int pid) {
        try {
            Path file = Files.readSymbolicLink(Path.of("/proc", Integer.toString(pid), "exe"));
            return String.valueOf(file.getFileName());
        } catch (IOException e) {
            // Gone, or not ours to know.
            return "";
        }
    }

    /** True when the terminal is set up as line editors do it: key by key, nothing shown, no key with a meaning. */
    boolean isEditing() {
        return !modes.canonical() && !modes.echo() && modes.keysAsTheyAre();
    }

    /** True when somebody waits for a line that isn't shown while it is typed. */
    boolean asksSecret() {
        return modes.canonical() && !modes.echo() && (reading || waits == Waits.UNKNOWN);
    }

    /** True when somebody waits for a line. */
    boolean asksLine() {
        return modes.canonical() && modes.echo() && reading;
    }

    /** The line that the cursor is in, up to it. */
    static String prompt(Session session) {
        return session.look(Foreground::cursorLine);
    }

    private static String cursorLine(Screen screen) {
        return screen.line(screen.cursor().row()).strip();
    }

    private static Waits waits(int pid, String slave) {
        Optional<SystemCall> call = SystemCall.of(pid);
        if (call.isEmpty()) {
            return isKnown(pid) ? Waits.ELSE : Waits.UNKNOWN;
        }
        if (call.get().isPoll()) {
            return Waits.FOR_INPUT;
        }
        if (!call.get().isRead() || !isTerminal(pid, call.get().first(), slave)) {
            return Waits.ELSE;
        }
        return call.get().third() == 1 ? Waits.FOR_CHARACTER : Waits.FOR_INPUT;
    }

    private static boolean isKnown(int pid) {
        return Files.isReadable(Path.of("/proc", Integer.toString(pid), "environ"));
    }

    private static boolean isReading(int pid, String slave) {
        return SystemCall.of(pid)
                .filter(SystemCall::isRead)
                .filter(call -> isTerminal(pid, call.first(), slave))
                .isPresent();
    }

    private static boolean isTerminal(int pid, long descriptor, String slave) {
        try {
            Path link = Path.of("/proc", Integer.toString(pid), "fd", Long.toString(descriptor));
            String target = Files.readSymbolicLink(link).toString();
            return target.equals(slave) || target.equals("/dev/tty");
        } catch (IOException e) {
            // Gone, or not ours to know: then nothing is sure.
            return false;
        }
    }
}
