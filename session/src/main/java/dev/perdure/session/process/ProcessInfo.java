package dev.perdure.session.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One process as the kernel describes it at the moment.
 *
 * @param pid its number
 * @param parent its parent's number
 * @param group its process group
 * @param session its session, the number of the session's leader
 * @param command the kernel's name for it, at most 15 characters
 * @param commandLine its arguments, program first; empty for a zombie
 * @param directory its working directory; empty where it may not be read
 * @param state one letter of proc_pid_stat(5): R runs, S sleeps, D waits for a device, T stopped, Z ended
 * @param cpu processor time used, user and system, to a hundredth of a second
 * @param residentBytes memory that it has in RAM, shared pages counted whole
 * @param started when it began, to a hundredth of a second
 * @param foreground true when its group gets the keyboard's signals of its terminal
 */
public record ProcessInfo(
        int pid,
        int parent,
        int group,
        int session,
        String command,
        List<String> commandLine,
        Optional<Path> directory,
        char state,
        Duration cpu,
        long residentBytes,
        Instant started,
        boolean foreground) {
    public ProcessInfo {
        commandLine = List.copyOf(commandLine);
    }

    /** The command line in one string, or the kernel's name in brackets where there is none. */
    public String title() {
        return commandLine.isEmpty() ? "[" + command + "]" : String.join(" ", commandLine);
    }
}
