package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that ended with nothing in the record to say so, and that the store is not to blame for. Such a task would be begun again at once
 * and for ever. So each is told, the next run waits longer each time, and after some in a row the task is parked with the reason.
 * Guarded by the partition's lock.
 */
final class Stumbles {
    /** How many such ends in a row park a task. */
    static final int BOUND = 5;

    private static final Logger log = LoggerFactory.getLogger(Stumbles.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Map<String, Integer> inARow = new LinkedHashMap<>();

    /** What follows. */
    sealed interface Next {
        /** The task is begun again after a while. */
        record Again(Duration pause) implements Next {}

        /** The task is parked. */
        record Park(Failure failure) implements Next {}
    }

    /** A run ended so. An {@code outage} is nobody's fault: it is waited out, and not counted. */
    Next stumbled(String taskId, Throwable why, boolean outage) {
        String reason = Texts.message(why);
        int before = inARow.getOrDefault(taskId, 0);
        int now = outage ? before : before + 1;
        if (now >= BOUND) {
            inARow.remove(taskId);
            log.warn(
                    "A run of task {} ended unrecorded {} times in a row, the task is parked: {}", taskId, now, reason);
            return new Next.Park(new Failure(
                    FailureMode.UNEXPECTED_ERROR,
                    "Its handler ended " + now + " times in a row in a way that could not be recorded: " + reason
                            + " Mend the handler, then retry.",
                    why.getClass().getName(),
                    null,
                    Texts.trace(why)));
        }
        if (!outage) {
            inARow.put(taskId, now);
            if (inARow.size() > REMEMBERED) {
                inARow.remove(inARow.keySet().iterator().next());
            }
        }
        Duration wait = wait(Math.max(now, 1));
        log.warn("A run of task {} ended unrecorded and begins again in {}: {}", taskId, wait, reason);
        return new Next.Again(wait);
    }

    private static Duration wait(int times) {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(times - 1, 20));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** A run ended in the usual way. */
    void over(String taskId) {
        inARow.remove(taskId);
    }
}
