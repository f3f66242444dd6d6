package dev.perdure.session.freezer;

import dev.perdure.api.Timeline;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessTree;
import dev.perdure.session.process.SystemCall;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A session's processes where no control group can be had: those of the leader's session and all their descendants,
 * looked up again until nothing changes any more. A program that daemonises itself out of its session escapes; only a
 * control group holds that.
 *
 * @param leader the process number of the session's program
 * @param leaderStart its start in clock ticks since boot, empty when it has ended
 */
public record SignalledTree(int leader, OptionalLong leaderStart) implements SessionTree {
    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    @Override
    public List<Integer> processes() {
        return living().stream().map(ProcStat::pid).toList();
    }

    /**
     * Stops parents before children, so that no shell sees a child stop and takes the terminal from it. One look may miss
     * a process that is just being started, so it takes two that show all halted and the same.
     */
    @Override
    public void freeze(Duration limit) {
        long deadline = System.nanoTime() + Timeline.nanos(limit);
        List<Integer> halted = List.of();
        while (true) {
            List<ProcStat> members = living();
            List<ProcStat> running = members.stream()
                    .filter(process -> !isHalted(process, members))
                    .toList();
            List<Integer> numbers = members.stream().map(ProcStat::pid).sorted().toList();
            if (running.isEmpty() && numbers.equals(halted)) {
                return;
            }
            halted = running.isEmpty() ? numbers : List.of();
            members.stream()
                    .filter(process -> !isStopped(process))
                    .forEach(process -> Signals.send(process, Pid.SIGSTOP));
            if (System.nanoTime() >= deadline) {
                throw new FreezeException(
                        "not all of session " + leader + " have stopped",
                        running.stream().map(ProcStat::pid).toList());
            }
            if (!running.isEmpty()) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    /** Continues children before parents: a stop that is over before the parent looks is none to it. */
    @Override
    public void thaw() {
        living().reversed().forEach(process -> Signals.send(process, Pid.SIGCONT));
    }

    @Override
    public boolean isFrozen() {
        List<ProcStat> members = living();
        return !members.isEmpty() && members.stream().allMatch(process -> isHalted(process, members));
    }

    @Override
    public void kill(Duration limit) {
        long deadline = System.nanoTime() + Timeline.nanos(limit);
        for (List<ProcStat> members = living(); !members.isEmpty(); members = living()) {
            if (System.nanoTime() >= deadline) {
                throw new FreezeException("not all of session " + leader + " have ended", processes());
            }
            // All stopped first, so that a program can't outrun us by starting ever new ones.
            members.forEach(process -> Signals.send(process, Pid.SIGSTOP));
            living().forEach(process -> Signals.send(process, Pid.SIGKILL));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    @Override
    public String means() {
        return "signals";
    }

    /**
     * The members that haven't ended, parents before children. The kernel gives the leader's number to nobody else while
     * its session has members; so if somebody else has it, there are none.
     */
    private List<ProcStat> living() {
        List<ProcStat> members = ProcessTree.members(leader);
        boolean reused = members.stream().anyMatch(process -> process.pid() == leader && isAnother(process));
        return reused
                ? List.of()
                : members.stream().filter(process -> !process.ended()).toList();
    }

    private boolean isAnother(ProcStat process) {
        return leaderStart.isEmpty() || leaderStart.getAsLong() != process.startTicks();
    }

    /**
     * Stopped, or in vfork(2) with a stopped child: the kernel lets the parent stop only when the child has become another
     * program, so with both told to stop neither goes on.
     */
    private static boolean isHalted(ProcStat process, List<ProcStat> members) {
        return isStopped(process)
                || (process.state() == 'D'
                        && members.stream().anyMatch(child -> child.parent() == process.pid() && isStopped(child))
                        && SystemCall.of(process.pid())
                                .filter(SystemCall::makesProcess)
                                .isPresent());
    }

    private static boolean isStopped(ProcStat process) {
        return process.state() == 'T' || process.state() == 't';
    }
}
