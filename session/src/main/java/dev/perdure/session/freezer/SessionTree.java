package dev.perdure.session.freezer;

import dev.perdure.session.anchor.Anchor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All processes of one session, to be halted, continued or ended as a whole.
 *
 * <p>Thread-safe; every operation looks at the kernel anew. They may take up to their limit: not for a carrier thread.
 */
public sealed interface SessionTree permits ControlGroup, SignalledTree {
    /** The tree of a session: by the control group that its program was started in, or by signals if it isn't in one. */
    static SessionTree of(Anchor anchor) {
        SignalledTree signalled = new SignalledTree(anchor.program(), anchor.programStart());
        Optional<ControlGroup> group = anchor.group().map(ControlGroup::at);
        // A program that has ended, be it just now, is in no group any more. What it left behind is where it was.
        return group.filter(found -> found.processes().contains(anchor.program())
                        || found.processes().containsAll(signalled.processes()))
                .<SessionTree>map(found -> found)
                .orElse(signalled);
    }

    /** The living members, zombies left out. */
    List<Integer> processes();

    /**
     * Halts every member and returns when the kernel has confirmed it.
     *
     * @throws FreezeException when it hasn't within {@code limit}; the freeze stays asked for, thaw takes it back
     */
    void freeze(Duration limit);

    /** Lets every member go on. */
    void thaw();

    /** True when every member is halted now; a session without processes isn't frozen. */
    boolean isFrozen();

    /**
     * Ends every member with SIGKILL, frozen or not, also those that start meanwhile, and returns when none is left.
     *
     * @throws FreezeException when some are left after {@code limit}, for a process in an uninterruptible wait
     */
    void kill(Duration limit);

    /** How this is done, for people: {@code cgroup} or {@code signals}. */
    String means();
}
