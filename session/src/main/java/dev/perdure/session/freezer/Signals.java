package dev.perdure.session.freezer;

import dev.perdure.session.linux.Errno;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.process.ProcStat;

/** Signals to processes that were seen a moment ago and may be gone, or be others, by now. */
final class Signals {
    private Signals() {}

    /** Sends a signal to the very process that {@code seen} describes, not to a later one of its number. */
    static void send(ProcStat seen, int signal) {
        Pid.open(seen.pid()).ifPresent(process -> {
            try (process) {
                if (ProcStat.of(seen.pid())
                        .filter(now -> now.startTicks() == seen.startTicks())
                        .isPresent()) {
                    process.signal(signal);
                }
            } catch (NativeException e) {
                // A set-user-id program of another user: the caller's check afterwards reports it.
                if (!e.errno().equals(Errno.EPERM)) {
                    throw e;
                }
            }
        });
    }

    /** Kills a process that can't go away unnoticed, because it is frozen. */
    static void kill(int pid) {
        Pid.kill(pid, Pid.SIGKILL);
    }
}
