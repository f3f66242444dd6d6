package dev.perdure.engine.runtime;

import dev.perdure.engine.core.TaskEvent;
import dev.perdure.store.BlobRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of one append, over one or several tasks, decided and not applied yet. */
final class Plan {
    private final Map<Slot, List<TaskEvent>> events = new LinkedHashMap<>(2);
    private Map<Slot, Run> begun = Map.of();
    private Set<String> gone = Set.of();
    private final List<BlobRow> blobs = new ArrayList<>(0);
    private final List<Runnable> afterwards = new ArrayList<>(0);

    void add(Slot slot, List<TaskEvent> more) {
        if (!more.isEmpty()) {
            events.computeIfAbsent(slot, _ -> new ArrayList<>(2)).addAll(more);
        }
    }

    void addBlobs(List<BlobRow> more) {
        blobs.addAll(more);
    }

    /** Says which tasks are known to be gone from the store, or can't be read there. */
    void without(Set<String> absent) {
        gone = absent;
    }

    boolean isGone(String taskId) {
        return gone.contains(taskId);
    }

    /** Has a run begin on a task, from the state that the events make. */
    void begin(Slot slot, Run run) {
        begun = Map.of(slot, run);
    }

    @Nullable
    Run begun(Slot slot) {
        return begun.get(slot);
    }

    /** Has an action run when the append is durable. It must be short and must not block. */
    void afterwards(Runnable action) {
        afterwards.add(action);
    }

    Map<Slot, List<TaskEvent>> events() {
        return events;
    }

    List<BlobRow> blobs() {
        return blobs;
    }

    List<Runnable> afterwards() {
        return afterwards;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
