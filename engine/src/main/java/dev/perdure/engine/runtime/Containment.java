package dev.perdure.engine.runtime;

import dev.perdure.engine.core.Command;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a task that the layer can't bring on from being tried again and again. What goes wrong once may be chance: the task is loaded
 * again and goes on. The second time it is parked, by an event; if that can't be recorded either, it is left alone until the layer is
 * opened again. Guarded by the partition's lock.
 */
final class Containment {
    private static final Logger log = LoggerFactory.getLogger(Containment.class);
    private static final int BOUND = 10_000;

    private final Map<String, Mishaps> mishaps = new LinkedHashMap<>();
    private final Set<String> leftAlone = new HashSet<>();

    private record Mishaps(int count, String last) {}

    /** What follows from a mishap. */
    enum Measure {
        /** The task is loaded again and goes on. */
        GO_ON,
        /** It is parked. */
        SET_ASIDE,
        /** Nothing more is tried. */
        LEAVE_ALONE
    }

    /** Counts a mishap with a task. */
    Measure after(String taskId, Throwable mishap) {
        Mishaps known = mishaps.get(taskId);
        int count = known == null ? 1 : known.count() + 1;
        mishaps.put(taskId, new Mishaps(count, mishap.toString()));
        if (mishaps.size() > BOUND) {
            mishaps.remove(mishaps.keySet().iterator().next());
        }
        Measure measure =
                switch (count) {
                    case 1 -> Measure.GO_ON;
                    case 2 -> Measure.SET_ASIDE;
                    default -> Measure.LEAVE_ALONE;
                };
        if (measure == Measure.LEAVE_ALONE) {
            log.error(
                    "Task {} is left alone until the layer is opened again: its changes fail again and again",
                    taskId,
                    mishap);
            if (leftAlone.size() < BOUND) {
                leftAlone.add(taskId);
            }
        }
        return measure;
    }

    /** Whether the layer tries nothing more with a task by itself. */
    boolean leavesAlone(String taskId) {
        return leftAlone.contains(taskId);
    }

    /** What went wrong with a task that is to be parked instead of begun, or null. */
    @Nullable
    String mishapOf(String taskId) {
        Mishaps known = mishaps.get(taskId);
        return known != null && known.count() == 2 ? known.last() : null;
    }

    /** The command that parks a task. */
    static Command setAside(String mishap) {
        return new Command.SetAside("A change of this task could not be made, twice: " + mishap
                + ". The log has more; a retry tries it again.");
    }

    /** Forgets the mishaps of a task that somebody had go on. */
    void forgive(String taskId) {
        mishaps.remove(taskId);
        leftAlone.remove(taskId);
    }
}
