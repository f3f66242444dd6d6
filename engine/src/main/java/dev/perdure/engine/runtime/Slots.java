package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are in memory, and those that are being loaded. Guarded by the partition's lock.
 *
 * <p>A task is kept while something holds it: a run, an append under way, or a command that waits for another task.
 */
final class Slots {
    private final Guard guard;
    private final Scheduler scheduler;
    private final TaskLoader loader;
    private final Consumer<RuntimeException> broken;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, List<Consumer<@Nullable Slot>>> loading = new HashMap<>();
    private final Set<String> overtaken = new HashSet<>();

    /** {@code broken} is told, under the lock, when a task can't be loaded because the store fails. */
    Slots(Guard guard, Scheduler scheduler, TaskLoader loader, Consumer<RuntimeException> broken) {
        this.guard = guard;
        this.scheduler = scheduler;
        this.loader = loader;
        this.broken = broken;
    }

    @Nullable
    Slot find(String taskId) {
        return slots.get(taskId);
    }

    /** The task, which a decision needs. Throws {@link Missing} if it must be loaded first. */
    Slot needed(String taskId) {
        Slot slot = slots.get(taskId);
        if (slot == null) {
            throw new Missing(taskId);
        }
        return slot;
    }

    /** Adds a new task. What is being read of it in the store, if somebody asked for it already, is too old. */
    void add(Slot slot) {
        String taskId = slot.model.id();
        slots.put(taskId, slot);
        if (loading.containsKey(taskId)) {
            overtaken.add(taskId);
        }
    }

    Collection<Slot> all() {
        return slots.values();
    }

    int size() {
        return slots.size();
    }

    void hold(Slot slot) {
        slot.pins++;
    }

    void release(Slot slot) {
        slot.pins--;
        forgetIfIdle(slot);
    }

    void forgetIfIdle(Slot slot) {
        if (slot.pins == 0 && slot.run == null) {
            slots.remove(slot.model.id(), slot);
        }
    }

    /** Runs an action on a task under the lock, now or when it is loaded; on null if there is no such task or it can't be loaded. */
    void with(String taskId, Consumer<@Nullable Slot> action) {
        Slot slot = slots.get(taskId);
        if (slot != null) {
            action.accept(slot);
            return;
        }
        List<Consumer<@Nullable Slot>> waiting = loading.get(taskId);
        if (waiting != null) {
            waiting.add(action);
            return;
        }
        waiting = new ArrayList<>(1);
        waiting.add(action);
        loading.put(taskId, waiting);
        startLoad(taskId);
    }

    private void startLoad(String taskId) {
        long round = guard.round();
        scheduler.start(
                "perdure-load",
                () -> load(
                        taskId,
                        (loaded, failure) -> guard.lockedIn(round, () -> {
                            if (failure != null) {
                                broken.accept(failure);
                            } else {
                                arrived(taskId, loaded);
                            }
                        })));
    }

    private void load(String taskId, BiConsumer<@Nullable Slot, @Nullable RuntimeException> arrival) {
        Slot loaded = null;
        RuntimeException failure = null;
        try {
            loaded = loader.slot(taskId).orElse(null);
        } catch (RuntimeException e) {
            failure = e;
        }
        arrival.accept(loaded, failure);
    }

    private void arrived(String taskId, @Nullable Slot read) {
        Slot slot = slots.getOrDefault(taskId, read);
        if (overtaken.remove(taskId) && !slots.containsKey(taskId)) {
            startLoad(taskId);
            return;
        }
        List<Consumer<@Nullable Slot>> waiting = loading.remove(taskId);
        if (waiting == null) {
            return;
        }
        if (slot == null) {
            waiting.forEach(action -> action.accept(null));
            return;
        }
        slots.put(taskId, slot);
        // Held while the actions run one after the other, so that none of them lets the next one's task be forgotten.
        hold(slot);
        waiting.forEach(action -> action.accept(slot));
        release(slot);
    }

    /** Forgets everything; who waits for a task gets null. */
    void clear() {
        List<List<Consumer<@Nullable Slot>>> waiting = List.copyOf(loading.values());
        slots.clear();
        loading.clear();
        overtaken.clear();
        waiting.forEach(actions -> actions.forEach(action -> action.accept(null)));
    }
}
