package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.SystemCall;
import dev.perdure.session.pty.Expectation;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.screen.Mode;
import dev.perdure.session.screen.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who has the keyboard now and what for, by what the kernel knows: the terminal's foreground process group, its modes,
 * and the system call that a process waits in (where this process may know it, as root and a user's own processes may
 * under the usual settings).
 *
 * @param group the foreground process group, 0 when there is none
 * @param command the kernel's name of its leader, or of one of its members
 * @param expects what input the terminal is set up for
 * @param editing true when a line editor has turned bracketed paste on, as those of bash, zsh and fish do at their prompts
 * @param reading true when a member of the group surely waits for input from the terminal
 */
record Foreground(int group, String command, Expectation expects, boolean editing, boolean reading) {
    /** As it is now; empty when the session has ended. */
    static Optional<Foreground> of(Session session) {
        Optional<Pty> terminal = session.terminal();
        if (terminal.isEmpty()) {
            return Optional.empty();
        }
        try {
            int group = terminal.get().foregroundGroup();
            Expectation expects = terminal.get().expects();
            boolean editing = session.look(screen -> screen.modes().contains(Mode.BRACKETED_PASTE));
            String command = ProcStat.of(group)
                    .map(ProcStat::command)
                    .or(() -> members(session, group).findFirst().map(ProcessInfo::command))
                    .orElse("");
            boolean reading = members(session, group)
                    .anyMatch(process -> isReading(process.pid(), terminal.get().slave()));
            return Optional.of(new Foreground(group, command, expects, editing, reading));
        } catch (IllegalStateException e) {
            // The terminal was closed meanwhile.
            return Optional.empty();
        }
    }

    private static java.util.stream.Stream<ProcessInfo> members(Session session, int group) {
        return session.processes().stream().filter(process -> process.group() == group);
    }

    /** True when a shell shows its prompt. */
    boolean atPrompt() {
        if (ShellDialect.of(command).isEmpty()) {
            return false;
        }
        return atEditor() || (expects == Expectation.LINE && reading);
    }

    /**
     * True when a shell's line editor has the keyboard. fish turns bracketed paste on only with its configuration, but
     * gives every program that it runs a terminal in line mode.
     */
    boolean atEditor() {
        return expects == Expectation.KEYS && (editing || command.equals("fish"));
    }

    /** True when a shell reads key by key, as line editors do. */
    boolean isShellWithKeys() {
        return expects == Expectation.KEYS && ShellDialect.of(command).isPresent();
    }

    /** The line that the cursor is in, up to it. */
    static String prompt(Session session) {
        return session.look(Foreground::cursorLine);
    }

    private static String cursorLine(Screen screen) {
        return screen.line(screen.cursor().row()).strip();
    }

    private static boolean isReading(int pid, String slave) {
        return SystemCall.of(pid)
                .filter(SystemCall::isRead)
                .flatMap(call -> descriptor(pid, call.first()))
                .filter(target -> target.equals(slave) || target.equals("/dev/tty"))
                .isPresent();
    }

    private static Optional<String> descriptor(int pid, long number) {
        try {
            Path link = Path.of("/proc", Integer.toString(pid), "fd", Long.toString(number));
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            // Gone, or not ours to know: then nothing is sure.
            return Optional.empty();
        }
    }
}
