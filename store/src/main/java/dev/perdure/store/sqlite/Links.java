package dev.perdure.store.sqlite;

import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether each event follows from the one before it, over the events of one task after another in order. Not thread-safe. */
final class Links {
    private final HashChain chain = new HashChain();
    private int partition;
    private String taskId = "";
    private long taskSeq;
    private byte[] hash = HashChain.start();
    private long lastGood;
    private boolean broken;

    /** What is wrong with the next event, as a sentence, or null. */
    @Nullable
    String finding(EventRow event) {
        if (event.partition() != partition || !event.taskId().equals(taskId)) {
            partition = event.partition();
            taskId = event.taskId();
            taskSeq = 0;
            hash = HashChain.start();
            lastGood = 0;
            broken = false;
        }
        String finding = null;
        if (event.taskSeq() != taskSeq + 1) {
            finding = where(event) + " follows " + taskSeq + ": events are missing.";
        } else if (!Arrays.equals(event.previousHash(), hash)) {
            finding = where(event) + " does not continue the event before it: one of them was changed.";
        } else if (!Arrays.equals(event.hash(), recomputed(event))) {
            finding = where(event) + " was changed: its content does not have its hash.";
        }
        taskSeq = event.taskSeq();
        hash = event.hash();
        broken |= finding != null;
        lastGood = broken ? lastGood : taskSeq;
        return finding;
    }

    /** Whether the next event and all before it of its task follow from each other. */
    boolean follows(EventRow event) {
        return finding(event) == null && !broken;
    }

    /** Up to which event the newest one's task holds together. */
    long lastGood() {
        return lastGood;
    }

    private byte[] recomputed(EventRow event) {
        return chain.next(
                event.previousHash(),
                event.taskId(),
                event.taskSeq(),
                event.kind(),
                event.time(),
                event.actor(),
                event.payload());
    }

    private static String where(EventRow event) {
        return "Event " + event.taskSeq() + " of task " + event.taskId() + " in partition " + event.partition();
    }
}
